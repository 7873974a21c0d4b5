import type { Table, Tables } from '../../../../core/index.js';

/** A CSV text without quotes as a table: the header is line 1. */
export function table(text: string): Table {
  const [header = '', ...rows] = text
    .trim()
    .split('\n')
    .map((line) => line.trim());
  const columns = header.split(',');
  return {
    columns,
    rows: rows.map((row, i) => {
      const cells = row.split(',');
      return { line: i + 2, cells: Object.fromEntries(columns.map((column, c) => [column, cells[c]])) };
    }),
  };
}

/** Two trips of a music line on one shape, about 900 m long, and one past midnight. */
const FILES: Readonly<Record<string, string>> = {
  'agency.txt': `agency_id,agency_name,agency_timezone
    lixia,Lixia sanitation,Asia/Shanghai`,
  'routes.txt': `route_id,route_short_name,route_type
    m1,Music line 1,3`,
  'stops.txt': `stop_id,stop_name,stop_lat,stop_lon
    a,Market,36.6500,117.1000
    b,School,36.6500,117.1050
    c,Yard,36.6500,117.1100`,
  'shapes.txt': `shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence,shape_dist_traveled
    s1,36.6500,117.1000,1,0
    s1,36.6500,117.1050,2,447
    s1,36.6500,117.1100,3,894`,
  'calendar.txt': `service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date
    daily,1,1,1,1,1,1,1,20260101,20261231`,
  'trips.txt': `route_id,service_id,trip_id,shape_id
    m1,daily,m1-am,s1
    m1,daily,m1-night,s1`,
  'stop_times.txt': `trip_id,stop_sequence,stop_id,arrival_time,departure_time
    m1-am,1,a,09:30:00,09:32:00
    m1-am,2,b,09:40:00,09:42:00
    m1-am,3,c,09:50:00,09:50:00
    m1-night,1,a,23:50:00,23:55:00
    m1-night,2,b,24:05:00,24:06:00
    m1-night,3,c,25:10:00,25:10:00`,
};

/** The small feed with some files replaced, or taken away by `undefined`. */
export function aFeed(changes: Readonly<Record<string, string | undefined>> = {}): Tables {
  const tables = new Map<string, Table>();
  for (const [file, text] of Object.entries({ ...FILES, ...changes })) {
    if (text !== undefined) tables.set(file, table(text));
  }
  return tables;
}

/** The small feed with a piece of one file's text replaced. */
export function withText(file: string, from: string | RegExp, to: string): Tables {
  const text = FILES[file] ?? '';
  const changed = text.replace(from, to);
  if (changed === text) throw new Error(`${file} does not hold ${String(from)}`);
  return aFeed({ [file]: changed });
}
