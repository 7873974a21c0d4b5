import { distanceM, headingOf, type LatLon } from './lat-lon.js';
import { eastOf, northOf, type Projection, placeAt, projectionAt } from './projection.js';

/** A line over the ground, ready for arithmetic: vertices on a flat map and how far along the line each stands. */
export interface Polyline {
  readonly projection: Projection;
  /** Metres east and north of the projection's origin. */
  readonly xs: Float64Array;
  readonly ys: Float64Array;
  /** Metres along the line up to each vertex; never falls. */
  readonly chainages: Float64Array;
  readonly lengthM: number;
}

/** Makes a line of its vertices; throws a RangeError for fewer than two. */
export function polylineOf(vertices: readonly LatLon[]): Polyline {
  const middle = vertices[Math.floor(vertices.length / 2)];
  if (middle === undefined || vertices.length < 2) throw new RangeError('a line needs two vertices');
  const projection = projectionAt(middle);
  const chainages = new Float64Array(vertices.length);
  let lengthM = 0;
  for (const [i, vertex] of vertices.entries()) {
    const before = vertices[i - 1];
    if (before !== undefined) lengthM += distanceM(before, vertex);
    chainages[i] = lengthM;
  }
  return {
    projection,
    xs: Float64Array.from(vertices, ({ lon }) => eastOf(projection, lon)),
    ys: Float64Array.from(vertices, ({ lat }) => northOf(projection, lat)),
    chainages,
    lengthM,
  };
}

/** The last segment that begins at or before a chainage: 0 to the number of segments less one. */
export function segmentAt({ chainages }: Polyline, chainageM: number): number {
  let low = 0;
  let high = chainages.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((chainages[middle] ?? 0) <= chainageM) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The place at a chainage; the line's ends for what lies before or behind them. */
export function placeAtChainage(line: Polyline, chainageM: number): LatLon {
  const { xs, ys, chainages } = line;
  const i = segmentAt(line, chainageM);
  const [from = 0, to = 0] = [chainages[i], chainages[i + 1]];
  const share = to > from ? Math.min(1, Math.max(0, (chainageM - from) / (to - from))) : 0;
  const [x = 0, y = 0] = [xs[i], ys[i]];
  return placeAt(line.projection, x + share * ((xs[i + 1] ?? x) - x), y + share * ((ys[i + 1] ?? y) - y));
}

/** Where the line leads at a chainage, degrees clockwise from north. */
export function headingAtChainage(line: Polyline, chainageM: number): number {
  const { dx, dy } = segmentVector(line, segmentAt(line, chainageM));
  return headingOf(dx, dy);
}

/** A segment from its start to its end, metres east and north. */
export function segmentVector({ xs, ys }: Polyline, i: number): { readonly dx: number; readonly dy: number } {
  const [x = 0, y = 0] = [xs[i], ys[i]];
  return { dx: (xs[i + 1] ?? x) - x, dy: (ys[i + 1] ?? y) - y };
}
