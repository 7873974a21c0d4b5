import { spawnSync } from 'node:child_process';
import { appendFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type Clock, systemClock, watchFreeSpace } from '../../runtime/index.js';
import { expectAcknowledged, openTestLog } from '../support/log-checks.js';
import { readAll, Seen } from '../support/log-items.js';
import { writtenEntries } from '../support/log-writer-plan.js';
import type { Ack } from '../support/log-writer-process.js';
import { temporaryDir } from '../support/temporary-dir.js';

const MIB = 1024 * 1024;

/** A disk of its own in memory, so that filling it harms nobody. */
function smallDisk(mebibytes: number): string {
  const dir = temporaryDir();
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'tmpfs', dir], {
    encoding: 'utf8',
  });
  if (mounted.status !== 0) {
    throw new Error(
      `this test needs root to mount a small tmpfs: ${mounted.stderr || String(mounted.error)}`,
    );
  }
  onTestFinished(() => void spawnSync('umount', ['-l', dir]));
  return dir;
}

const freeBytes = (dir: string): number => {
  const disk = statfsSync(dir);
  return disk.bavail * disk.bsize;
};

/** Takes space away until `leave` bytes are free. */
function fill(dir: string, leave: number): void {
  const chunk = Buffer.alloc(64 * 1024);
  while (freeBytes(dir) > leave + chunk.length) appendFileSync(join(dir, 'ballast'), chunk);
}

test.each([
  { says: 'large appends', entries: 20, textBytes: 5_000 },
  { says: 'small appends', entries: 1, textBytes: 700 },
])(
  'on a full disk $says are rejected with log.disk-full, nothing acknowledged is lost, and after space returns the same process appends again',
  async ({ entries, textBytes }) => {
    const disk = smallDisk(24);
    const dir = join(disk, 'log');
    const log = await openTestLog(dir);
    const acks: Ack[] = [];
    const codes: unknown[] = [];
    let n = 0;
    const append = async (): Promise<void> => {
      const mine = n;
      n += entries;
      try {
        acks.push({
          first: await log.append(writtenEntries(mine, entries, textBytes)),
          n: mine,
          count: entries,
        });
      } catch (error) {
        codes.push(error instanceof Error && 'code' in error ? error.code : error);
      }
    };

    const abort = new AbortController();
    const followed = new Seen();
    const following = (async () => {
      for await (const item of log.follow(1, abort.signal)) followed.add(item);
    })();

    while (acks.length < 20) await append();
    await log.commit('reader', 2);
    fill(disk, 512 * 1024);
    while (codes.length < 5) await Promise.all([append(), append(), append()]);
    expect(new Set(codes)).toEqual(new Set(['log.disk-full']));
    await log.commit('reader', 3);
    await expect(log.commit('newcomer', 1)).rejects.toMatchObject({ code: 'log.disk-full' });

    rmSync(join(disk, 'ballast'));
    const before = acks.length;
    while (acks.length < before + 20) {
      await append();
      expect(codes.length, 'rejected although there is space').toBeLessThan(9);
    }
    const seen = await readAll(log);
    expect(seen.holes).toEqual([]);
    expect(expectAcknowledged(acks, seen, textBytes)).toBe(0);
    abort.abort();
    await following;
    expect(followed.holes).toEqual([]);
    await log.close();

    const again = await openTestLog(dir);
    const after = await readAll(again);
    expect([expectAcknowledged(acks, after, textBytes), after.holes]).toEqual([0, []]);
    expect(again.position('reader')).toBe(3);
    await again.close();
  },
);

test('a reader that is under way when the disk fills up is told of no hole, and goes on when space returns', async () => {
  const disk = smallDisk(32);
  const log = await openTestLog(join(disk, 'log'));
  for (let n = 0; n < 200; n += 1) await log.append(writtenEntries(n, 1, 20_000));
  const [early, late] = [new Seen(), new Seen()];
  const reader = log.read(1, 200)[Symbol.asyncIterator]();
  const take = async (): Promise<boolean> => {
    const result = await reader.next();
    if (result.done !== true) early.add(result.value);
    return result.done !== true;
  };
  await take();

  fill(disk, 512 * 1024);
  let code: unknown;
  const append = async (): Promise<number> => log.append(writtenEntries(1_000, 1, 100_000));
  for (let tries = 0; code === undefined && tries < 50; tries += 1) {
    await append().catch((error: unknown) => {
      code = error instanceof Error && 'code' in error ? error.code : error;
    });
  }
  expect(code).toBe('log.disk-full');
  // This attempt closes the store and can't open it again.
  await expect(append()).rejects.toMatchObject({ code: 'log.disk-full' });
  const readOn = async (): Promise<void> => {
    while (await take());
  };
  await expect(readOn()).rejects.toMatchObject({ code: 'log.read-failed' });

  rmSync(join(disk, 'ballast'));
  await append();
  for await (const item of log.read(early.entries.size + 1, 200)) late.add(item);
  expect([early.holes, late.holes]).toEqual([[], []]);
  expect([...early.numbers, ...late.numbers]).toEqual(Array.from({ length: 200 }, (_, n) => n));
  await log.close();
});

test('a reader that is under way while the store is reopened does not notice', async () => {
  const disk = smallDisk(32);
  const log = await openTestLog(join(disk, 'log'));
  for (let n = 0; n < 200; n += 1) await log.append(writtenEntries(n, 1, 20_000));
  const seen = new Seen();
  const reader = log.read(1, 200)[Symbol.asyncIterator]();
  const first = await reader.next();
  if (first.done !== true) seen.add(first.value);
  fill(disk, 512 * 1024);
  let rejected = false;
  while (!rejected) {
    await log.append(writtenEntries(1_000, 1, 100_000)).catch(() => {
      rejected = true;
    });
  }
  rmSync(join(disk, 'ballast'));
  await log.append(writtenEntries(1_000, 1, 10));
  for (let next = await reader.next(); next.done !== true; next = await reader.next()) seen.add(next.value);
  expect(seen.holes).toEqual([]);
  expect(seen.numbers).toEqual(Array.from({ length: 200 }, (_, n) => n));
  await log.close();
});

test('a log that is opened on a full disk says log.disk-full and opens once there is space', async () => {
  const disk = smallDisk(8);
  writeFileSync(join(disk, 'ballast'), '');
  fill(disk, 0);
  while (freeBytes(disk) > 0) appendFileSync(join(disk, 'ballast'), Buffer.alloc(4096));
  const dir = join(disk, 'log');
  await expect(openTestLog(dir)).rejects.toMatchObject({
    code: 'log.disk-full',
    message: expect.stringContaining(dir),
  });
  rmSync(join(disk, 'ballast'));
  const log = await openTestLog(dir);
  expect(await log.append(writtenEntries(1, 1, 10))).toBe(1);
  await log.close();
});

test('the watch of free space says low once, and well only when a quarter more than the limit is free', async () => {
  const disk = smallDisk(16);
  const abort = new AbortController();
  const told: boolean[] = [];
  // Each beat of the clock is one step of the story; what was told before it is noted beside it.
  const story: { says: string; step: () => void; expected: boolean[] }[] = [
    { says: 'well at the start', step: () => {}, expected: [] },
    { says: 'above the limit', step: () => fill(disk, 9 * MIB), expected: [] },
    { says: 'below the limit', step: () => fill(disk, 7 * MIB), expected: [true] },
    { says: 'still below', step: () => fill(disk, 6 * MIB), expected: [true] },
    { says: 'just above', step: () => ballast(7), expected: [true] },
    { says: 'well above', step: () => ballast(4), expected: [true, false] },
    { says: 'just below a quarter more', step: () => ballast(7), expected: [true, false] },
  ];
  const ballast = (mebibytes: number): void =>
    writeFileSync(join(disk, 'ballast'), Buffer.alloc(mebibytes * MIB));
  let beat = 0;
  const clock: Clock = {
    ...systemClock,
    sleep: async () => {
      const [previous, current] = [story[beat - 1], story[beat]];
      if (previous !== undefined) expect(told, previous.says).toEqual(previous.expected);
      if (current === undefined) abort.abort();
      current?.step();
      beat += 1;
    },
  };
  await watchFreeSpace({
    dir: disk,
    minFreeBytes: 8 * MIB,
    clock,
    signal: abort.signal,
    onChange: (low) => told.push(low),
  });
  expect(beat).toBe(story.length + 1);
});

test('the watch of free space looks at once, and a folder that is not there is an error', async () => {
  const disk = smallDisk(4);
  const abort = new AbortController();
  const told: [boolean, number][] = [];
  await watchFreeSpace({
    dir: disk,
    minFreeBytes: 100 * MIB,
    clock: systemClock,
    signal: abort.signal,
    onChange: (low, free) => {
      told.push([low, free]);
      abort.abort();
    },
  });
  expect(told).toEqual([[true, 4 * MIB]]);
  const nowhere = { dir: join(disk, 'nowhere'), minFreeBytes: 1, clock: systemClock, onChange: () => {} };
  await expect(watchFreeSpace({ ...nowhere, signal: new AbortController().signal })).rejects.toThrow(
    'ENOENT',
  );
});
