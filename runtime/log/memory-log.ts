import type { Clock } from '../clock.js';
import { ByteWriter } from './bytes.js';
import { encodeFrame } from './frame.js';
import { type EntryCodec, type Log, type LogBatch, LogError, type LogItem, type Settled } from './log.js';

export interface MemoryLogOptions<T> {
  readonly codec: EntryCodec<T>;
  readonly clock: Clock;
}

/** Entries of one chunk; every chunk but the last is full, so that a position says where it stands. */
const CHUNK = 2_000;

interface Chunk<T> {
  readonly entries: T[];
  /** When the newest of them was appended, UTC epoch ms. */
  appendedAt: number;
}

/**
 * A log that lives no longer than its process, for whole systems that are made to be thrown away. It answers at once, and
 * forgets what everybody who follows it has gone past, so that it holds no more than the slowest of them is behind.
 */
export class MemoryLog<T> implements Log<T> {
  readonly #options: MemoryLogOptions<T>;
  readonly #readers = new Map<string, number>();
  #chunks: Chunk<T>[] = [];
  /** Position of the first entry of the first chunk, less one. */
  #dropped = 0;
  #head = 0;
  #closed = false;
  #waiting: (() => void)[] = [];
  readonly #followers = new Set<{ next: number }>();

  constructor(options: MemoryLogOptions<T>) {
    this.#options = options;
  }

  get head(): number {
    return this.#head;
  }

  get oldest(): number {
    return this.#dropped + 1;
  }

  append(entries: readonly T[]): Promise<number> {
    return this.#closed ? Promise.reject(closed()) : Promise.resolve(this.#push(entries));
  }

  enqueue(entries: readonly T[], settled: Settled): void {
    if (this.#closed) settled(closed(), 0);
    else settled(null, this.#push(entries));
  }

  async *follow(from: number, signal: AbortSignal): AsyncGenerator<LogItem<T>> {
    const wake = (): void => this.#wake();
    signal.addEventListener('abort', wake, { once: true });
    const follower = { next: Math.max(from, this.oldest) };
    this.#followers.add(follower);
    try {
      while (!signal.aborted && !this.#closed) {
        if (follower.next > this.#head) {
          await new Promise<void>((resolve) => this.#waiting.push(resolve));
        } else {
          const batch = this.#batch(follower.next, this.#head);
          yield batch;
          follower.next += batch.entries.length;
          this.#forget();
        }
      }
    } finally {
      this.#followers.delete(follower);
      signal.removeEventListener('abort', wake);
    }
  }

  async *read(from: number, until = this.#head): AsyncGenerator<LogItem<T>> {
    const end = Math.min(until, this.#head);
    let next = Math.max(from, this.oldest);
    while (next <= end) {
      const batch = this.#batch(next, end);
      yield batch;
      next += batch.entries.length;
    }
  }

  position(reader: string): number {
    return this.#readers.get(reader) ?? 0;
  }

  commit(reader: string, position: number): Promise<void> {
    if (this.#closed) return Promise.reject(closed());
    this.#readers.set(reader, position);
    return Promise.resolve();
  }

  retain(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.#closed = true;
    this.#wake();
    return Promise.resolve();
  }

  #push(entries: readonly T[]): number {
    const first = this.#head + 1;
    const appendedAt = this.#options.clock.now();
    let chunk = this.#chunks.at(-1);
    for (const entry of entries) {
      if (chunk === undefined || chunk.entries.length === CHUNK) {
        chunk = { entries: [], appendedAt };
        this.#chunks.push(chunk);
      }
      chunk.entries.push(entry);
      chunk.appendedAt = appendedAt;
    }
    this.#head += entries.length;
    if (this.#waiting.length > 0) this.#wake();
    return first;
  }

  /** Lets go of whole chunks. */
  #forget(): void {
    let lowest = Number.POSITIVE_INFINITY;
    for (const { next } of this.#followers) lowest = Math.min(lowest, next);
    while (lowest > this.#dropped + CHUNK && this.#chunks.length > 1) {
      this.#chunks.shift();
      this.#dropped += CHUNK;
    }
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }

  /** The rest of the chunk that `first` stands in, up to `end`. */
  #batch(first: number, end: number): LogBatch<T> {
    const index = first - this.#dropped - 1;
    const start = index % CHUNK;
    const chunk = this.#chunks[Math.floor(index / CHUNK)];
    const entries = chunk?.entries.slice(start, start + end - first + 1) ?? [];
    const { codec } = this.#options;
    const at = chunk?.appendedAt ?? 0;
    return {
      kind: 'entries',
      first,
      entries,
      skip: 0,
      // Made only for those who ask: readers in other threads.
      get frame() {
        const body = new ByteWriter();
        codec.encode(entries, body);
        return encodeFrame({ first, at, count: entries.length, body: body.written });
      },
    };
  }
}

const closed = (): LogError => new LogError('log.closed', 'the log is closed');
