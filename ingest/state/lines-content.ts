import type { Feed, TripStop, TripVehicle } from '../../core/index.js';
import type { StateDb } from './state.js';

export const BATCH = 500;

/** What a trip's JSON column holds. */
export interface TripBody {
  readonly stops: readonly TripStop[];
  readonly vehicles: readonly TripVehicle[];
}

/** Writes a feed's content as one version. */
export async function insertContent(tx: StateDb, version: number, feed: Feed): Promise<void> {
  const vehicles = new Map<string, TripVehicle[]>();
  for (const one of feed.vehicles) vehicles.set(one.tripId, [...(vehicles.get(one.tripId) ?? []), one]);
  const rows = {
    routes: feed.routes.map((route) => ({ version, route_id: route.routeId, json: JSON.stringify(route) })),
    shapes: feed.shapes.map((shape) => ({ version, shape_id: shape.shapeId, json: JSON.stringify(shape) })),
    stops: feed.stops.map((stop) => ({ version, stop_id: stop.stopId, json: JSON.stringify(stop) })),
    trips: feed.trips.map((trip) => {
      const body: TripBody = { stops: trip.stops, vehicles: vehicles.get(trip.tripId) ?? [] };
      return {
        version,
        trip_id: trip.tripId,
        route_id: trip.routeId,
        service_id: trip.serviceId,
        shape_id: trip.shapeId,
        start_s: trip.stops[0]?.departureS ?? 0,
        end_s: trip.stops.at(-1)?.arrivalS ?? 0,
        stop_count: trip.stops.length,
        json: JSON.stringify(body),
      };
    }),
  };
  for (const some of batches(rows.routes)) await tx.insertInto('routes').values(some).execute();
  for (const some of batches(rows.shapes)) await tx.insertInto('shapes').values(some).execute();
  for (const some of batches(rows.stops)) await tx.insertInto('stops').values(some).execute();
  for (const some of batches(rows.trips)) await tx.insertInto('trips').values(some).execute();
}

function* batches<T>(items: readonly T[]): Generator<T[]> {
  for (let start = 0; start < items.length; start += BATCH) yield items.slice(start, start + BATCH);
}
