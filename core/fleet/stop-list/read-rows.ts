import { distanceM, type LatLon } from '../../geo/lat-lon.js';
import { Cells } from '../gtfs/sheet.js';
import type { Defect, Table } from '../gtfs/table.js';
import { cellOf, type ListColumns } from './columns.js';

/** A row of the list that can be used: where, in which order, and when if that could be read. */
export interface ListedStop {
  readonly row: Cells;
  readonly routeId: string;
  readonly routeName: string;
  readonly stopId: string;
  readonly name: string;
  readonly order: number;
  readonly place: LatLon;
  /** Minutes of the day, as printed: after midnight they begin again at 0. */
  readonly arrivalMin: number | undefined;
  readonly departureMin: number | undefined;
  readonly days: string | undefined;
}

/** No city's lines leave it this far: a digit is missing, or two are swapped. */
const FARTHEST_FROM_CITY_M = 100_000;

/** Reads the rows of a list, without those that have no place or no order. */
export function readListedStops(
  table: Table,
  columns: ListColumns,
  { file, defects }: { readonly file: string; readonly defects: Defect[] },
): ListedStop[] {
  const stops: ListedStop[] = [];
  for (const listed of table.rows) {
    const row = new Cells(file, listed, defects);
    const cell = (column: keyof ListColumns): string | undefined => cellOf(listed, columns, column);
    const routeId = cell('routeId') ?? cell('routeName');
    const order = cell('order');
    const place =
      columns.lat === undefined || columns.lon === undefined
        ? undefined
        : row.place(columns.lat, columns.lon);
    if (routeId === undefined) row.error('missing-value', 'the row names no line; it is left out');
    else if (order === undefined || !/^\d{1,6}$/.test(order))
      row.error('bad-value', `${order ?? 'nothing'} is no place in an order; the row is left out`);
    else if (place !== undefined) {
      stops.push({
        row,
        routeId,
        routeName: cell('routeName') ?? routeId,
        stopId: cell('stopId') ?? `${routeId}:${order}`,
        name: cell('stopName') ?? `${routeId} ${order}`,
        order: Number(order),
        place,
        arrivalMin: minutesOf(row, cell('arrival')),
        departureMin: cell('departure') === undefined ? undefined : minutesOf(row, cell('departure')),
        days: cell('days'),
      });
    }
  }
  return withoutFar(stops);
}

function minutesOf(row: Cells, text: string | undefined): number | undefined {
  const match = /^(\d{1,2}):([0-5]\d)(?::[0-5]\d)?$/.exec(text ?? '');
  const [hour, minute] = [Number(match?.[1]), Number(match?.[2])];
  if (match !== null && hour < 30) return hour * 60 + minute;
  row.warning('bad-value', `${text ?? 'nothing'} is no time; the stop gets one from its neighbours`);
  return undefined;
}

/** Leaves out what lies in another part of the world than half of the stops do. */
function withoutFar(stops: readonly ListedStop[]): ListedStop[] {
  const middle = {
    lat: median(stops.map(({ place }) => place.lat)),
    lon: median(stops.map(({ place }) => place.lon)),
  };
  return stops.filter(({ row, place }) => {
    const farM = distanceM(middle, place);
    if (farM <= FARTHEST_FROM_CITY_M) return true;
    const turned = distanceM(middle, { lat: place.lon, lon: place.lat });
    const message = `${place.lat}, ${place.lon} lies ${Math.round(farM / 1_000)} km from the city; the stop is left out`;
    row.error(turned <= FARTHEST_FROM_CITY_M ? 'swapped-coordinates' : 'bad-coordinates', message);
    return false;
  });
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
