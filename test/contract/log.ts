import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Log } from '../../runtime/index.js';
import { readAll, Seen, type TestEntry, testEntries } from '../support/log-items.js';
import { temporaryDir } from '../support/temporary-dir.js';

/** Opens the log that belongs to `dir`, with what an earlier opening left in it. */
export type OpenLog = (dir: string) => Promise<Log<TestEntry>>;

const FAR_FUTURE = 8.64e15;
const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

/** What every adapter of the log promises. */
export function describeLog(name: string, open: OpenLog): void {
  describe(`${name} keeps the promises of a log`, () => {
    const opened = async (dir = temporaryDir()): Promise<Log<TestEntry>> => {
      const log = await open(dir);
      onTestFinished(() => log.close());
      return log;
    };
    describeAppend(opened);
    describeReading(opened);
    describeFollowing(opened);
    describeReaders(opened);
    describeProperties(open);
  });
}

type Opened = (dir?: string) => Promise<Log<TestEntry>>;

function describeAppend(opened: Opened): void {
  test('an empty log has its head at 0 and nothing to read', async () => {
    const log = await opened();
    expect(log.head).toBe(0);
    expect((await readAll(log)).entries.size).toBe(0);
  });

  test('appends resolve with contiguous positions in the order of the calls', async () => {
    const log = await opened();
    const answers: number[] = [];
    await Promise.all(
      [3, 1, 4, 1, 5].map((size) => log.append(testEntries(0, size)).then((first) => answers.push(first))),
    );
    expect(answers).toEqual([1, 4, 5, 9, 10]);
    expect(log.head).toBe(14);
  });

  test('hundreds of concurrent appends each get their own positions, and each entry stands where it was told', async () => {
    const log = await opened();
    const firsts = await Promise.all(range(0, 399).map((n) => log.append(testEntries(n * 10, 3))));
    const { entries } = await readAll(log);
    expect(entries.size).toBe(1_200);
    for (const [n, first] of firsts.entries()) {
      expect([0, 1, 2].map((step) => entries.get(first + step)?.n)).toEqual([n * 10, n * 10 + 1, n * 10 + 2]);
    }
  });

  test('enqueue calls back with the same positions, in one order with append', async () => {
    const log = await opened();
    const heard: number[] = [];
    const enqueue = (n: number): Promise<void> =>
      new Promise((resolve, reject) => {
        log.enqueue(testEntries(n, 2), (fault, first) => {
          heard.push(first);
          if (fault === null) resolve();
          else reject(fault);
        });
      });
    await Promise.all([
      enqueue(1),
      log.append(testEntries(3, 1)).then((first) => heard.push(first)),
      enqueue(4),
    ]);
    expect(new Set(heard)).toEqual(new Set([1, 3, 4]));
    expect((await readAll(log)).numbers).toEqual([1, 2, 3, 4, 5]);
    await log.close();
    await expect(enqueue(6)).rejects.toMatchObject({ code: 'log.closed' });
  });

  test('an append of nothing takes no position', async () => {
    const log = await opened();
    await log.append(testEntries(1, 2));
    expect(await log.append([])).toBe(3);
    expect(await log.append(testEntries(3, 1))).toBe(3);
    expect((await readAll(log)).numbers).toEqual([1, 2, 3]);
  });

  test('text of any script, quotes and line ends come back unchanged', async () => {
    const dir = temporaryDir();
    const text = 'Çöp 满 "\\" \n\r\u0000 \u2028 🗑️';
    const log = await opened(dir);
    await log.append([{ n: 1, text }]);
    await log.close();
    expect((await readAll(await opened(dir))).entries.get(1)?.text).toBe(text);
  });

  test('an append after close is rejected with log.closed', async () => {
    const log = await opened();
    await log.close();
    await expect(log.append(testEntries(1, 1))).rejects.toMatchObject({ code: 'log.closed' });
  });

  test('close waits for the appends that are on their way, and may be called twice', async () => {
    const dir = temporaryDir();
    const log = await opened(dir);
    const appended = range(1, 50).map((n) => log.append(testEntries(n, 1)));
    await Promise.all([log.close(), log.close()]);
    expect(await Promise.all(appended)).toEqual(range(1, 50));
    expect((await readAll(await opened(dir))).numbers).toEqual(range(1, 50));
  });
}

function describeReading(opened: Opened): void {
  test.each([
    { says: 'from the start to the head', from: 1, until: undefined, expected: range(1, 20) },
    { says: 'from the middle of a batch', from: 7, until: undefined, expected: range(7, 20) },
    { says: 'up to the middle of a batch', from: 1, until: 13, expected: range(1, 13) },
    { says: 'within one batch', from: 12, until: 14, expected: [12, 13, 14] },
    { says: 'one entry', from: 10, until: 10, expected: [10] },
    { says: 'beyond the head, which is nothing', from: 21, until: undefined, expected: [] },
    { says: 'until beyond the head, which is the head', from: 19, until: 99, expected: [19, 20] },
  ])('reads $says, in memory and after reopening', async ({ from, until, expected }) => {
    const dir = temporaryDir();
    const log = await opened(dir);
    for (const first of [1, 6, 11, 16]) await log.append(testEntries(first, 5));
    const before = await readAll(log, from, until);
    await log.close();
    const after = await readAll(await opened(dir), from, until);
    for (const seen of [before, after]) {
      expect([...seen.entries.keys()]).toEqual(expected);
      expect(seen.numbers).toEqual(expected);
      expect(seen.holes).toEqual([]);
    }
  });

  test('positions go on after reopening where they stopped', async () => {
    const dir = temporaryDir();
    for (const first of [1, 4, 7]) {
      const log = await opened(dir);
      expect(await log.append(testEntries(first, 3))).toBe(first);
      await log.close();
    }
    expect((await readAll(await opened(dir))).numbers).toEqual(range(1, 9));
  });
}

function describeFollowing(opened: Opened): void {
  async function follow(log: Log<TestEntry>, from: number, last: number): Promise<Seen> {
    const abort = new AbortController();
    const seen = new Seen();
    for await (const item of log.follow(from, abort.signal)) {
      seen.add(item);
      if (seen.entries.has(last)) abort.abort();
    }
    return seen;
  }

  test('a follower gets what is there and then what comes, once each', async () => {
    const log = await opened();
    await log.append(testEntries(1, 5));
    const following = follow(log, 3, 40);
    for (const n of range(6, 40)) await log.append(testEntries(n, 1));
    expect((await following).numbers).toEqual(range(3, 40));
  });

  test('a follower may start beyond the head and gets nothing before its position', async () => {
    const log = await opened();
    const following = follow(log, 4, 6);
    await log.append(testEntries(1, 5));
    await log.append(testEntries(6, 1));
    expect((await following).numbers).toEqual([4, 5, 6]);
  });

  test('several followers go each at their own pace', async () => {
    const log = await opened();
    const following = [1, 2, 3].map((from) => follow(log, from, 30));
    for (const n of range(1, 30)) await log.append(testEntries(n, 1));
    const seen = await Promise.all(following);
    expect(seen.map((one) => one.entries.size)).toEqual([30, 29, 28]);
  });

  test('a waiting follower ends when its signal aborts', async () => {
    const log = await opened();
    const abort = new AbortController();
    const next = log.follow(1, abort.signal)[Symbol.asyncIterator]().next();
    abort.abort();
    expect((await next).done).toBe(true);
  });

  test('a signal that has aborted already yields nothing', async () => {
    const log = await opened();
    await log.append(testEntries(1, 1));
    const next = log.follow(1, AbortSignal.abort())[Symbol.asyncIterator]().next();
    expect((await next).done).toBe(true);
  });

  test('a waiting follower ends when the log is closed', async () => {
    const log = await opened();
    const next = log.follow(1, new AbortController().signal)[Symbol.asyncIterator]().next();
    await log.close();
    expect((await next).done).toBe(true);
  });
}

function describeReaders(opened: Opened): void {
  test('each reader has its own position, and it survives reopening', async () => {
    const dir = temporaryDir();
    const log = await opened(dir);
    await log.append(testEntries(1, 10));
    await log.commit('recorder', 4);
    await log.commit('engine/city: İzmir', 9);
    await log.commit('recorder', 5);
    await log.close();
    const again = await opened(dir);
    expect(['recorder', 'engine/city: İzmir', 'stranger'].map((reader) => again.position(reader))).toEqual([
      5, 9, 0,
    ]);
  });

  test('retention deletes nothing while no reader is known', async () => {
    const log = await opened();
    await log.append(testEntries(1, 5));
    await log.retain(FAR_FUTURE);
    expect(log.oldest).toBe(1);
    expect((await readAll(log)).entries.size).toBe(5);
  });

  test('retention keeps everything from the slowest reader on, also after reopening', async () => {
    const dir = temporaryDir();
    const log = await opened(dir);
    for (const n of range(1, 300)) await log.append(testEntries(n, 1));
    await log.commit('fast', 300);
    await log.commit('slow', 200);
    await log.retain(FAR_FUTURE);
    expect(log.oldest).toBe(201);
    expect((await readAll(log)).numbers).toEqual(range(201, 300));
    await log.close();
    const again = await opened(dir);
    expect(again.oldest).toBe(201);
    const seen = await readAll(again);
    expect([seen.numbers, seen.holes]).toEqual([range(201, 300), []]);
  });

  test('retention never cuts a batch that a reader is in the middle of', async () => {
    const log = await opened();
    await log.append(testEntries(1, 10));
    await log.append(testEntries(11, 10));
    await log.commit('reader', 15);
    await log.retain(FAR_FUTURE);
    expect(log.oldest).toBeLessThanOrEqual(16);
    expect((await readAll(log, 16)).numbers).toEqual(range(16, 20));
  });

  test('retention keeps what is younger than the window', async () => {
    const log = await opened();
    await log.append(testEntries(1, 5));
    await log.commit('reader', 5);
    await log.retain(0);
    expect((await readAll(log)).entries.size).toBe(5);
  });

  test('a log whose entries were all deleted goes on at the next position after reopening', async () => {
    const dir = temporaryDir();
    const log = await opened(dir);
    await log.append(testEntries(1, 5));
    await log.commit('reader', 5);
    await log.retain(FAR_FUTURE);
    await log.close();
    const again = await opened(dir);
    expect(await again.append(testEntries(6, 1))).toBe(6);
    const seen = await readAll(again);
    expect([seen.numbers, seen.holes]).toEqual([[6], []]);
  });

  test('what retention takes from a follower that fell behind is reported to it as a hole', async () => {
    const log = await opened();
    for (const n of range(1, 4)) await log.append(testEntries(n, 1));
    const abort = new AbortController();
    const follower = log.follow(1, abort.signal)[Symbol.asyncIterator]();
    const seen = new Seen();
    const step = async (): Promise<void> => {
      const result = await follower.next();
      if (result.done !== true) seen.add(result.value);
    };
    while (!seen.entries.has(4)) await step();
    for (const n of range(5, 8)) await log.append(testEntries(n, 1));
    await log.commit('other', 6);
    await log.retain(FAR_FUTURE);
    while (!seen.entries.has(8)) await step();
    abort.abort();
    await follower.return?.();
    for (const position of range(1, 8))
      expect(seen.entries.has(position) || seen.inHole(position)).toBe(true);
    expect(seen.numbers.slice(-2)).toEqual([7, 8]);
  });
}

type Step =
  | { readonly kind: 'append'; readonly sizes: readonly number[] }
  | { readonly kind: 'reopen' }
  | { readonly kind: 'read'; readonly from: number; readonly span: number };

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('append' as const),
        sizes: fc.array(fc.nat(7), { maxLength: 6 }),
      }),
    },
    { weight: 1, arbitrary: fc.constant({ kind: 'reopen' as const }) },
    {
      weight: 3,
      arbitrary: fc.record({ kind: fc.constant('read' as const), from: fc.nat(60), span: fc.nat(60) }),
    },
  ),
  { maxLength: 12 },
);

function describeProperties(open: OpenLog): void {
  /** A log in a folder that goes when `use` is done. */
  async function inFolder(use: (dir: string) => Promise<void>): Promise<void> {
    const dir = mkdtempSync(join(tmpdir(), 'streetkeep-test-'));
    try {
      await use(dir);
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  }

  async function appendAll(log: Log<TestEntry>, sizes: readonly number[], from: number): Promise<number> {
    let next = from;
    const appended = sizes.map((size) => {
      const expected = next;
      next += size;
      return log.append(testEntries(expected, size)).then((first) => expect(first).toBe(expected));
    });
    await Promise.all(appended);
    return next;
  }

  test('whatever the interleaving of appends, reopenings and reads: what was appended is read, in order', async () => {
    await fc.assert(
      fc.asyncProperty(steps, (plan) =>
        inFolder(async (dir) => {
          let log = await open(dir);
          try {
            let next = 1;
            for (const step of plan) {
              if (step.kind === 'append') next = await appendAll(log, step.sizes, next);
              else if (step.kind === 'read') {
                const until = Math.min(step.from + step.span, next - 1);
                const seen = await readAll(log, step.from, step.from + step.span);
                expect(seen.numbers).toEqual(range(Math.max(step.from, 1), until));
                expect([...seen.entries.keys()]).toEqual(seen.numbers);
              } else {
                await log.close();
                log = await open(dir);
              }
              expect(log.head).toBe(next - 1);
            }
          } finally {
            await log.close();
          }
        }),
      ),
      { numRuns: 250 },
    );
  });

  test('however the same entries are cut into batches, they read the same', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 12 }),
        fc.nat(30),
        (sizes, from) =>
          inFolder(async (dir) => {
            const total = sizes.reduce((sum, size) => sum + size, 0);
            const cutLog = await open(join(dir, 'cut'));
            const wholeLog = await open(join(dir, 'whole'));
            try {
              await appendAll(cutLog, sizes, 1);
              await wholeLog.append(testEntries(1, total));
              const [cut, whole] = [await readAll(cutLog, from), await readAll(wholeLog, from)];
              expect([...cut.entries]).toEqual([...whole.entries]);
            } finally {
              await cutLog.close();
              await wholeLog.close();
            }
          }),
      ),
      { numRuns: 200 },
    );
  });
}
