import { cpSync, readdirSync, rmSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  expectAcknowledged,
  flipBit,
  lastAcknowledged,
  newestWithData,
  offsetOf,
  openTestLog,
  rememberingLogger,
} from '../support/log-checks.js';
import { readAll, type Seen, testEntries } from '../support/log-items.js';
import { textOf } from '../support/log-writer-plan.js';
import { type Ack, LogWriter } from '../support/log-writer-process.js';
import { temporaryDir } from '../support/temporary-dir.js';

const TEXT_BYTES = 1_500;
const BATCHES = 100;
/** LevelDB checks its log in blocks of this size and drops the rest of a block that fails. */
const LOG_BLOCK_BYTES = 32_768;

/** A log of 100 batches of two entries, one batch per append, that a killed writer left behind. */
async function writtenAndKilled(dir: string): Promise<Ack[]> {
  const writer = new LogWriter(dir, {
    firstN: 0,
    lanes: 1,
    appendsPerLane: BATCHES,
    size: 2,
    textBytes: TEXT_BYTES,
  });
  await writer.untilIdle();
  await writer.kill();
  return writer.acks;
}

/** The same with the entries folded into a table. */
async function foldedIntoTable(dir: string): Promise<Ack[]> {
  const acks = await writtenAndKilled(dir);
  await (await openTestLog(dir)).close();
  return acks;
}

function expectOneHoleAround(seen: Seen, position: number, batches: { atMost: number }): void {
  expect(seen.holes).toHaveLength(1);
  expect(seen.inHole(position)).toBe(true);
  const { from, to } = seen.holes[0] ?? { from: 0, to: 0 };
  expect([from % 2, to % 2], 'a hole begins and ends with a batch').toEqual([1, 0]);
  expect((to - from + 1) / 2).toBeLessThanOrEqual(batches.atMost);
}

test("a flipped bit in LevelDB's own log names the missing positions, and later batches still read", async () => {
  const dir = temporaryDir();
  const acks = await writtenAndKilled(dir);
  const path = newestWithData(dir, '.log');
  flipBit(path, offsetOf(path, textOf(80, 64)));
  const seen = await readAll(await openTestLog(dir));
  const perBlock = Math.ceil(LOG_BLOCK_BYTES / (2 * TEXT_BYTES));
  expectOneHoleAround(seen, 81, { atMost: perBlock + 1 });
  expectAcknowledged(acks, seen, TEXT_BYTES);
  expect(seen.entries.has(200)).toBe(true);
});

test('a flipped bit in a table names the missing batch and no other, and the follower goes on behind it', async () => {
  const dir = temporaryDir();
  const acks = await foldedIntoTable(dir);
  const path = newestWithData(dir, '.ldb');
  // Snappy leaves hexadecimal noise as it is except where it repeats: some 16 characters are found again.
  flipBit(path, offsetOf(path, textOf(80, 64).slice(20, 36)));
  const log = await openTestLog(dir);
  const seen = await readAll(log);
  expectOneHoleAround(seen, 81, { atMost: 2 });
  expect(expectAcknowledged(acks, seen, TEXT_BYTES)).toBeGreaterThan(0);
  expect(seen.entries.size).toBeGreaterThanOrEqual(196);
});

/** Flips so much around `middle` that LevelDB can't make sense of the block. */
function harmBlock(path: string, middle: number): void {
  for (let offset = middle - 900; offset < middle + 900; offset += 1) flipBit(path, offset, offset % 8);
}

test('a table block that LevelDB itself can not read is stepped over, and everything around it reads', async () => {
  const dir = temporaryDir();
  const acks = await foldedIntoTable(dir);
  const path = newestWithData(dir, '.ldb');
  const middle = offsetOf(path, textOf(80, 64).slice(20, 36));
  harmBlock(path, middle);
  const logger = rememberingLogger();
  const log = await openTestLog(dir, logger);
  const seen = await readAll(log);
  expectOneHoleAround(seen, 81, { atMost: 4 });
  expectAcknowledged(acks, seen, TEXT_BYTES);
  expect(logger.events.map(({ event }) => event)).toContain('log.block-unreadable');
  expect([...(await readAll(log, 81, 150)).entries.keys()].at(-1)).toBe(150);
});

test('damage in the very first block is reported from position 1 on', async () => {
  const dir = temporaryDir();
  await foldedIntoTable(dir);
  const path = newestWithData(dir, '.ldb');
  for (let offset = 0; offset < 300; offset += 1) flipBit(path, offset, offset % 8);
  const seen = await readAll(await openTestLog(dir));
  expect(seen.holes).toHaveLength(1);
  expect(seen.holes[0]?.from).toBe(1);
  expect(seen.entries.has(200)).toBe(true);
});

test.each([
  { says: 'with the mark of the head in place', mark: true },
  { says: 'also when the mark of the head lags behind', mark: false },
])('a damaged last batch is a hole and its positions are not used again, $says', async ({ mark }) => {
  const dir = temporaryDir();
  await foldedIntoTable(dir);
  if (!mark) truncateSync(join(dir, 'head.mark'), 0);
  const path = newestWithData(dir, '.ldb');
  flipBit(path, offsetOf(path, textOf(199, 64).slice(20, 36)));
  const log = await openTestLog(dir);
  expect(await log.append(testEntries(500, 1))).toBe(201);
  const seen = await readAll(log);
  expect(seen.holes).toEqual([{ from: 199, to: 200 }]);
  expect(seen.entries.get(201)?.n).toBe(500);
});

test.each(['head.mark', 'oldest.mark', 'reader-recorder.mark'])(
  'a damaged %s is told and no entry is lost by it',
  async (name) => {
    const dir = temporaryDir();
    const first = await openTestLog(dir);
    for (let n = 1; n <= 20; n += 1) await first.append(testEntries(n, 1));
    await first.commit('recorder', 10);
    await first.commit('engine', 20);
    await first.close();
    flipBit(join(dir, name), 1);
    const logger = rememberingLogger();
    const log = await openTestLog(dir, logger);
    expect(logger.events.map(({ event }) => event)).toEqual(['log.mark-damaged']);
    await log.retain(8.64e15);
    const seen = await readAll(log, 11);
    expect([log.head, seen.entries.size, seen.holes]).toEqual([20, 10, []]);
  },
);

/** Evenly spread places of a file, each with another bit. */
function placesIn(path: string, count: number): { offset: number; bit: number }[] {
  const size = statSync(path).size;
  return Array.from({ length: count }, (_, index) => ({
    offset: Math.floor(((index + 0.5) / count) * size),
    bit: (index * 5) % 8,
  }));
}

test.each([
  { file: '.log', state: writtenAndKilled, flips: 40 },
  { file: '.ldb', state: foldedIntoTable, flips: 60 },
  { file: 'MANIFEST', state: foldedIntoTable, flips: 25 },
  { file: 'CURRENT', state: foldedIntoTable, flips: 10 },
])(
  'wherever a bit flips in a $file file, each acknowledged entry is unchanged or in a hole, and appends go on',
  async ({ file, state, flips }) => {
    const original = temporaryDir();
    const acks = await state(original);
    const name = readdirSync(join(original, 'entries')).find(
      (one) =>
        (one.endsWith(file) || one.startsWith(file)) && statSync(join(original, 'entries', one)).size > 0,
    );
    for (const { offset, bit } of placesIn(join(original, 'entries', name ?? ''), flips)) {
      const dir = temporaryDir();
      cpSync(original, dir, { recursive: true });
      flipBit(join(dir, 'entries', name ?? ''), offset, bit);
      const log = await openTestLog(dir);
      expect(await log.append(testEntries(5_000, 1))).toBe(lastAcknowledged(acks) + 1);
      const seen = await readAll(log);
      expectAcknowledged(acks, seen, TEXT_BYTES);
      expect(seen.entries.get(201)?.n).toBe(5_000);
      await log.close();
    }
  },
);

test.each([
  {
    says: 'a table cut in half',
    harm: (path: string) => truncateSync(path, Math.floor(statSync(path).size / 2)),
  },
  { says: 'a table cut to nothing', harm: (path: string) => truncateSync(path, 0) },
  { says: 'a table that is gone', harm: (path: string) => rmSync(path) },
])('$says is a hole, and appends go on behind it', async ({ harm }) => {
  const dir = temporaryDir();
  const acks = await foldedIntoTable(dir);
  harm(newestWithData(dir, '.ldb'));
  const log = await openTestLog(dir);
  expect(await log.append(testEntries(5_000, 1))).toBe(201);
  const seen = await readAll(log);
  expect(seen.holes).toHaveLength(1);
  expectAcknowledged(acks, seen, TEXT_BYTES);
  expect(seen.entries.get(201)?.n).toBe(5_000);
});

test("when LevelDB's root file is gone the tables are salvaged, not taken for rubbish", async () => {
  const dir = temporaryDir();
  const acks = await foldedIntoTable(dir);
  rmSync(join(dir, 'entries', 'CURRENT'));
  const logger = rememberingLogger();
  const seen = await readAll(await openTestLog(dir, logger));
  expect(logger.events.map(({ event }) => event)).toEqual(['log.repairing']);
  expect([expectAcknowledged(acks, seen, TEXT_BYTES), seen.holes]).toEqual([0, []]);
});

test('a bad block stops neither appends nor retention when tables are folded over it', async () => {
  const dir = temporaryDir();
  const acks = await foldedIntoTable(dir);
  const path = newestWithData(dir, '.ldb');
  for (const { offset } of placesIn(path, 5)) harmBlock(path, offset);
  const logger = rememberingLogger();
  let accepted = 0;
  let rejectedInARow = 0;
  for (let round = 0; round < 12; round += 1) {
    const log = await openTestLog(dir, logger);
    for (let step = 0; step < 5; step += 1) {
      const appended = await log.append(testEntries(9_000 + accepted, 1)).catch(() => undefined);
      rejectedInARow = appended === undefined ? rejectedInARow + 1 : 0;
      if (appended !== undefined) accepted += 1;
      expect(rejectedInARow).toBeLessThan(3);
    }
    await log.commit('reader', 10 + round * 10);
    await log.retain(8.64e15).catch(() => {});
    await log.close();
  }
  const log = await openTestLog(dir);
  const seen = await readAll(log);
  expect(accepted).toBeGreaterThan(50);
  expect(seen.numbers.filter((n) => n >= 9_000)).toHaveLength(accepted);
  expectAcknowledged(
    acks.filter((ack) => ack.first >= log.oldest),
    seen,
    TEXT_BYTES,
  );
  expect(logger.events.map(({ event }) => event)).toContain('log.repairing');
});
