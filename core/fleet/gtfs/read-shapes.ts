import { distanceM, type LatLon } from '../../geo/lat-lon.js';
import type { Shape } from './feed.js';
import type { Named } from './read-plan.js';
import { type Cells, Ids, sheetOf } from './sheet.js';
import { type Defect, FARTHEST_JUMP_M, type Tables } from './table.js';

interface ShapePoint {
  readonly row: Cells;
  readonly order: number;
  readonly place: LatLon | undefined;
  readonly travelled: number | undefined;
}

/** `shapes.txt`: lines of at least two places, in the order of their sequence numbers. */
export function readShapes(tables: Tables, defects: Defect[]): Named<Shape> {
  const ids = new Ids('shape');
  const points = new Map<string, ShapePoint[]>();
  const columns = ['shape_id', 'shape_pt_lat', 'shape_pt_lon', 'shape_pt_sequence'];
  for (const row of sheetOf(tables, { file: 'shapes.txt', columns }, defects)) {
    const [shapeId, order] = [row.text('shape_id'), row.order('shape_pt_sequence')];
    if (shapeId === undefined) continue;
    const known = points.get(shapeId);
    if (known === undefined) ids.add(shapeId, row);
    const place = row.place('shape_pt_lat', 'shape_pt_lon');
    const point = { row, order: order ?? Number.NaN, place, travelled: row.amount('shape_dist_traveled') };
    if (known === undefined) points.set(shapeId, [point]);
    else known.push(point);
  }
  const byId = new Map<string, Shape>();
  for (const [shapeId, some] of points) {
    const shape = shapeOf(shapeId, some);
    if (shape !== undefined) byId.set(shapeId, shape);
  }
  return { byId, ids };
}

function shapeOf(shapeId: string, points: readonly ShapePoint[]): Shape | undefined {
  // Points that could not be read were noted; their shape is out, without a second complaint.
  if (points.some(({ order, place }) => Number.isNaN(order) || place === undefined)) return undefined;
  const sorted = points.toSorted((a, b) => a.order - b.order);
  let isGood = true;
  let lengthM = 0;
  for (const [i, point] of sorted.entries()) {
    const before = sorted[i - 1];
    if (before === undefined || before.place === undefined || point.place === undefined) continue;
    isGood = follows(before, point) && isGood;
    const stepM = distanceM(before.place, point.place);
    lengthM += stepM;
    if (stepM > FARTHEST_JUMP_M)
      point.row.warning('jump', `${(stepM / 1_000).toFixed(1)} km from the point before`);
  }
  if (lengthM < 1) return points[0]?.row.error('too-few-points', `shape ${shapeId} has no length`);
  if (!isGood) return undefined;
  return { shapeId, points: sorted.flatMap(({ place }) => place ?? []), isFromStops: false };
}

function follows(before: ShapePoint, point: ShapePoint): boolean {
  if (point.order === before.order) {
    point.row.error('duplicate', `there is a point ${point.order} of this shape already`);
    return false;
  }
  if (point.travelled === undefined || before.travelled === undefined || point.travelled >= before.travelled)
    return true;
  point.row.error(
    'shape-does-not-grow',
    `shape_dist_traveled falls from ${before.travelled} to ${point.travelled}`,
  );
  return false;
}
