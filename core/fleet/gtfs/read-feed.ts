import type { Feed, Trip, TripVehicle } from './feed.js';
import { type IsAsset, knownAsset, type Named, readRoutes, readServices, readStops } from './read-plan.js';
import { readShapes } from './read-shapes.js';
import { readTrips } from './read-trips.js';
import { sheetOf } from './sheet.js';
import type { Defect, Tables } from './table.js';

export interface FeedReading {
  /** Undefined when there is an error. */
  readonly feed: Feed | undefined;
  readonly defects: readonly Defect[];
}

/** What a feed may refer to outside itself. */
export interface Known {
  readonly isAsset: IsAsset;
  /** IANA names of time zones. */
  readonly isZone: (name: string) => boolean;
}

const UNNAMED_FEED = 'city';
/** Files that change what a timetable means, and that we do not read. */
const NOT_READ = ['frequencies.txt', 'locations.geojson', 'location_groups.txt'];

/** Reads a GTFS feed: all of it, or every row that is wrong. Warnings let it in. */
export function readFeed(tables: Tables, { isAsset, isZone }: Known): FeedReading {
  const defects: Defect[] = [];
  for (const file of NOT_READ) {
    const message = 'this file is not read; what it says is not in force';
    if (tables.has(file))
      defects.push({ severity: 'warning', kind: 'not-read', file, line: undefined, message });
  }
  const [agency] = sheetOf(tables, { file: 'agency.txt', columns: [] }, defects);
  const timeZone = agency?.optional('agency_timezone');
  if (timeZone !== undefined && !isZone(timeZone))
    agency?.error('unknown-reference', `there is no time zone ${timeZone}`);
  const routes = readRoutes(tables, defects);
  const stops = readStops(tables, isAsset, defects);
  const shapes = readShapes(tables, defects);
  const services = readServices(tables, defects);
  const trips = readTrips(tables, { routes, stops, shapes, services }, defects);
  const vehicles = readVehicles(tables, { trips, isAsset }, defects);
  if (defects.some(({ severity }) => severity === 'error')) return { feed: undefined, defects };
  const feed: Feed = {
    feedId: agency?.optional('agency_id') ?? agency?.optional('agency_name') ?? UNNAMED_FEED,
    ...(timeZone === undefined ? {} : { timeZone }),
    routes: [...routes.byId.values()],
    shapes: trips.shapes,
    stops: [...stops.byId.values()],
    trips: [...trips.byId.values()],
    services: [...services.byId.values()],
    vehicles,
  };
  return { feed, defects };
}

function readVehicles(
  tables: Tables,
  { trips, isAsset }: { readonly trips: Named<Trip>; readonly isAsset: IsAsset },
  defects: Defect[],
): TripVehicle[] {
  const found: TripVehicle[] = [];
  for (const row of sheetOf(
    tables,
    { file: 'trip_vehicles.txt', columns: ['trip_id', 'asset_id'] },
    defects,
  )) {
    const tripId = trips.ids.known(row.text('trip_id'), row);
    const asset = knownAsset(row, isAsset);
    const day = row.optional('service_date') === undefined ? undefined : row.day('service_date');
    if (tripId !== undefined && asset !== undefined)
      found.push({ tripId, assetId: asset, ...(day === undefined ? {} : { day }) });
  }
  return found;
}
