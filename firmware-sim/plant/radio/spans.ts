/** A stretch of true time, `to` exclusive. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

const NONE: readonly Stretch[] = [];

/** The same time as disjoint stretches in order. */
export function merged(stretches: readonly Stretch[]): readonly Stretch[] {
  if (stretches.length === 0) return NONE;
  const result: Stretch[] = [];
  for (const { from, to } of stretches.toSorted((a, b) => a.from - b.from)) {
    const last = result.at(-1);
    if (last !== undefined && from <= last.to)
      result[result.length - 1] = { from: last.from, to: Math.max(last.to, to) };
    else result.push({ from, to });
  }
  return result;
}

export const covers = (stretches: readonly Stretch[], at: number): boolean =>
  stretches.length > 0 && stretches.some(({ from, to }) => at >= from && at < to);
