import { distanceM } from '../../geo/lat-lon.js';
import { WEEKDAYS } from '../../time/civil.js';
import { formatTimeOfDay } from '../../time/time-of-day.js';
import type { Defect, Table, Tables } from '../gtfs/table.js';
import { findColumns } from './columns.js';
import { type ListedStop, readListedStops } from './read-rows.js';
import { type StraightStop, straighten } from './straighten.js';
import { weekdaysOf } from './weekdays.js';

/** What a list does not say. */
export interface ListSettings {
  /** The list's file, for messages. */
  readonly file: string;
  readonly feedId: string;
  readonly timeZone: string;
  /** First and last day of the timetable, `20260101`. */
  readonly from: string;
  readonly until: string;
}

export interface ListReading {
  /** The files of a GTFS feed without shapes; undefined when the list has no line at all. */
  readonly tables: Tables | undefined;
  /** Errors are rows left out; warnings are rows put right, or kept and worth a look. */
  readonly defects: readonly Defect[];
}

/**
 * Turns a published list of stops (a line's name, an order, a place and a time of day in each row) into a timetable that
 * can be driven. Whatever is wrong with a row is noted there, and the line goes on without it.
 */
export function readStopList(list: Table, settings: ListSettings): ListReading {
  const defects: Defect[] = [];
  const columns = findColumns(list, settings.file, defects);
  if (columns === undefined) return { tables: undefined, defects };
  const builder = new TablesBuilder(settings);
  for (const stops of byRoute(readListedStops(list, columns, { file: settings.file, defects }))) {
    const line = straighten(stops);
    const lengthM = line.reduce(
      (sum, { stop }, i) => sum + distanceM(line[i - 1]?.stop.place ?? stop.place, stop.place),
      0,
    );
    if (line.length >= 2 && lengthM >= 1) builder.add(line);
    else
      stops[0]?.row.error(
        'too-few-stops',
        `line ${stops[0].routeName} has ${line.length} stops ${Math.round(lengthM)} m apart; it is left out`,
      );
  }
  return { tables: builder.isEmpty ? undefined : builder.tables(), defects };
}

function byRoute(stops: readonly ListedStop[]): Iterable<readonly ListedStop[]> {
  const routes = new Map<string, ListedStop[]>();
  for (const stop of stops) {
    const known = routes.get(stop.routeId);
    if (known === undefined) routes.set(stop.routeId, [stop]);
    else known.push(stop);
  }
  return routes.values();
}

type Line = readonly StraightStop[];

/** Collects the rows of the feed's files. */
class TablesBuilder {
  readonly #routes: string[][] = [];
  readonly #stops = new Map<string, ListedStop>();
  readonly #trips: string[][] = [];
  readonly #times: string[][] = [];
  readonly #services = new Set<number>();

  constructor(private readonly settings: ListSettings) {}

  get isEmpty(): boolean {
    return this.#trips.length === 0;
  }

  add(line: Line): void {
    const [first] = line;
    if (first === undefined) return;
    const { routeId, routeName } = first.stop;
    const weekdays = weekdaysOf(line.map(({ stop }) => stop));
    const tripId = `${routeId}@${formatTimeOfDay(first.arrivalMin * 60).slice(0, 5)}`;
    this.#services.add(weekdays);
    this.#routes.push([routeId, routeName, '3']);
    this.#trips.push([tripId, routeId, serviceId(weekdays)]);
    for (const [i, { stop, arrivalMin, departureMin }] of line.entries()) {
      const times = [formatTimeOfDay(arrivalMin * 60), formatTimeOfDay(departureMin * 60)];
      this.#times.push([tripId, String(i + 1), this.#stopOf(stop), ...times]);
    }
  }

  /** Two lines may share a stop; two stops of one name at different places become two. */
  #stopOf(stop: ListedStop): string {
    const known = this.#stops.get(stop.stopId);
    if (known === undefined) this.#stops.set(stop.stopId, stop);
    if (known === undefined || distanceM(known.place, stop.place) < 1) return stop.stopId;
    const id = `${stop.stopId}@${stop.routeId}`;
    stop.row.warning('duplicate', `stop ${stop.stopId} lies elsewhere on another line; here it is ${id}`);
    this.#stops.set(id, stop);
    return id;
  }

  tables(): Tables {
    const { feedId, timeZone, from, until } = this.settings;
    const stops = [...this.#stops].map(([id, { name, place }]) => [
      id,
      name,
      String(place.lat),
      String(place.lon),
    ]);
    const services = [...this.#services].map((mask) => [
      serviceId(mask),
      ...WEEKDAYS.map((_, bit) => ((mask >> bit) & 1 ? '1' : '0')),
      from,
      until,
    ]);
    return new Map([
      ['agency.txt', tableOf(['agency_id', 'agency_name', 'agency_timezone'], [[feedId, feedId, timeZone]])],
      ['routes.txt', tableOf(['route_id', 'route_short_name', 'route_type'], this.#routes)],
      ['stops.txt', tableOf(['stop_id', 'stop_name', 'stop_lat', 'stop_lon'], stops)],
      ['calendar.txt', tableOf(['service_id', ...WEEKDAYS, 'start_date', 'end_date'], services)],
      ['trips.txt', tableOf(['trip_id', 'route_id', 'service_id'], this.#trips)],
      [
        'stop_times.txt',
        tableOf(['trip_id', 'stop_sequence', 'stop_id', 'arrival_time', 'departure_time'], this.#times),
      ],
    ]);
  }
}

/** `days-135` for Monday, Wednesday and Friday. */
const serviceId = (mask: number): string =>
  `days-${WEEKDAYS.flatMap((_, bit) => ((mask >> bit) & 1 ? [bit + 1] : [])).join('')}`;

const tableOf = (columns: readonly string[], rows: readonly (readonly string[])[]): Table => ({
  columns,
  rows: rows.map((cells, i) => ({
    line: i + 2,
    cells: Object.fromEntries(columns.map((column, c) => [column, cells[c]])),
  })),
});
