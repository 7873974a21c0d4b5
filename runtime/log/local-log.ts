import { join } from 'node:path';
import type { Clock } from '../clock.js';
import type { Logger } from '../logger.js';
import { BatchStore, type StoredBatch, type StoredEnd } from './batch-store.js';
import { ByteReader, ByteWriter } from './bytes.js';
import { encodeFrame } from './frame.js';
import { GroupCommit } from './group-commit.js';
import { cut, nextAfter } from './items.js';
import { type EntryCodec, type Log, type LogBatch, LogError, type LogItem, type Settled } from './log.js';
import { openFault, writeFault } from './log-fault.js';
import { PositionFile } from './position-file.js';
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

/** A reader that falls behind the tail reads and decodes from disk; this is a fifth of a second of the fastest load. */
const TAIL_ENTRIES = 16_000;

/** Opens the log of one machine: batches as values in LevelDB, one fsync for everything that arrived meanwhile. */
export async function openLocalLog<T>(options: LocalLogOptions<T>): Promise<Log<T>> {
  let store: BatchStore | undefined;
  try {
    store = await BatchStore.open(options.dir, options.logger);
    return new LocalLog(options, store, await store.end());
  } catch (cause) {
    await store?.close();
    throw openFault(cause, options.dir);
  }
}

class LocalLog<T> implements Log<T> {
  readonly #options: LocalLogOptions<T>;
  readonly #store: BatchStore;
  readonly #tail: Tail<T>;
  readonly #group: GroupCommit<T>;
  /** Writes take turns, so one serves all. */
  readonly #writer = new ByteWriter();
  // The newest acknowledged position. Written after each commit without an fsync, so it may lag behind after a power
  // cut, but it never runs ahead: when the store holds less, entries were lost.
  readonly #headMark: PositionFile;
  readonly #oldestMark: PositionFile;
  readonly #readers: ReaderPositions;
  #head = 0;
  #oldest: number;
  #closing: Promise<void> | undefined;
  #closed = false;

  /** What was once acknowledged and is not there any more becomes a hole that readers meet. */
  constructor(options: LocalLogOptions<T>, store: BatchStore, end: StoredEnd) {
    this.#options = options;
    this.#store = store;
    this.#tail = new Tail(options.tailEntries ?? TAIL_ENTRIES);
    this.#group = new GroupCommit((entries) => this.#write(entries), options.groupEntries ?? 2_000);
    this.#headMark = new PositionFile(join(options.dir, 'head.mark'));
    this.#oldestMark = new PositionFile(join(options.dir, 'oldest.mark'));
    this.#readers = new ReaderPositions(options.dir, (reader) => this.#damagedMark(`reader ${reader}`));
    this.#oldest = Math.max(1, this.#oldestMark.read() ?? this.#damagedMark('oldest'));
    const marked = this.#headMark.read() ?? this.#damagedMark('head');
    this.#head = Math.max(marked, this.#readers.highest(), this.#oldest - 1);
    this.#takeEnd(end);
  }

  get head(): number {
    return this.#head;
  }
  get oldest(): number {
    return this.#oldest;
  }

  append(entries: readonly T[]): Promise<number> {
    return this.#group.append(entries);
  }

  enqueue(entries: readonly T[], settled: Settled): void {
    this.#group.enqueue(entries, settled);
  }

  async *follow(from: number, signal: AbortSignal): AsyncGenerator<LogItem<T>> {
    const wake = (): void => this.#tail.wake();
    signal.addEventListener('abort', wake, { once: true });
    let next = Math.max(from, this.#oldest);
    try {
      while (!signal.aborted && !this.#closed) {
        const grown = this.#tail.grown;
        let failed = false;
        try {
          if (next < this.#oldest) {
            yield { kind: 'hole', from: next, to: this.#oldest - 1 };
            next = this.#oldest;
          }
          for await (const item of this.read(next)) {
            if (signal.aborted || this.#closed) return;
            yield item;
            next = nextAfter(item);
          }
        } catch (cause) {
          // A store that could not be reopened (the disk is full) comes back with a later append.
          if (!(cause instanceof LogError)) throw cause;
          failed = true;
          if (cause.code !== 'log.closed')
            this.#options.logger.warn('log.follower-waits', { next, reason: cause.message });
        }
        if (failed || next > this.#head) await grown;
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
        for await (const item of this.#readStore(next, end)) {
          yield item;
          next = nextAfter(item);
        }
      } else {
        yield cut(recent, next, end);
        next = Math.min(nextAfter(recent), end + 1);
      }
    }
  }

  position(reader: string): number {
    return this.#readers.get(reader);
  }

  async commit(reader: string, position: number): Promise<void> {
    if (this.#closed) throw new LogError('log.closed', 'the log is closed');
    try {
      this.#readers.put(reader, position);
    } catch (cause) {
      throw writeFault(cause);
    }
  }

  async retain(before: number): Promise<void> {
    const limit = Math.min(this.#readers.lowest(), this.#head);
    const from = this.#oldest;
    let keep = from;
    for await (const { first, frame } of this.#store.scan(from)) {
      // A batch that can't be read goes with its neighbours: it was reported when a reader met it.
      if (frame !== undefined && frame.at >= before) break;
      const next = first + (frame?.count ?? 1);
      if (next > limit + 1) break;
      keep = Math.max(keep, next);
    }
    if (keep === from) return;
    this.#oldestMark.write(keep);
    await this.#oldestMark.sync();
    this.#oldest = keep;
    await this.#store.drop(0, keep);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await this.#group.close();
    this.#closed = true;
    this.#tail.wake();
    await this.#store.close();
    this.#headMark.close();
    this.#oldestMark.close();
    this.#readers.close();
  }

  async #write(entries: readonly T[]): Promise<number> {
    if (this.#store.broken) await this.#reopen();
    const first = this.#head + 1;
    if (entries.length === 0) return first;
    this.#writer.clear();
    this.#options.codec.encode(entries, this.#writer);
    const body = this.#writer.written;
    const bytes = encodeFrame({ first, at: this.#options.clock.now(), count: entries.length, body });
    await this.#store.put(first, bytes);
    this.#head += entries.length;
    this.#markHead();
    this.#tail.push({ kind: 'entries', first, entries, frame: bytes, skip: 0 });
    return first;
  }

  /** A rejected batch may have become durable all the same: then its positions are taken and readers meet it. */
  async #reopen(): Promise<void> {
    await this.#store.reopen();
    this.#takeEnd(await this.#store.end());
    this.#markHead();
    this.#tail.wake();
    this.#options.logger.warn('log.reopened', { head: this.#head });
  }

  /** Moves the head to where the store ends, and says what is missing there. */
  #takeEnd({ intact, damaged }: StoredEnd): void {
    // The size of a batch that can't be read is a guess, needed only when nothing else says that it was acknowledged.
    const taken = damaged !== undefined && damaged.from > this.#head ? damaged.to : intact;
    this.#head = Math.max(this.#head, taken);
    if (this.#head > Math.max(intact, this.#oldest - 1)) {
      this.#options.logger.error('log.tail-lost', { from: intact + 1, to: this.#head });
    }
  }

  // The entries are durable already, so a fault of the mark must not reject them: only what a later loss at the tail
  // would be told by is behind.
  #markHead(): void {
    try {
      this.#headMark.write(this.#head);
    } catch (cause) {
      this.#options.logger.warn('log.mark-not-written', { head: this.#head, reason: String(cause) });
    }
  }

  #damagedMark(which: string): number {
    this.#options.logger.error('log.mark-damaged', { which });
    return 0;
  }

  async *#readStore(from: number, end: number): AsyncGenerator<LogItem<T>> {
    let next = from;
    for await (const stored of this.#store.scan(from)) {
      const batch = this.#decode(stored);
      if (batch === undefined) continue;
      if (batch.first > end) break;
      if (nextAfter(batch) <= next) continue;
      if (batch.first > next) yield { kind: 'hole', from: next, to: batch.first - 1 };
      const item = cut(batch, Math.max(next, batch.first), end);
      yield item;
      next = nextAfter(item);
    }
    if (next <= end) yield { kind: 'hole', from: next, to: end };
  }

  #decode({ first, frame, bytes }: StoredBatch): LogBatch<T> | undefined {
    if (frame === undefined) return undefined;
    try {
      const body = new ByteReader(frame.body);
      const entries = this.#options.codec.decode(body, frame.count);
      if (entries.length !== frame.count || !body.isAtEnd) return undefined;
      return { kind: 'entries', first, entries, frame: bytes, skip: 0 };
    } catch {
      return undefined;
    }
  }
}
