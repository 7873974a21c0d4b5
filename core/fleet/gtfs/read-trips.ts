import { distanceM } from '../../geo/lat-lon.js';
import { type Polyline, polylineOf } from '../../geo/polyline.js';
import type { Route, Shape, Stop, Trip, TripStop } from './feed.js';
import { type PlacedStop, placeStops } from './place-stops.js';
import type { Named } from './read-plan.js';
import { type Cells, Ids, sheetOf } from './sheet.js';
import { type Defect, FARTHEST_JUMP_M, type Tables } from './table.js';
import { type Call, type TimedCall, timeCalls } from './times.js';

/** What trips refer to. */
export interface Ground {
  readonly routes: Named<Route>;
  readonly stops: Named<Stop>;
  readonly shapes: Named<Shape>;
  readonly services: Named<unknown>;
}

export interface Trips extends Named<Trip> {
  /** Shapes of the feed, and those drawn from stop to stop. */
  readonly shapes: readonly Shape[];
}

/** A stop farther from its line than this is worth a look, metres. */
const FAR_FROM_SHAPE_M = 100;

/** `trips.txt` and `stop_times.txt`: each stop with its times and its chainage. */
export function readTrips(tables: Tables, ground: Ground, defects: Defect[]): Trips {
  const reader = new TripReader(ground);
  const ids = new Ids('trip');
  const columns = ['trip_id', 'route_id', 'service_id'];
  const rows = new Map<string, Cells>();
  for (const row of sheetOf(tables, { file: 'trips.txt', columns, isRequired: true }, defects)) {
    const tripId = row.text('trip_id');
    if (tripId !== undefined && ids.add(tripId, row)) rows.set(tripId, row);
  }
  const calls = readCalls(tables, { ids, stops: ground.stops }, defects);
  const byId = new Map<string, Trip>();
  for (const [tripId, row] of rows) {
    const trip = reader.trip(tripId, row, calls.get(tripId) ?? []);
    if (trip !== undefined) byId.set(tripId, trip);
  }
  return { byId, ids, shapes: [...ground.shapes.byId.values(), ...reader.drawn] };
}

function readCalls(
  tables: Tables,
  { ids, stops }: { readonly ids: Ids; readonly stops: Named<Stop> },
  defects: Defect[],
): Map<string, Call[]> {
  const columns = ['trip_id', 'stop_id', 'stop_sequence'];
  const calls = new Map<string, Call[]>();
  for (const row of sheetOf(tables, { file: 'stop_times.txt', columns, isRequired: true }, defects)) {
    const tripId = ids.known(row.text('trip_id'), row);
    const stopId = stops.ids.known(row.text('stop_id'), row);
    const order = row.order('stop_sequence');
    const [arrivalS, departureS] = [row.time('arrival_time'), row.time('departure_time')];
    if (tripId === undefined || stopId === undefined || order === undefined) continue;
    const call = { row, order, stopId, arrivalS, departureS };
    const known = calls.get(tripId);
    if (known === undefined) calls.set(tripId, [call]);
    else known.push(call);
  }
  return calls;
}

class TripReader {
  /** Shapes drawn from stop to stop. */
  readonly drawn: Shape[] = [];
  readonly #drawnBy = new Map<string, Shape>();
  readonly #lines = new Map<string, Polyline>();
  /** Trips that stop at the same places on the same shape are placed, and complained about, once. */
  readonly #placed = new Map<string, readonly PlacedStop[] | undefined>();

  constructor(private readonly ground: Ground) {}

  trip(tripId: string, row: Cells, calls: readonly Call[]): Trip | undefined {
    const { routes, shapes, services } = this.ground;
    const routeId = routes.ids.known(row.text('route_id'), row);
    const serviceId = services.ids.known(row.text('service_id'), row);
    const given = row.optional('shape_id');
    const shapeId = shapes.ids.known(given, row);
    const sorted = calls.toSorted((a, b) => a.order - b.order);
    const timed = isInOrder(sorted) ? timeCalls(sorted) : undefined;
    if (calls.length < 2)
      row.error('too-few-stops', `trip ${tripId} has ${calls.length} readable stops; two are needed`);
    if (routeId === undefined || serviceId === undefined || timed === undefined || calls.length < 2)
      return undefined;
    const stops = timed.flatMap(({ stopId }) => this.ground.stops.byId.get(stopId) ?? []);
    // A stop without a place, or a shape that was refused, has its own defect.
    if (stops.length < timed.length || (given !== undefined && shapeId === undefined)) return undefined;
    const shape = shapeId === undefined ? this.#draw(row, routeId, stops) : shapes.byId.get(shapeId);
    if (shape === undefined) return undefined;
    const placed = this.#place(shape, timed, stops);
    if (placed === undefined) return undefined;
    const tripStops = timed.map(({ stopId, arrivalS, departureS }, i): TripStop => {
      return { stopId, arrivalS, departureS, chainageM: placed[i]?.chainageM ?? 0 };
    });
    return { tripId, routeId, serviceId, shapeId: shape.shapeId, stops: tripStops };
  }

  #draw(row: Cells, routeId: string, stops: readonly Stop[]): Shape | undefined {
    const key = JSON.stringify([routeId, ...stops.map(({ stopId }) => stopId)]);
    const known = this.#drawnBy.get(key);
    if (known !== undefined) return known;
    const points = stops.map(({ lat, lon }) => ({ lat, lon }));
    if (polylineOf(points).lengthM < 1)
      return row.error('too-few-points', 'all stops of the trip lie at one place');
    const shape = { shapeId: `${routeId}:stops:${this.#drawnBy.size + 1}`, points, isFromStops: true };
    row.warning('no-shape', `the trip has no shape; ${shape.shapeId} is drawn from stop to stop`);
    this.#drawnBy.set(key, shape);
    this.drawn.push(shape);
    return shape;
  }

  #place(
    shape: Shape,
    calls: readonly TimedCall[],
    stops: readonly Stop[],
  ): readonly PlacedStop[] | undefined {
    const key = JSON.stringify([shape.shapeId, ...stops.map(({ stopId }) => stopId)]);
    if (this.#placed.has(key)) return this.#placed.get(key);
    noteJumps(calls, stops);
    const line = this.#line(shape);
    const placed = shape.isFromStops ? alongStops(line) : placeStops(line, withShares(calls, stops));
    if (placed === undefined)
      calls[0]?.row.error(
        'against-shape',
        `the stops can't be met in their order along shape ${shape.shapeId}`,
      );
    for (const [i, { offsetM }] of (placed ?? []).entries()) {
      if (offsetM > FAR_FROM_SHAPE_M)
        calls[i]?.row.warning('far-from-shape', `${Math.round(offsetM)} m from shape ${shape.shapeId}`);
    }
    this.#placed.set(key, placed);
    return placed;
  }

  #line(shape: Shape): Polyline {
    const line = this.#lines.get(shape.shapeId) ?? polylineOf(shape.points);
    this.#lines.set(shape.shapeId, line);
    return line;
  }
}

const alongStops = ({ chainages }: Polyline): PlacedStop[] =>
  Array.from(chainages, (chainageM) => ({ chainageM, offsetM: 0 }));

function isInOrder(calls: readonly Call[]): boolean {
  let isGood = true;
  for (const [i, { row, order }] of calls.entries()) {
    if (calls[i - 1]?.order !== order) continue;
    row.error('duplicate', `the trip has a stop ${order} already`);
    isGood = false;
  }
  return isGood;
}

function withShares(
  calls: readonly TimedCall[],
  stops: readonly Stop[],
): (Stop & { readonly share: number })[] {
  const [from = 0, to = 0] = [calls[0]?.arrivalS, calls.at(-1)?.arrivalS];
  return stops.map((stop, i) => ({
    ...stop,
    share: ((calls[i]?.arrivalS ?? from) - from) / Math.max(1, to - from),
  }));
}

function noteJumps(calls: readonly TimedCall[], stops: readonly Stop[]): void {
  for (const [i, stop] of stops.entries()) {
    const before = stops[i - 1];
    const stepM = before === undefined ? 0 : distanceM(before, stop);
    if (stepM > FARTHEST_JUMP_M)
      calls[i]?.row.warning('jump', `${(stepM / 1_000).toFixed(1)} km from the stop before`);
  }
}
