import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ClassicLevel } from 'classic-level';
import type { Clock } from '../clock.js';
import type { Logger } from '../logger.js';
import { decodeFrame, encodeFrame } from './frame.js';
import { GroupCommit } from './group-commit.js';
import { HeadMark } from './head-mark.js';
import { type EntryCodec, type Log, LogError, type LogItem, type Settled } from './log.js';
import { ReaderPositions } from './reader-positions.js';
import { Tail } from './tail.js';

export interface LocalLogOptions<T> {
  /** A folder of its own; made when absent. One process at a time. */
  readonly dir: string;
  readonly codec: EntryCodec<T>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Entries kept decoded in memory for readers near the head. */
  readonly tailEntries?: number;
  /** Most entries in one group commit. */
  readonly groupEntries?: number;
}

type Level = ClassicLevel<string, Buffer>;
interface Stored {
  readonly first: number;
  readonly bytes: Buffer;
}

const OLDEST = 'm:oldest';
const ENTRY_END = 'e~';
// Fixed-width hexadecimal keeps LevelDB's byte order the order of positions; 13 digits hold every safe integer.
const keyOf = (position: number): string => `e${position.toString(16).padStart(14, '0')}`;
const positionOf = (key: string): number => Number.parseInt(key.slice(1), 16);
/** LevelDB folds its log every time it has grown this much; larger means fewer, longer foldings. */
const WRITE_BUFFER_BYTES = 16 * 1024 * 1024;

async function openLevel(dir: string): Promise<Level> {
  const level: Level = new ClassicLevel(join(dir, 'entries'), {
    keyEncoding: 'utf8',
    valueEncoding: 'buffer',
    writeBufferSize: WRITE_BUFFER_BYTES,
  });
  await level.open();
  return level;
}

/** Opens the log of one machine: batches as values in LevelDB, one fsync for everything that arrived meanwhile. */
export async function openLocalLog<T>(options: LocalLogOptions<T>): Promise<Log<T>> {
  mkdirSync(options.dir, { recursive: true });
  const log = new LocalLog(options, await openLevel(options.dir));
  await log.recover();
  return log;
}

class LocalLog<T> implements Log<T> {
  readonly #options: LocalLogOptions<T>;
  readonly #tail: Tail<T>;
  readonly #group: GroupCommit<T>;
  readonly #mark: HeadMark;
  readonly #readers = new ReaderPositions();
  #level: Level;
  #head = 0;
  #oldest = 1;
  #broken = false;
  #closed = false;

  constructor(options: LocalLogOptions<T>, level: Level) {
    this.#options = options;
    this.#level = level;
    this.#tail = new Tail(options.tailEntries ?? 4_000);
    this.#mark = new HeadMark(join(options.dir, 'head.mark'));
    this.#group = new GroupCommit((entries) => this.#write(entries), options.groupEntries ?? 2_000);
  }

  get head(): number {
    return this.#head;
  }

  get oldest(): number {
    return this.#oldest;
  }

  append(entries: readonly T[]): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#group.enqueue(entries, (fault, first) => (fault === null ? resolve(first) : reject(fault)));
    });
  }

  enqueue(entries: readonly T[], settled: Settled): void {
    this.#group.enqueue(entries, settled);
  }

  async *follow(from: number, signal: AbortSignal): AsyncGenerator<LogItem<T>> {
    const wake = (): void => this.#tail.wake();
    signal.addEventListener('abort', wake, { once: true });
    let next = from;
    try {
      while (!signal.aborted && !this.#closed) {
        if (next > this.#head) {
          await this.#tail.grown;
          continue;
        }
        for await (const item of this.read(next)) {
          yield item;
          next = item.kind === 'hole' ? item.to + 1 : item.first + item.entries.length;
          if (signal.aborted || this.#closed) return;
        }
      }
    } finally {
      signal.removeEventListener('abort', wake);
    }
  }

  async *read(from: number, until = this.#head): AsyncGenerator<LogItem<T>> {
    let next = Math.max(from, this.#oldest, 1);
    const end = Math.min(until, this.#head);
    while (next <= end) {
      const recent = this.#tail.find(next);
      if (recent === undefined) {
        for await (const item of this.#readDisk(next, end)) {
          yield item;
          next = item.kind === 'hole' ? item.to + 1 : item.first + item.entries.length;
        }
      } else {
        const skip = next - recent.first;
        const take = Math.min(recent.entries.length, end - recent.first + 1);
        yield skip === 0 && take === recent.entries.length
          ? recent
          : { ...recent, first: next, entries: recent.entries.slice(skip, take), skip: recent.skip + skip };
        next = recent.first + take;
      }
    }
  }

  position(reader: string): number {
    return this.#readers.get(reader);
  }

  async commit(reader: string, position: number): Promise<void> {
    await this.#readers.put(this.#level, reader, position);
  }

  async retain(before: number): Promise<void> {
    const limit = this.#readers.lowest();
    let keep = this.#oldest;
    for await (const { first, bytes } of this.#scan(this.#oldest)) {
      const frame = decodeFrame(bytes);
      // A batch that can't be read goes with its neighbours: it was reported when a reader met it.
      if (frame !== undefined && frame.at >= before) break;
      const next = first + (frame?.count ?? 1);
      if (next > limit + 1 || next > this.#head) break;
      keep = next;
    }
    if (keep === this.#oldest) return;
    await this.#level.put(OLDEST, Buffer.from(String(keep)), { sync: true });
    this.#oldest = keep;
    await this.#level.clear({ gte: 'e', lt: keyOf(keep) });
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    await this.#group.close();
    this.#closed = true;
    this.#tail.wake();
    await this.#level.close();
    this.#mark.close();
  }

  /** Finds the head. When less is there than was once acknowledged, the rest becomes a hole that readers meet. */
  async recover(): Promise<void> {
    const oldest = await this.#level.get(OLDEST);
    if (oldest !== undefined) this.#oldest = Number(oldest.toString());
    await this.#readers.load(this.#level);
    const onDisk = await this.#lastOnDisk();
    const promised = Math.max(this.#mark.read(), this.#readers.highest(), this.#oldest - 1);
    if (promised > onDisk) {
      this.#options.logger.error('log.tail-lost', { from: onDisk + 1, to: promised });
    }
    this.#head = Math.max(onDisk, promised);
  }

  async #lastOnDisk(): Promise<number> {
    for await (const [key, bytes] of this.#level.iterator({
      gte: 'e',
      lt: ENTRY_END,
      reverse: true,
      limit: 1,
    })) {
      return positionOf(key) + (decodeFrame(bytes)?.count ?? 1) - 1;
    }
    return 0;
  }

  async #write(entries: readonly T[]): Promise<number> {
    if (this.#broken) await this.#reopen();
    const first = this.#head + 1;
    const text = this.#options.codec.encode(entries);
    const bytes = encodeFrame({ at: this.#options.clock.now(), count: entries.length, text });
    try {
      await this.#level.put(keyOf(first), bytes, { sync: true });
    } catch (cause) {
      this.#broken = true;
      throw writeFault(cause);
    }
    this.#head += entries.length;
    this.#mark.write(this.#head);
    this.#tail.push({ kind: 'entries', first, entries, frame: bytes, skip: 0 });
    return first;
  }

  // After a failed fsync nobody knows what the disk holds, and asking again answers "fine" without writing. The
  // database is opened anew: LevelDB then replays its own log into a fresh, synced table, and we take the head it has.
  async #reopen(): Promise<void> {
    try {
      await this.#level.close();
      this.#level = await openLevel(this.#options.dir);
      this.#head = Math.max(this.#head, await this.#lastOnDisk());
      this.#broken = false;
      this.#options.logger.warn('log.reopened', { head: this.#head });
    } catch (cause) {
      throw writeFault(cause);
    }
  }

  async *#readDisk(from: number, end: number): AsyncGenerator<LogItem<T>> {
    let next = from;
    for await (const { first, bytes } of this.#scan(from)) {
      if (first > end) break;
      const frame = decodeFrame(bytes);
      const entries = frame === undefined ? undefined : this.#decode(frame.text, frame.count);
      if (entries === undefined) continue;
      if (first > next) yield { kind: 'hole', from: next, to: first - 1 };
      const skip = Math.max(next - first, 0);
      const take = Math.min(entries.length, end - first + 1);
      if (skip >= take) continue;
      const whole = skip === 0 && take === entries.length;
      yield {
        kind: 'entries',
        first: first + skip,
        entries: whole ? entries : entries.slice(skip, take),
        frame: bytes,
        skip,
      };
      next = first + take;
    }
    if (next <= end) yield { kind: 'hole', from: next, to: end };
  }

  #decode(text: string, count: number): readonly T[] | undefined {
    try {
      const entries = this.#options.codec.decode(text);
      return entries.length === count ? entries : undefined;
    } catch {
      return undefined;
    }
  }

  /** Stored batches from the one that holds `from` on. Steps over blocks that LevelDB can't read. */
  async *#scan(from: number): AsyncGenerator<Stored> {
    let start = await this.#batchHolding(from);
    for (let step = 1; start <= this.#head; ) {
      try {
        for await (const [key, bytes] of this.#level.iterator({
          gte: keyOf(start),
          lt: ENTRY_END,
          highWaterMarkBytes: 1024 * 1024,
        })) {
          yield { first: positionOf(key), bytes };
          start = positionOf(key) + 1;
          step = 1;
        }
        return;
      } catch (cause) {
        if (this.#closed) throw new LogError('log.closed', 'the log was closed while it was read', { cause });
        this.#options.logger.error('log.block-unreadable', { near: start, reason: String(cause) });
        start += step;
        step *= 2;
      }
    }
  }

  async #batchHolding(position: number): Promise<number> {
    for await (const key of this.#level.keys({ gte: 'e', lte: keyOf(position), reverse: true, limit: 1 })) {
      return positionOf(key);
    }
    return position;
  }
}

function writeFault(cause: unknown): LogError {
  const text = `${cause instanceof Error ? `${cause.message} ${String(cause.cause)}` : String(cause)}`;
  return /no space left|ENOSPC/i.test(text)
    ? new LogError('log.disk-full', 'the disk is full: nothing was acknowledged', { cause })
    : new LogError('log.write-failed', 'the log could not be written: nothing was acknowledged', { cause });
}
