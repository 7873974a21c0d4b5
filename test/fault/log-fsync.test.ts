import { join } from 'node:path';
import { expect, test } from 'vitest';
import { expectAcknowledged, openTestLog } from '../support/log-checks.js';
import { readAll } from '../support/log-items.js';
import { LogWriter, requireStrace } from '../support/log-writer-process.js';
import { temporaryDir } from '../support/temporary-dir.js';

const onSync = (fault: string): string[] => [
  ...['-e', 'trace=fsync,fdatasync'],
  ...['-e', `inject=fdatasync:${fault}`],
  ...['-e', `inject=fsync:${fault}`],
];

test.each([
  { says: 'once', fault: 'error=EIO:when=20', lanes: 1 },
  { says: 'once while many wait', fault: 'error=EIO:when=8', lanes: 32 },
  { says: 'also while the log is reopened', fault: 'error=EIO:when=20..23', lanes: 1 },
  { says: 'again and again', fault: 'error=EIO:when=20+9', lanes: 4 },
])(
  'when fsync fails $says, those appends are rejected, later ones succeed and nothing acknowledged is lost',
  async ({ fault, lanes }) => {
    requireStrace();
    const dir = temporaryDir();
    const plan = { firstN: 0, lanes, appendsPerLane: 320 / lanes, size: 2, textBytes: 100 };
    const writer = new LogWriter(dir, plan, onSync(fault));
    await writer.untilIdle();
    await writer.close();
    expect(writer.rejected.length).toBeGreaterThan(0);
    for (const line of writer.rejected) expect(line).toMatch(/^log\.write-failed|^log\.open-failed/);
    expect(writer.acks.length + writer.rejected.length).toBe(320);
    expect(writer.acks.length).toBeGreaterThan(150);

    const log = await openTestLog(dir);
    const seen = await readAll(log);
    expect(seen.holes).toEqual([]);
    expect(expectAcknowledged(writer.acks, seen, 100)).toBe(0);
    expect([...seen.entries.keys()]).toEqual(Array.from({ length: log.head }, (_, index) => index + 1));
    const positions = writer.acks.map((ack) => ack.first);
    expect(new Set(positions).size).toBe(positions.length);
  },
);

test('when fsync is slow all appends still resolve, in fewer and larger groups', async () => {
  requireStrace();
  const dir = temporaryDir();
  const plan = { firstN: 0, lanes: 100, appendsPerLane: 4, size: 1, textBytes: 20 };
  const writer = new LogWriter(dir, plan, onSync('delay_enter=300000'));
  await writer.untilIdle();
  await writer.close();
  expect(writer.acks).toHaveLength(400);
  const log = await openTestLog(dir);
  const sizes: number[] = [];
  for await (const item of log.read(1)) if (item.kind === 'entries') sizes.push(item.entries.length);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(400);
  expect(sizes.length).toBeLessThanOrEqual(40);
});

test('an append is acknowledged although the mark of the head can not be written, for its entries are durable', async () => {
  requireStrace();
  const dir = temporaryDir();
  await (await openTestLog(dir)).close();
  const onMark = [
    '-P',
    join(dir, 'head.mark'),
    '-e',
    'trace=pwrite64',
    '-e',
    'inject=pwrite64:error=EIO:when=3+',
  ];
  const plan = { firstN: 0, lanes: 1, appendsPerLane: 20, size: 2, textBytes: 20 };
  const writer = new LogWriter(dir, plan, onMark);
  await writer.untilIdle();
  await writer.kill();
  expect([writer.acks.length, writer.rejected]).toEqual([20, []]);
  const log = await openTestLog(dir);
  expect(log.head).toBe(40);
  expect(expectAcknowledged(writer.acks, await readAll(log), 20)).toBe(0);
});
