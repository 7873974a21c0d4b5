import { createHash } from 'node:crypto';
import type { TestEntry } from './log-items.js';

export interface WriterPlan {
  /** The number of the first entry; the others count on from it. */
  readonly firstN: number;
  /** How many appends are under way at a time. */
  readonly lanes: number;
  readonly appendsPerLane: number;
  /** Entries per append. */
  readonly size: number;
  readonly textBytes: number;
}

/** The text that belongs to entry `n`: hexadecimal noise, so that no two places of a file look alike. */
export function textOf(n: number, bytes: number): string {
  let text = '';
  for (let part = 0; text.length < bytes; part += 1) {
    text += createHash('sha256').update(`${n}/${part}`).digest('hex');
  }
  return text.slice(0, bytes);
}

export const writtenEntries = (first: number, size: number, textBytes: number): TestEntry[] =>
  Array.from({ length: size }, (_, index) => ({ n: first + index, text: textOf(first + index, textBytes) }));
