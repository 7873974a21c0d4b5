import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import {
  addDays,
  type CivilDay,
  civilDayAt,
  DAY_MS,
  formatCivilDay,
  parseCivilDay,
  polylineOf,
  runsOn,
  type Shape,
  serviceInstant,
  unixMs,
  type Zone,
} from '../../../core/index.js';
import { zoneBetween } from '../../../runtime/index.js';
import type { LiveRoute, TripHead } from '../../state/lines-repo.js';
import type { ApiDeps } from '../deps.js';
import { notFound, Problem } from '../problem.js';
import { limitQuery, Page, RouteBody, RouteWithShapesBody, TripBody } from '../schemas.js';

const ById = Type.Object({ id: Type.String() });
const RoutesQuery = Type.Object({ limit: limitQuery(1_000, 100), cursor: Type.Optional(Type.String()) });
const TripsQuery = Type.Object({
  date: Type.Optional(
    Type.String({ description: 'Service day such as 2026-11-25; today in the city without it' }),
  ),
  limit: limitQuery(10_000, 1_000),
  cursor: Type.Optional(Type.String()),
});

/** The imported lines and the trips of a day. */
export const lineRoutes =
  (deps: ApiDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    const { lines } = deps;

    app.get(
      '/routes',
      { schema: { tags: ['lines'], querystring: RoutesQuery, response: { 200: Page(RouteBody) } } },
      async ({ query }) => {
        const { limit = 100, cursor } = query as { limit?: number; cursor?: string };
        const found = await lines.routes({ after: cursor, limit: limit + 1 });
        const items = found.slice(0, limit).map(routeBody);
        return found.length <= limit ? { items } : { items, nextCursor: items.at(-1)?.routeId };
      },
    );

    app.get(
      '/routes/:id',
      { schema: { tags: ['lines'], params: ById, response: { 200: RouteWithShapesBody } } },
      async ({ params }) => {
        const found = await lines.route(params.id);
        if (found === undefined) throw notFound(`route ${params.id}`);
        const [shapes, stops] = [await lines.shapesOf(found), await lines.stopsOf(found)];
        return {
          ...routeBody(found),
          shapes: shapes.map(shapeBody),
          stops: stops.map((stop) => ({ ...stop, assets: [...stop.assets] })),
        };
      },
    );

    app.get(
      '/trips',
      { schema: { tags: ['lines'], querystring: TripsQuery, response: { 200: Page(TripBody) } } },
      async ({ query }) => {
        const { date, limit = 1_000, cursor } = query as { date?: string; limit?: number; cursor?: string };
        const day = date === undefined ? today(deps) : parseCivilDay(date);
        if (day === undefined)
          throw new Problem(400, 'Bad request', `date: ${date} is not a day such as 2026-11-25`);
        const all = await tripsOn(deps, day);
        const from = cursor === undefined ? 0 : all.findIndex(({ tripId }) => tripId === cursor) + 1;
        const items = all.slice(from, from + limit);
        return from + limit >= all.length ? { items } : { items, nextCursor: items.at(-1)?.tripId };
      },
    );
  };

const routeBody = ({ feedId, route }: LiveRoute) => ({ ...route, feedId });

/** As GeoJSON, which maps read as it is. */
const shapeBody = ({ shapeId, points, isFromStops }: Shape) => ({
  shapeId,
  isFromStops,
  lengthM: Math.round(polylineOf(points).lengthM),
  geometry: { type: 'LineString', coordinates: points.map(({ lat, lon }) => [lon, lat]) },
});

function today({ clock, timeZone }: ApiDeps): CivilDay {
  const now = clock.now();
  return civilDayAt(zoneBetween(timeZone, now, now), now);
}

/** The zone's offsets around a service day, whose trips may run far into the next. */
const zoneOn = (name: string, day: CivilDay): Zone =>
  zoneBetween(name, unixMs(addDays(day, -2) * DAY_MS), unixMs(addDays(day, 6) * DAY_MS));

/** Trips of all live feeds that run on a service day, in the order in which they begin. */
async function tripsOn({ lines, timeZone }: ApiDeps, day: CivilDay): Promise<ReturnType<typeof tripBody>[]> {
  const found: ReturnType<typeof tripBody>[] = [];
  for (const feed of await lines.liveFeeds()) {
    const running = feed.services.filter((service) => runsOn(service, day)).map(({ serviceId }) => serviceId);
    const zone = zoneOn(feed.timeZone ?? timeZone, day);
    for (const trip of await lines.trips(feed, running)) found.push(tripBody(trip, day, zone));
  }
  return found.sort((a, b) => a.startsAt - b.startsAt || (a.tripId < b.tripId ? -1 : 1));
}

function tripBody(trip: TripHead, day: CivilDay, zone: Zone) {
  const { feedId, tripId, routeId, shapeId, startS, endS, stopCount, vehicles } = trip;
  // A truck named for the day goes before one that always drives the trip.
  const vehicle = vehicles.find((one) => one.day === day) ?? vehicles.find((one) => one.day === undefined);
  return {
    feedId,
    tripId,
    routeId,
    shapeId,
    date: formatCivilDay(day),
    startsAt: serviceInstant(zone, day, startS),
    endsAt: serviceInstant(zone, day, endS),
    stops: stopCount,
    ...(vehicle === undefined ? {} : { assetId: vehicle.assetId }),
  };
}
