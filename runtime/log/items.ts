import type { LogBatch, LogItem } from './log.js';

/** The position that follows what an item covers. */
export const nextAfter = (item: LogItem<unknown>): number =>
  item.kind === 'hole' ? item.to + 1 : item.first + item.entries.length;

/** The part of a batch that stands in `from … end`; the batch itself when that is all of it. */
export function cut<T>(batch: LogBatch<T>, from: number, end: number): LogBatch<T> {
  const skip = from - batch.first;
  const take = Math.min(batch.entries.length, end - batch.first + 1);
  if (skip === 0 && take === batch.entries.length) return batch;
  return { ...batch, first: from, entries: batch.entries.slice(skip, take), skip: batch.skip + skip };
}
