import { closeSync, openSync, readdirSync, readFileSync, readSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import {
  type Fields,
  type Log,
  type Logger,
  openLocalLog,
  silentLogger,
  systemClock,
} from '../../runtime/index.js';
import { type Seen, type TestEntry, testCodec } from './log-items.js';
import { textOf } from './log-writer-plan.js';
import type { Ack } from './log-writer-process.js';

/** A logger that remembers which events it was told. */
export function rememberingLogger(): Logger & {
  readonly events: { event: string; fields: Fields | undefined }[];
} {
  const events: { event: string; fields: Fields | undefined }[] = [];
  const remember = (event: string, fields?: Fields): void => void events.push({ event, fields });
  return { events, debug: remember, info: remember, warn: remember, error: remember };
}

/** Opens the log of a folder for the length of the test. */
export async function openTestLog(dir: string, logger: Logger = silentLogger): Promise<Log<TestEntry>> {
  const log = await openLocalLog({ dir, codec: testCodec, clock: systemClock, logger, tailEntries: 1 });
  onTestFinished(() => log.close());
  return log;
}

/** Every acknowledged entry is where it was told and as it was written, or lies in a hole. Returns how many are lost. */
export function expectAcknowledged(acks: readonly Ack[], seen: Seen, textBytes: number): number {
  let lost = 0;
  for (const { first, n, count } of acks) {
    for (let step = 0; step < count; step += 1) {
      const entry = seen.entries.get(first + step);
      if (entry === undefined) {
        expect(seen.inHole(first + step), `position ${first + step} is neither there nor in a hole`).toBe(
          true,
        );
        lost += 1;
      } else if (entry.n !== n + step || entry.text !== textOf(n + step, textBytes)) {
        throw new Error(`position ${first + step} holds entry ${entry.n}, altered or in the wrong place`);
      }
    }
  }
  return lost;
}

export function lastAcknowledged(acks: readonly Ack[]): number {
  return Math.max(0, ...acks.map((ack) => ack.first + ack.count - 1));
}

/** LevelDB's files with that ending, oldest first. */
function levelFiles(dir: string, ending: string): string[] {
  const folder = join(dir, 'entries');
  return readdirSync(folder)
    .filter((name) => name.endsWith(ending))
    .sort()
    .map((name) => join(folder, name));
}

export function newestWithData(dir: string, ending: string): string {
  const path = levelFiles(dir, ending)
    .filter((one) => statSync(one).size > 0)
    .at(-1);
  if (path === undefined) throw new Error(`no ${ending} file with data in ${dir}`);
  return path;
}

export function flipBit(path: string, offset: number, bit = 3): void {
  const file = openSync(path, 'r+');
  const byte = Buffer.alloc(1);
  readSync(file, byte, 0, 1, offset);
  byte[0] = (byte[0] ?? 0) ^ (1 << bit);
  writeSync(file, byte, 0, 1, offset);
  closeSync(file);
}

/** Where `text` stands in a file. */
export function offsetOf(path: string, text: string): number {
  const offset = readFileSync(path).indexOf(text);
  if (offset < 0) throw new Error(`${path} does not hold that text`);
  return offset;
}
