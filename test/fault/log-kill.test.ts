import { statSync, truncateSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  expectAcknowledged,
  lastAcknowledged,
  newestWithData,
  openTestLog,
  rememberingLogger,
} from '../support/log-checks.js';
import { readAll, testEntries } from '../support/log-items.js';
import { type Ack, LogWriter } from '../support/log-writer-process.js';
import { temporaryDir } from '../support/temporary-dir.js';

const ENDLESS = 1_000_000;

test('after each of several kill -9 under load every acknowledged entry is there, unchanged and in its place', async () => {
  const dir = temporaryDir();
  const acks: Ack[] = [];
  for (const [round, enough] of [40, 300, 3, 700].entries()) {
    const plan = { firstN: round * ENDLESS, lanes: 16, appendsPerLane: ENDLESS, size: 3, textBytes: 500 };
    const writer = new LogWriter(dir, plan);
    await writer.until(({ acks }) => acks.length >= enough);
    await writer.kill();
    acks.push(...writer.acks);
    const log = await openTestLog(dir);
    const seen = await readAll(log);
    expect(seen.holes).toEqual([]);
    expect(expectAcknowledged(acks, seen, 500)).toBe(0);
    expect([...seen.entries.keys()]).toEqual(Array.from({ length: log.head }, (_, index) => index + 1));
    await log.close();
  }
});

test('a kill -9 while the log is folded into tables loses nothing that was acknowledged', async () => {
  const dir = temporaryDir();
  const plan = { firstN: 0, lanes: 8, appendsPerLane: ENDLESS, size: 8, textBytes: 16_000 };
  const writer = new LogWriter(dir, plan);
  await writer.until(({ acks }) => acks.length >= 300);
  await writer.kill();
  const seen = await readAll(await openTestLog(dir));
  expect(seen.holes).toEqual([]);
  expect(expectAcknowledged(writer.acks, seen, 16_000)).toBe(0);
});

test.each([
  { says: 'by one byte', bytes: 1 },
  { says: 'by a batch or so', bytes: 1_000 },
  { says: 'by many batches', bytes: 60_000 },
  { says: 'to nothing', bytes: Number.POSITIVE_INFINITY },
])(
  "a tail of LevelDB's log torn off $says is reported as a hole and its positions are never used again",
  async ({ bytes }) => {
    const dir = temporaryDir();
    const writer = new LogWriter(dir, { firstN: 0, lanes: 1, appendsPerLane: 200, size: 2, textBytes: 400 });
    await writer.untilIdle();
    await writer.kill();
    const path = newestWithData(dir, '.log');
    truncateSync(path, Math.max(0, statSync(path).size - bytes));

    const logger = rememberingLogger();
    const log = await openTestLog(dir, logger);
    const promised = lastAcknowledged(writer.acks);
    const torn = await readAll(log);
    expect(torn.holes).toHaveLength(1);
    expect(torn.holes[0]?.to).toBe(promised);
    expect(expectAcknowledged(writer.acks, torn, 400)).toBe(promised - (torn.holes[0]?.from ?? 0) + 1);
    expect(logger.events).toContainEqual({ event: 'log.tail-lost', fields: torn.holes[0] });

    expect(await log.append(testEntries(7_000, 2))).toBe(promised + 1);
    await log.close();
    const after = await readAll(await openTestLog(dir));
    expect(after.holes).toEqual(torn.holes);
    expect(after.entries.get(promised + 1)?.n).toBe(7_000);
  },
);

test('a writer that was killed leaves no lock behind', async () => {
  const dir = temporaryDir();
  const writer = new LogWriter(dir, { firstN: 0, lanes: 1, appendsPerLane: 1, size: 1, textBytes: 1 });
  await writer.untilIdle();
  await writer.kill();
  expect((await openTestLog(dir)).head).toBe(1);
});
