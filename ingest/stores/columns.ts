import { ASSET_KINDS, type AssetKind, POINTS, pointFits, pointSpec } from '../../core/index.js';

/** A point as a column (in InfluxDB: a field) of its kind. */
export interface PointColumn {
  readonly point: string;
  readonly text: boolean;
}

const columns = new Map<AssetKind, readonly PointColumn[]>(
  ASSET_KINDS.map((kind) => [kind, Object.keys(POINTS).flatMap((point) => columnOf(point, kind))]),
);

function columnOf(point: string, kind: AssetKind): PointColumn[] {
  const spec = pointSpec(point);
  return spec !== undefined && pointFits(spec, kind) ? [{ point, text: spec.type === 'text' }] : [];
}

export const columnsOf = (kind: AssetKind): readonly PointColumn[] => columns.get(kind) ?? [];

/** The only names that go into statements as text are ours: throws a `RangeError` for any other. */
export function findColumn(kind: AssetKind, point: string): PointColumn {
  const column = columnsOf(kind).find((one) => one.point === point);
  if (column === undefined) throw new RangeError(`a ${kind} has no point ${point}`);
  return column;
}
