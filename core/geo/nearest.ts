import { type Polyline, segmentAt } from './polyline.js';

/** A point on the line's flat map, metres. */
export interface Spot {
  readonly x: number;
  readonly y: number;
}

/** A stretch of a line. */
export interface Stretch {
  readonly fromM: number;
  readonly toM: number;
}

/** A place on a line, as seen from a point beside it. */
export interface Foot {
  readonly chainageM: number;
  /** Metres from the point to the line there. */
  readonly offsetM: number;
  readonly segment: number;
}

// Math.hypot guards against overflow, at ten times the price.
const away = (dx: number, dy: number): number => Math.sqrt(dx * dx + dy * dy);

/**
 * Every place of a stretch where the distance from a point to the line has a local minimum, in the line's order: each
 * pass of a line that comes by more than once gives its own. A minimum that the stretch merely cuts off is none; the
 * line's own ends are.
 */
export function localMinima(line: Polyline, { x, y }: Spot, stretch: Stretch): Foot[] {
  const { xs, ys, chainages } = line;
  const found: Foot[] = [];
  const keep = (chainageM: number, offsetM: number, segment: number): void => {
    if (chainageM >= stretch.fromM && chainageM <= stretch.toM) found.push({ chainageM, offsetM, segment });
  };
  const start = segmentAt(line, stretch.fromM);
  const end = segmentAt(line, stretch.toM);
  // Whether the distance falls on the way to the segment's start; at the line's own start nothing lies before.
  let isFalling = start === 0;
  let [ax = 0, ay = 0] = [xs[start], ys[start]];
  for (let i = start; i <= end; i++) {
    const [bx = ax, by = ay] = [xs[i + 1], ys[i + 1]];
    const [dx, dy] = [bx - ax, by - ay];
    const length2 = dx * dx + dy * dy;
    const along = (x - ax) * dx + (y - ay) * dy;
    const from = chainages[i] ?? 0;
    if (length2 > 0) {
      // A vertex given twice changes nothing; else the nearest place is the segment's start, inside it, or its end.
      if (along <= 0 && isFalling) keep(from, away(x - ax, y - ay), i);
      else if (along > 0 && along < length2) {
        const to = chainages[i + 1] ?? from;
        const offsetM = Math.abs((x - ax) * dy - (y - ay) * dx) / Math.sqrt(length2);
        keep(from + (along / length2) * (to - from), offsetM, i);
      }
      isFalling = along >= length2;
    }
    ax = bx;
    ay = by;
  }
  if (isFalling && end === xs.length - 2) keep(line.lengthM, away(x - ax, y - ay), end);
  return found;
}
