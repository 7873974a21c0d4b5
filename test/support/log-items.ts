import type { EntryCodec, Log, LogItem } from '../../runtime/index.js';

/** What the tests of the log write: a number to tell entries apart and a text to make them long or short. */
export interface TestEntry {
  readonly n: number;
  readonly text: string;
}

export const testCodec: EntryCodec<TestEntry> = {
  encode: (entries, to) => to.text(JSON.stringify(entries)),
  decode: (from) => JSON.parse(from.text()) as TestEntry[],
};

/** `count` entries, numbered from `first`. */
export const testEntries = (first: number, count: number, text = ''): TestEntry[] =>
  Array.from({ length: count }, (_, index) => ({ n: first + index, text }));

export interface Hole {
  readonly from: number;
  readonly to: number;
}

/** What a reader met: entries by position and holes. Throws when the items are not contiguous. */
export class Seen {
  readonly entries = new Map<number, TestEntry>();
  readonly holes: Hole[] = [];
  #next: number | undefined;

  add(item: LogItem<TestEntry>): void {
    const from = item.kind === 'hole' ? item.from : item.first;
    if (this.#next !== undefined && from !== this.#next) {
      throw new Error(`the reader jumped from position ${this.#next} to ${from}`);
    }
    if (item.kind === 'hole') {
      this.holes.push({ from: item.from, to: item.to });
      this.#next = item.to + 1;
    } else {
      for (const [index, entry] of item.entries.entries()) this.entries.set(item.first + index, entry);
      this.#next = item.first + item.entries.length;
    }
  }

  /** True when `position` lies in a hole. */
  inHole(position: number): boolean {
    return this.holes.some((hole) => hole.from <= position && position <= hole.to);
  }

  get numbers(): number[] {
    return [...this.entries.values()].map((entry) => entry.n);
  }
}

export async function readAll(log: Log<TestEntry>, from = 1, until?: number): Promise<Seen> {
  const seen = new Seen();
  for await (const item of log.read(from, until)) seen.add(item);
  return seen;
}
