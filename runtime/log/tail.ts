import type { LogBatch } from './log.js';

/** The newest batches, decoded, so that readers at the head touch no disk. Bounded by a count of entries. */
export class Tail<T> {
  readonly #capacity: number;
  readonly #batches: LogBatch<T>[] = [];
  #entries = 0;
  #grown: Promise<void>;
  #announce: () => void = () => {};

  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#grown = new Promise((resolve) => {
      this.#announce = resolve;
    });
  }

  push(batch: LogBatch<T>): void {
    this.#batches.push(batch);
    this.#entries += batch.entries.length;
    // What falls off must not be held: a batch is hundreds of entries, and each entry a dozen objects.
    while (this.#entries > this.#capacity && this.#batches.length > 1) {
      this.#entries -= this.#batches.shift()?.entries.length ?? 0;
    }
    this.wake();
  }

  /** Lets waiting readers look again. */
  wake(): void {
    const announce = this.#announce;
    this.#grown = new Promise((resolve) => {
      this.#announce = resolve;
    });
    announce();
  }

  /** Resolves at the next `push` or `wake`. */
  get grown(): Promise<void> {
    return this.#grown;
  }

  /** The batch that holds `position`, when it is still in memory. */
  find(position: number): LogBatch<T> | undefined {
    let low = 0;
    let high = this.#batches.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const batch = this.#batches[middle];
      if (batch === undefined || position < batch.first) high = middle - 1;
      else if (position >= batch.first + batch.entries.length) low = middle + 1;
      else return batch;
    }
    return undefined;
  }
}
