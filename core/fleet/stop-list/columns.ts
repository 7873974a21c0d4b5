import type { Defect, Row, Table } from '../gtfs/table.js';

/** What a published list of stops says about each; the header names it is known by, in the lists of several cities. */
const NAMES = {
  routeId: ['route_id', 'line_id'],
  routeName: ['route_name', 'line_name', '清運路線名稱', '路線名稱', '线路名称'],
  stopId: ['stop_id', 'stopid', '站點編號', '站点编号'],
  stopName: ['stop_name', '清運點', '清運點名稱', '站点名称'],
  order: ['turn', 'stop_sequence', 'order', '順序', '顺序'],
  lat: ['lat', 'latitude', 'stop_lat', '緯度', '纬度'],
  lon: ['lon', 'lng', 'longitude', 'stop_lon', '經度', '经度'],
  arrival: ['schedule_time', 'arrival_time', 'time', '預估到達時間', '预计到达时间'],
  departure: ['departure_time', '預估離開時間', '预计离开时间'],
  days: ['day_value', 'days', '清運日', '清运日'],
} as const;

export type ListColumn = keyof typeof NAMES;
/** The names of these columns in one list. */
export type ListColumns = Readonly<Partial<Record<ListColumn, string>>>;

const NEEDED: readonly ListColumn[] = ['order', 'lat', 'lon', 'arrival'];
const ALL = Object.keys(NAMES).filter((key): key is ListColumn => Object.hasOwn(NAMES, key));

/** Finds the columns of a list by their header; `undefined`, and a defect for each, when one that is needed is missing. */
export function findColumns({ columns }: Table, file: string, defects: Defect[]): ListColumns | undefined {
  const found: Partial<Record<ListColumn, string>> = {};
  for (const column of ALL) {
    const name = columns.find((header) => NAMES[column].some((known) => known === header.toLowerCase()));
    if (name !== undefined) found[column] = name;
  }
  const missing: (readonly string[])[] = NEEDED.filter((column) => found[column] === undefined).map(
    (column) => NAMES[column],
  );
  if (found.routeId === undefined && found.routeName === undefined)
    missing.push([...NAMES.routeId, ...NAMES.routeName]);
  for (const names of missing)
    defects.push({
      severity: 'error',
      kind: 'missing-column',
      file,
      line: 1,
      message: `there is none of the columns ${names.join(', ')}`,
    });
  return missing.length > 0 ? undefined : found;
}

/** A cell of the list; empty and absent are the same. */
export function cellOf(row: Row, columns: ListColumns, column: ListColumn): string | undefined {
  const name = columns[column];
  const text = name === undefined ? undefined : row.cells[name]?.trim();
  return text === '' ? undefined : text;
}
