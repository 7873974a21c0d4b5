import type { ByteReader, ByteWriter } from './bytes.js';

/** A run of entries that were made durable together; entry `i` stands at position `first + i`. */
export interface LogBatch<T> {
  readonly kind: 'entries';
  readonly first: number;
  readonly entries: readonly T[];
  /** The frame that holds them, as it stands on disk, for readers in other threads (see `decodeFrame`). */
  readonly frame: Uint8Array;
  /** How many entries of the frame stand before `first`; above 0 only when a reader starts in the middle of one. */
  readonly skip: number;
}

/** Positions that were acknowledged once and can't be read any more. */
export interface LogHole {
  readonly kind: 'hole';
  readonly from: number;
  readonly to: number;
}

export type LogItem<T> = LogBatch<T> | LogHole;

/**
 * One ordered, durable sequence. Positions start at 1 and are contiguous: what is missing between two of them is
 * reported as a hole, never skipped in silence. The contract suite in `test/contract/log.ts` holds every adapter to it.
 */
export interface Log<T> {
  /** Position of the newest durable entry; 0 while the log is empty. */
  readonly head: number;
  /** Oldest position that may still be read. */
  readonly oldest: number;
  /**
   * Resolves with the position of the first entry once all of them are fsynced, in the order of the calls.
   * Rejects with `LogError` when they are not known to be durable; they may still turn up after a restart.
   */
  append(entries: readonly T[]): Promise<number>;
  /** `append` for the hot path: calls back instead of making a promise, in the order of the calls. */
  enqueue(entries: readonly T[], settled: Settled): void;
  /**
   * Yields everything from `from` on and then follows the head until `signal` aborts or the log is closed. Starts at
   * `oldest` when that is later; what retention takes from a follower that fell behind is reported as a hole.
   */
  follow(from: number, signal: AbortSignal): AsyncIterable<LogItem<T>>;
  /** Yields `max(from, oldest) … min(until, head)` and ends. */
  read(from: number, until?: number): AsyncIterable<LogItem<T>>;
  /** The last position that reader has dealt with; 0 when it never spoke. */
  position(reader: string): number;
  /** Remembers that `reader` has dealt with everything up to `position`. Retention waits for every known reader. */
  commit(reader: string, position: number): Promise<void>;
  /** Deletes entries that every reader has dealt with and that were appended before `before` (UTC epoch ms). */
  retain(before: number): Promise<void>;
  close(): Promise<void>;
}

export type LogErrorCode =
  | 'log.write-failed'
  | 'log.disk-full'
  | 'log.closed'
  | 'log.locked'
  | 'log.open-failed'
  | 'log.read-failed';

/** A fault of the log. Nothing that met one is acknowledged. */
export class LogError extends Error {
  readonly code: LogErrorCode;

  constructor(code: LogErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'LogError';
    this.code = code;
  }
}

/** Hears the fate of an append: `null` and the position of its first entry, or the fault. Must not throw. */
export type Settled = (fault: Error | null, first: number) => void;

/** How entries become bytes. `decode` throws on what `encode` can't have written. */
export interface EntryCodec<T> {
  encode(entries: readonly T[], to: ByteWriter): void;
  /** Reads as many entries as were written, and all that was written. */
  decode(from: ByteReader, count: number): readonly T[];
}
