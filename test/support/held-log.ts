import type { Entry } from '../../core/index.js';
import { type Log, LogError, type Settled } from '../../runtime/index.js';

interface Waiting {
  readonly entries: readonly Entry[];
  readonly settled: Settled;
}

/** A log whose appends settle only when told. Nothing of it is kept or can be read. */
export class HeldLog implements Log<Entry> {
  readonly oldest = 1;
  /** In the order of their arrival; those without entries are left out. */
  readonly appended: Entry[] = [];
  #waiting: Waiting[] = [];
  #head = 0;

  get head(): number {
    return this.#head;
  }
  /** Appends that wait for their answer. */
  get waiting(): number {
    return this.#waiting.length;
  }

  enqueue(entries: readonly Entry[], settled: Settled): void {
    this.appended.push(...entries);
    this.#waiting.push({ entries, settled });
  }

  append(entries: readonly Entry[]): Promise<number> {
    return new Promise((resolve, reject) => {
      this.enqueue(entries, (fault, first) => (fault === null ? resolve(first) : reject(fault)));
    });
  }

  /** Settles the oldest `count` appends: they are on disk. */
  settle(count = this.#waiting.length): void {
    for (const { entries, settled } of this.#waiting.splice(0, count)) {
      settled(null, this.#head + 1);
      this.#head += entries.length;
    }
  }

  /** Refuses all that waits, as a disk does that fails. */
  fail(): void {
    const fault = new LogError('log.write-failed', 'the log could not be written');
    for (const { settled } of this.#waiting.splice(0)) settled(fault, 0);
  }

  /** Engine entries are not read back from a log that keeps none. */
  async *follow(): AsyncGenerator<never> {}
  async *read(): AsyncGenerator<never> {}
  position(): number {
    return 0;
  }
  async commit(): Promise<void> {}
  async retain(): Promise<void> {}
  async close(): Promise<void> {
    this.settle();
  }
}
