import type { AssetId } from '../../model/ids.js';
import { assetId } from '../../model/ids.js';
import { type CivilDay, WEEKDAYS } from '../../time/civil.js';
import type { ServiceDays } from '../../time/service.js';
import type { Route, Stop } from './feed.js';
import { type Cells, Ids, sheetOf } from './sheet.js';
import type { Defect, Tables } from './table.js';

/** Things by id, and all ids that the file named, those of refused rows too. */
export interface Named<T> {
  readonly byId: ReadonlyMap<string, T>;
  readonly ids: Ids;
}

/** Tells whether there is such an asset. */
export type IsAsset = (id: string) => boolean;

/** `routes.txt`, with the tolerances of `line_settings.txt`. */
export function readRoutes(tables: Tables, defects: Defect[]): Named<Route> {
  const ids = new Ids('route');
  const byId = new Map<string, Route>();
  for (const row of sheetOf(
    tables,
    { file: 'routes.txt', columns: ['route_id'], isRequired: true },
    defects,
  )) {
    const routeId = row.text('route_id');
    if (routeId === undefined || !ids.add(routeId, row)) continue;
    const name = row.optional('route_short_name') ?? row.optional('route_long_name') ?? routeId;
    byId.set(routeId, { routeId, name });
  }
  const set = new Ids('setting of route');
  for (const row of sheetOf(tables, { file: 'line_settings.txt', columns: ['route_id'] }, defects)) {
    const routeId = ids.known(row.text('route_id'), row);
    const route = routeId === undefined || !set.add(routeId, row) ? undefined : byId.get(routeId);
    if (route !== undefined) byId.set(route.routeId, { ...route, ...settingsOf(row) });
  }
  return { byId, ids };
}

function settingsOf(row: Cells): Partial<Route> {
  const corridorM = row.amount('corridor_m');
  const earlyS = row.amount('early_s');
  const lateS = row.amount('late_s');
  const maxHaltS = row.amount('max_halt_s');
  return {
    ...(corridorM === undefined ? {} : { corridorM }),
    ...(earlyS === undefined ? {} : { earlyS }),
    ...(lateS === undefined ? {} : { lateS }),
    ...(maxHaltS === undefined ? {} : { maxHaltS }),
  };
}

/** `stops.txt`, with the assets of `stop_assets.txt`. Stations, entrances and other places that are no stops are left out. */
export function readStops(tables: Tables, isAsset: IsAsset, defects: Defect[]): Named<Stop> {
  const ids = new Ids('stop');
  const byId = new Map<string, Stop>();
  const columns = ['stop_id', 'stop_lat', 'stop_lon'];
  for (const row of sheetOf(tables, { file: 'stops.txt', columns, isRequired: true }, defects)) {
    if ((row.optional('location_type') ?? '0') !== '0') continue;
    const stopId = row.text('stop_id');
    if (stopId === undefined || !ids.add(stopId, row)) continue;
    const place = row.place('stop_lat', 'stop_lon');
    if (place !== undefined)
      byId.set(stopId, { stopId, name: row.optional('stop_name') ?? stopId, ...place, assets: [] });
  }
  for (const row of sheetOf(tables, { file: 'stop_assets.txt', columns: ['stop_id', 'asset_id'] }, defects)) {
    const stopId = ids.known(row.text('stop_id'), row);
    const asset = knownAsset(row, isAsset);
    const stop = stopId === undefined ? undefined : byId.get(stopId);
    if (stop !== undefined && asset !== undefined)
      byId.set(stop.stopId, { ...stop, assets: [...stop.assets, asset] });
  }
  return { byId, ids };
}

/** The asset that a row names, when it is registered. */
export function knownAsset(row: Cells, isAsset: IsAsset): AssetId | undefined {
  const id = row.text('asset_id');
  if (id === undefined || isAsset(id)) return id === undefined ? undefined : assetId(id);
  return row.error('unknown-reference', `there is no asset ${id}; import assets first`);
}

/** `calendar.txt` and `calendar_dates.txt`: at least one of them. */
export function readServices(tables: Tables, defects: Defect[]): Named<ServiceDays> {
  const ids = new Ids('service');
  const byId = new Map<string, ServiceDays>();
  const columns = ['service_id', ...WEEKDAYS, 'start_date', 'end_date'];
  const hasDates = tables.has('calendar_dates.txt');
  for (const row of sheetOf(tables, { file: 'calendar.txt', columns, isRequired: !hasDates }, defects)) {
    const serviceId = row.text('service_id');
    if (serviceId === undefined || !ids.add(serviceId, row)) continue;
    const [from, until] = [row.day('start_date'), row.day('end_date')];
    const weekdays = weekdaysOf(row);
    if (from === undefined || until === undefined || weekdays === undefined) continue;
    if (until < from) row.error('bad-value', 'end_date lies before start_date');
    byId.set(serviceId, { serviceId, weekdays, from, until, added: [], removed: [] });
  }
  readDates(tables, { byId, ids }, defects);
  return { byId, ids };
}

function weekdaysOf(row: Cells): number | undefined {
  let mask = 0;
  for (const [bit, day] of WEEKDAYS.entries()) {
    const flag = row.text(day);
    if (flag !== undefined && flag !== '0' && flag !== '1')
      return row.error('bad-value', `${day}: ${flag} is neither 0 nor 1`);
    if (flag === '1') mask |= 1 << bit;
  }
  return mask;
}

/** A service of dates alone: its period is empty. */
const onDates = (serviceId: string): ServiceDays => ({
  serviceId,
  weekdays: 0,
  from: 0 as CivilDay,
  until: -1 as CivilDay,
  added: [],
  removed: [],
});

function readDates(
  tables: Tables,
  { byId, ids }: { readonly byId: Map<string, ServiceDays>; readonly ids: Ids },
  defects: Defect[],
): void {
  const dates = new Ids('date');
  const columns = ['service_id', 'date', 'exception_type'];
  for (const row of sheetOf(tables, { file: 'calendar_dates.txt', columns }, defects)) {
    const [serviceId, day, type] = [row.text('service_id'), row.day('date'), row.text('exception_type')];
    if (serviceId === undefined || day === undefined || type === undefined) continue;
    if (type !== '1' && type !== '2') {
      row.error('bad-value', `exception_type: ${type} is neither 1 nor 2`);
      continue;
    }
    if (!dates.add(`${serviceId} ${row.optional('date')}`, row)) continue;
    if (!ids.has(serviceId)) ids.add(serviceId, row);
    const service = byId.get(serviceId) ?? onDates(serviceId);
    const key = type === '1' ? 'added' : 'removed';
    byId.set(serviceId, { ...service, [key]: [...service[key], day] });
  }
}
