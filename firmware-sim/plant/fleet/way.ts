import { bearing, between, type Spot } from '../place.js';
import { chainages } from '../town/truck-line.js';

/** A polyline with its chainages, metres. */
export interface Way {
  readonly spots: readonly Spot[];
  readonly marks: Float64Array;
  readonly length: number;
}

export function wayOf(spots: readonly Spot[]): Way {
  const marks = Float64Array.from(chainages(spots));
  return { spots, marks, length: marks.at(-1) ?? 0 };
}

/** The last index whose value is at or below `value`; 0 when all are above. */
export function lastAtOrBelow(values: Float64Array, value: number): number {
  let [low, high] = [0, values.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((values[middle] ?? 0) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

const NOWHERE: Spot = { x: 0, y: 0 };

/** Where one is after `metres`, and which way it runs there. */
export function along(
  { spots, marks }: Way,
  metres: number,
): { readonly spot: Spot; readonly headingDeg: number } {
  const leg = Math.min(lastAtOrBelow(marks, metres), spots.length - 2);
  const [from, to] = [spots[leg] ?? NOWHERE, spots[leg + 1] ?? NOWHERE];
  const start = marks[leg] ?? 0;
  const length = (marks[leg + 1] ?? start) - start || 1;
  const share = Math.min(1, Math.max(0, (metres - start) / length));
  return { spot: between(from, to, share), headingDeg: bearing(from, to) };
}

/** Metres from a spot to the nearest place of the way. */
export function offWay({ spots }: Way, { x, y }: Spot): number {
  let nearest = Number.POSITIVE_INFINITY;
  for (let leg = 1; leg < spots.length; leg++) {
    const [a, b] = [spots[leg - 1] ?? NOWHERE, spots[leg] ?? NOWHERE];
    const [dx, dy] = [b.x - a.x, b.y - a.y];
    const share = Math.min(1, Math.max(0, ((x - a.x) * dx + (y - a.y) * dy) / (dx * dx + dy * dy || 1)));
    nearest = Math.min(nearest, Math.hypot(a.x + share * dx - x, a.y + share * dy - y));
  }
  return nearest;
}
