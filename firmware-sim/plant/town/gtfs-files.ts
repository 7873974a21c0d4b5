import type { Gtfs, GtfsRow } from '../gtfs.js';
import { beside, type LatLon, toLatLon } from '../place.js';
import { type CollectionLine, SERVICES } from './line-plan.js';
import { chainages, onWay } from './truck-line.js';

const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;

export interface Timetable {
  readonly origin: LatLon;
  readonly lines: readonly CollectionLine[];
  readonly names: ReadonlyMap<string, string>;
}

/** The timetable as a GTFS feed, with the stations, trucks and tolerances beside it. */
export function gtfsOf(timetable: Timetable): Gtfs {
  const { lines } = timetable;
  return {
    agency: [
      {
        agency_id: 'sanitation',
        agency_name: '环卫收运',
        agency_url: 'https://example.invalid',
        agency_timezone: 'Asia/Shanghai',
      },
    ],
    routes: lines.map(({ lineId, name }) => ({
      route_id: lineId,
      agency_id: 'sanitation',
      route_short_name: lineId.slice('line-'.length),
      route_long_name: name,
      route_type: '3',
    })),
    trips: lines.flatMap(({ lineId, trips }) =>
      trips.map(({ tripId, serviceId }) => ({
        route_id: lineId,
        service_id: serviceId,
        trip_id: tripId,
        shape_id: lineId,
      })),
    ),
    stops: lines.flatMap((line) => stopRows(timetable, line)),
    stop_times: lines.flatMap(stopTimeRows),
    shapes: lines.flatMap((line) => shapeRows(timetable, line)),
    calendar: Object.entries(SERVICES).map(([service, days]) => ({
      service_id: service,
      ...Object.fromEntries(DAYS.map((day, index) => [day, String(days[index] ?? 0)])),
      start_date: '20200101',
      end_date: '20391231',
    })),
    calendar_dates: [],
    stop_assets: lines.flatMap(({ lineId, stops }) =>
      stops.map(({ station }, index) => ({ stop_id: stopId(lineId, index), asset_id: station })),
    ),
    trip_vehicles: lines.flatMap(({ truck, trips }) =>
      trips.map(({ tripId }) => ({ service_date: '', trip_id: tripId, asset_id: truck })),
    ),
    line_settings: lines.map(({ lineId, settings }) => ({
      route_id: lineId,
      corridor_m: String(settings.corridorM),
      early_s: String(settings.earlyS),
      late_s: String(settings.lateS),
      max_halt_s: String(settings.maxHaltS),
    })),
  };
}

export const stopId = (lineId: string, index: number): string => `${lineId}-s${index + 1}`;

/** A stop is at the kerb where the truck halts, on the side it drives on. */
function stopRows({ origin, names }: Timetable, { lineId, spots, stops }: CollectionLine): GtfsRow[] {
  const marks = chainages(spots);
  return stops.map(({ station, chainage }, index) => {
    const { spot, headingDeg } = onWay(spots, marks, chainage);
    const turn = (headingDeg * Math.PI) / 180;
    const ahead = { x: spot.x + Math.sin(turn), y: spot.y + Math.cos(turn) };
    const { lat, lon } = toLatLon(origin, beside(spot, ahead, 0, 3));
    return {
      stop_id: stopId(lineId, index),
      stop_name: names.get(station) ?? station,
      stop_lat: lat.toFixed(6),
      stop_lon: lon.toFixed(6),
    };
  });
}

function stopTimeRows({ lineId, stops, trips }: CollectionLine): GtfsRow[] {
  return trips.flatMap(({ tripId, times }) =>
    stops.map(({ chainage }, index) => ({
      trip_id: tripId,
      arrival_time: clock(times[index] ?? 0),
      departure_time: clock(times[index] ?? 0),
      stop_id: stopId(lineId, index),
      stop_sequence: String(index + 1),
      shape_dist_traveled: chainage.toFixed(1),
      timepoint: '1',
    })),
  );
}

function shapeRows({ origin }: Timetable, { lineId, spots }: CollectionLine): GtfsRow[] {
  const marks = chainages(spots);
  return spots.map((spot, index) => {
    const { lat, lon } = toLatLon(origin, spot);
    return {
      shape_id: lineId,
      shape_pt_lat: lat.toFixed(6),
      shape_pt_lon: lon.toFixed(6),
      shape_pt_sequence: String(index + 1),
      shape_dist_traveled: (marks[index] ?? 0).toFixed(1),
    };
  });
}

/** Seconds after midnight as GTFS writes them: `25:10:00` is after midnight. */
function clock(seconds: number): string {
  const part = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  return `${part(seconds / 3_600)}:${part((seconds / 60) % 60)}:${part(seconds % 60)}`;
}
