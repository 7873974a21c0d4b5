import { LogError, type Settled } from './log.js';

interface Waiting<T> {
  readonly entries: readonly T[];
  readonly settled: Settled;
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
    return new Promise((resolve, reject) => {
      this.enqueue(entries, (fault, first) => (fault === null ? resolve(first) : reject(fault)));
    });
  }

  enqueue(entries: readonly T[], settled: Settled): void {
    if (this.#closed) {
      settled(new LogError('log.closed', 'the log is closed'), 0);
      return;
    }
    this.#waiting.push({ entries, settled });
    this.#running ??= this.#run();
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
      let position = 0;
      let fault: Error | null = null;
      try {
        position = await this.#write(entriesOf(group));
      } catch (error) {
        fault = error instanceof Error ? error : new LogError('log.write-failed', String(error));
      }
      for (const one of group) {
        one.settled(fault, position);
        position += one.entries.length;
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

// Not `flatMap`: this is the one list that is built for every message that arrives.
function entriesOf<T>(group: readonly Waiting<T>[]): readonly T[] {
  const entries: T[] = [];
  for (const one of group) for (const entry of one.entries) entries.push(entry);
  return entries;
}
