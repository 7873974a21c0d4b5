import type { Logger } from '../logger.js';
import { countInDamagedFrame, decodeFrame, type Frame } from './frame.js';
import { type Level, openOrRepair } from './level.js';
import { LogError } from './log.js';
import { isDamage, needsRepair, openFault, writeFault } from './log-fault.js';

export interface StoredBatch {
  readonly first: number;
  /** `undefined` when the bytes are not what was written at this position. */
  readonly frame: Frame | undefined;
  readonly bytes: Buffer;
}

/** Where the stored batches end. */
export interface StoredEnd {
  /** Last position of the newest batch that can be read; 0 when there is none. */
  readonly intact: number;
  /** First and last position of what stands behind it and can't be read; the last one is a guess, never too low. */
  readonly damaged: { readonly from: number; readonly to: number } | undefined;
}

const FIRST_KEY = 'e';
const END_KEY = 'e~';
// Fixed-width hexadecimal keeps LevelDB's byte order the order of positions; 14 digits hold every safe integer.
const keyOf = (position: number): string => `${FIRST_KEY}${position.toString(16).padStart(14, '0')}`;
const positionOf = (key: string): number => Number.parseInt(key.slice(1), 16);
const SCAN_BYTES = 1024 * 1024;
/** Batches deleted in one turn, so that appends get theirs in between. */
const DROP_BATCHES = 64;

/** Batches by position in one LevelDB. Writes take turns; after one that failed only `reopen` makes it writable. */
export class BatchStore {
  readonly #dir: string;
  readonly #logger: Logger;
  #level: Level;
  #turn: Promise<unknown> = Promise.resolve();
  #broken = false;
  #corrupt = false;
  #closed = false;

  private constructor(dir: string, logger: Logger, level: Level) {
    this.#dir = dir;
    this.#logger = logger;
    this.#level = level;
  }

  static async open(dir: string, logger: Logger): Promise<BatchStore> {
    return new BatchStore(dir, logger, await openOrRepair(dir, false, logger));
  }

  /** True after a failed write: nobody knows what of it the disk holds. */
  get broken(): boolean {
    return this.#broken;
  }

  /** Resolves once the batch is fsynced. */
  put(first: number, bytes: Buffer): Promise<void> {
    return this.#write(() => this.#level.put(keyOf(first), bytes, { sync: true }));
  }

  /** Deletes what stands in `from … before - 1`. */
  async drop(from: number, before: number): Promise<void> {
    const lt = keyOf(before);
    for (let gte = keyOf(from); ; ) {
      const keys = await this.#keys({ gte, lt, limit: DROP_BATCHES });
      await this.#write(() => this.#level.batch(keys.map((key) => ({ type: 'del', key }))));
      if (keys.length < DROP_BATCHES) return;
      gte = keys.at(-1) ?? lt;
    }
  }

  /**
   * After a failed fsync asking again answers "fine" without writing, and after a short write LevelDB's own log is out
   * of step with itself. Opened anew it replays that log into a fresh, synced table. A folder that still fails here
   * stays closed until the next attempt.
   */
  reopen(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#level.close();
      this.#level = await openOrRepair(this.#dir, this.#corrupt, this.#logger);
      this.#broken = false;
      this.#corrupt = false;
    });
  }

  async end(): Promise<StoredEnd> {
    let damaged: StoredEnd['damaged'];
    try {
      // One by one: at damage LevelDB throws away what it has read along with it.
      for await (const [key, bytes] of this.#level.iterator({
        gte: FIRST_KEY,
        lt: END_KEY,
        reverse: true,
        highWaterMarkBytes: 1,
      })) {
        const frame = decodeFrame(bytes);
        const from = frame?.first ?? positionOf(key);
        if (!Number.isSafeInteger(from)) continue;
        const to = from + (frame?.count ?? countInDamagedFrame(bytes)) - 1;
        if (from === positionOf(key) && frame !== undefined) return { intact: to, damaged };
        if (damaged === undefined || to > damaged.to) damaged = { from, to };
      }
    } catch (cause) {
      if (!isDamage(cause)) throw openFault(cause, this.#dir);
    }
    return { intact: 0, damaged };
  }

  /** Stored batches in order, from the one that holds `from` on. Steps over what can't be read. */
  async *scan(from: number): AsyncGenerator<StoredBatch> {
    let start = await this.#batchHolding(from);
    let highWaterMarkBytes = SCAN_BYTES;
    for (;;) {
      const level = this.#level;
      try {
        const range = { gte: keyOf(start), lt: END_KEY, highWaterMarkBytes };
        for await (const [key, bytes] of level.iterator(range)) {
          const first = positionOf(key);
          if (!Number.isSafeInteger(first)) continue;
          const decoded = decodeFrame(bytes);
          const frame = decoded?.first === first ? decoded : undefined;
          if (frame !== undefined) start = first + 1;
          yield { first, frame, bytes };
        }
        return;
      } catch (cause) {
        if (isDamage(cause)) {
          // LevelDB itself steps over a bad block and tells at the end, but it drops the chunk it was reading then.
          // A second pass, one batch at a time, hands out all that is readable.
          if (highWaterMarkBytes === 1) return;
          this.#logger.error('log.block-unreadable', { after: start, reason: String(cause) });
          highWaterMarkBytes = 1;
        } else {
          await this.#reopenedSince(level, cause);
        }
      }
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#inTurn(() => this.#level.close());
  }

  async #batchHolding(position: number): Promise<number> {
    const keys = await this.#keys({ gte: FIRST_KEY, lte: keyOf(position), reverse: true, limit: 1 });
    const first = positionOf(keys[0] ?? '');
    return Number.isSafeInteger(first) ? first : position;
  }

  /** The keys of a range as far as they can be read. */
  async #keys(range: { gte: string; lt?: string; lte?: string; reverse?: boolean; limit: number }) {
    const keys: string[] = [];
    for (;;) {
      const level = this.#level;
      keys.length = 0;
      try {
        for await (const key of level.keys({ ...range, highWaterMarkBytes: 1 })) keys.push(key);
        return keys;
      } catch (cause) {
        if (isDamage(cause)) return keys;
        await this.#reopenedSince(level, cause);
      }
    }
  }

  /** Returns when a read that failed on `level` may be tried again, because the database was opened anew meanwhile. */
  async #reopenedSince(level: Level, cause: unknown): Promise<void> {
    await this.#turn;
    if (this.#closed) throw new LogError('log.closed', 'the log was closed while it was read', { cause });
    if (this.#level !== level && this.#level.status === 'open') return;
    throw new LogError('log.read-failed', `the log in ${this.#dir} could not be read`, { cause });
  }

  #write(action: () => Promise<void>): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#broken) throw new LogError('log.write-failed', 'the log has to be reopened first');
      try {
        await action();
      } catch (cause) {
        this.#broken = true;
        this.#corrupt ||= needsRepair(cause);
        throw writeFault(cause);
      }
    });
  }

  #inTurn<R>(action: () => Promise<R>): Promise<R> {
    const mine = this.#turn.then(action);
    this.#turn = mine.catch(() => {});
    return mine;
  }
}
