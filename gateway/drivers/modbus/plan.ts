import { isBitTable, type RegisterMap, TABLES, type Table } from './register-map.js';

/** Addresses `start … start + length - 1` of one table: one read request. */
export interface Block {
  readonly table: Table;
  readonly start: number;
  readonly length: number;
}

/** Addresses that are wanted together; a value must not be torn between two reads. */
export type Span = Block;

const DEFAULTS = { max: 125, max_bits: 2_000, gap: 8 } as const;

/**
 * The fewest reads, in table and address order, that cover every span: neighbours are merged across small holes, never
 * across a forbidden range and never beyond the longest block. A span longer than the limit is read alone.
 */
export function planBlocks(spans: readonly Span[], limits: NonNullable<RegisterMap['block']> = {}): Block[] {
  const ordered = spans.toSorted(
    (a, b) => TABLES.indexOf(a.table) - TABLES.indexOf(b.table) || a.start - b.start || a.length - b.length,
  );
  const blocks: Block[] = [];
  for (const span of ordered) {
    const last = blocks.at(-1);
    const merged = last === undefined ? undefined : merge(last, span, limits);
    if (merged === undefined) blocks.push(span);
    else blocks[blocks.length - 1] = merged;
  }
  return blocks;
}

function merge(block: Block, span: Span, limits: NonNullable<RegisterMap['block']>): Block | undefined {
  if (block.table !== span.table) return undefined;
  const end = block.start + block.length;
  if (span.start - end > (limits.gap ?? DEFAULTS.gap)) return undefined;
  const length = Math.max(end, span.start + span.length) - block.start;
  const longest = isBitTable(span.table)
    ? (limits.max_bits ?? DEFAULTS.max_bits)
    : (limits.max ?? DEFAULTS.max);
  if (length > longest) return undefined;
  const isForbidden = (limits.never ?? []).some(
    (range) => range.table === span.table && range.from < span.start && range.to >= end,
  );
  return isForbidden ? undefined : { table: block.table, start: block.start, length };
}
