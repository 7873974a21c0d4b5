import { LogError } from './log.js';

interface Waiting<T> {
  readonly entries: readonly T[];
  readonly resolve: (first: number) => void;
  readonly reject: (error: unknown) => void;
}

/** Makes one group durable and says at which position it starts. */
export type WriteGroup<T> = (entries: readonly T[]) => Promise<number>;

/**
 * One write at a time; everything that arrives meanwhile shares the next one, and so its fsync. Callers are
 * answered in the order in which they came.
 */
export class GroupCommit<T> {
  readonly #write: WriteGroup<T>;
  readonly #maxEntries: number;
  #waiting: Waiting<T>[] = [];
  #running: Promise<void> | undefined;
  #closed = false;

  constructor(write: WriteGroup<T>, maxEntries: number) {
    this.#write = write;
    this.#maxEntries = maxEntries;
  }

  append(entries: readonly T[]): Promise<number> {
    if (this.#closed) return Promise.reject(new LogError('log.closed', 'the log is closed'));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ entries, resolve, reject });
      this.#running ??= this.#run();
    });
  }

  /** Refuses new entries and waits for those that are on their way. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#running;
  }

  async #run(): Promise<void> {
    // The turn of the event loop that brought the first entry most often brings more: let them join it.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0) {
      const group = this.#takeGroup();
      const entries = group.length === 1 ? (group[0]?.entries ?? []) : group.flatMap((one) => one.entries);
      try {
        let position = await this.#write(entries);
        for (const one of group) {
          one.resolve(position);
          position += one.entries.length;
        }
      } catch (error) {
        for (const one of group) one.reject(error);
      }
    }
    this.#running = undefined;
  }

  #takeGroup(): Waiting<T>[] {
    let count = 0;
    let size = 0;
    for (const one of this.#waiting) {
      if (size > 0 && size + one.entries.length > this.#maxEntries) break;
      size += one.entries.length;
      count += 1;
    }
    if (count === this.#waiting.length) {
      const all = this.#waiting;
      this.#waiting = [];
      return all;
    }
    return this.#waiting.splice(0, count);
  }
}
