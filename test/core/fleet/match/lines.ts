import { type LatLon, type Polyline, placeAt, polylineOf, projectionAt } from '../../../../core/index.js';
import type { Random } from './random.js';

const MAP = projectionAt({ lat: 36.65, lon: 117.1 });
type XY = readonly [x: number, y: number];

export const at = ([x, y]: XY): LatLon => placeAt(MAP, x, y);

/** A line through corners given in metres, with a vertex about every 20 m, as surveyed shapes have them. */
export function line(...corners: readonly XY[]): Polyline {
  const vertices: XY[] = [];
  for (const [i, [x, y]] of corners.entries()) {
    const [px, py] = corners[i - 1] ?? [x, y];
    const steps = Math.max(1, Math.round(Math.hypot(x - px, y - py) / 20));
    for (let s = 1; s <= steps; s++)
      vertices.push([px + ((x - px) * s) / steps, py + ((y - py) * s) / steps]);
  }
  return polylineOf(vertices.map(at));
}

const RECTANGLE: readonly XY[] = [
  [600, 0],
  [600, 400],
  [0, 400],
  [0, 0],
];

export const loop = line([0, 0], ...RECTANGLE);
export const twoLaps = line([0, 0], ...RECTANGLE, ...RECTANGLE);
export const figureEight = line(
  [0, 0],
  [400, 0],
  [400, 300],
  [0, 300],
  [0, -300],
  [-400, -300],
  [-400, 0],
  [0, 0],
  [0, 150],
);
export const outAndBack = line([0, 0], [900, 0], [900, 700], [900, 0], [0, 0]);
/** Out on one side of a wide street, back on the other. */
export const parallelPair = line([0, 0], [1_200, 0], [1_200, 25], [0, 25]);
/** Five streets 25 m apart, driven one after the other. */
export const parallelRows = line(
  ...[0, 1, 2, 3, 4].flatMap((row): XY[] =>
    row % 2 === 0
      ? [
          [0, row * 25],
          [500, row * 25],
        ]
      : [
          [500, row * 25],
          [0, row * 25],
        ],
  ),
);

/** A walk over a grid of streets that may take a street again, in either direction. */
export function gridWalk(random: Random, blocks: number): Polyline {
  const corners: XY[] = [[0, 0]];
  let [x, y] = [0, 0];
  let heading = 0;
  for (let i = 0; i < blocks; i++) {
    const turn = random.next();
    heading = (heading + (turn < 0.5 ? 0 : turn < 0.75 ? 1 : 3)) % 4;
    x += [110, 0, -110, 0][heading] ?? 0;
    y += [0, 80, 0, -80][heading] ?? 0;
    corners.push([x, y]);
  }
  return line(...corners);
}
