import { createHash } from 'node:crypto';
import type { Feed, Route, ServiceDays, Shape, Stop, TripVehicle, UnixMs } from '../../core/index.js';
import { BATCH, insertContent, type TripBody } from './lines-content.js';
import type { StateDb } from './state.js';

/** A feed as it was imported at one time. */
export interface FeedVersion {
  readonly version: number;
  readonly feedId: string;
  readonly digest: string;
  readonly timeZone: string | undefined;
  readonly services: readonly ServiceDays[];
}

export interface LiveRoute {
  readonly feedId: string;
  readonly version: number;
  readonly route: Route;
}

/** A trip without its stops, for lists. */
export interface TripHead {
  readonly feedId: string;
  readonly tripId: string;
  readonly routeId: string;
  readonly serviceId: string;
  readonly shapeId: string;
  /** Seconds of the service day. */
  readonly startS: number;
  readonly endS: number;
  readonly stopCount: number;
  readonly vehicles: readonly TripVehicle[];
}

/** What a feed's JSON column holds. */
interface FeedBody {
  readonly timeZone: string | undefined;
  readonly services: readonly ServiceDays[];
}

/** Imported lines. One version of each feed is live; earlier ones stay, since the log refers to them. */
export class LinesRepo {
  readonly #db: StateDb;

  constructor(db: StateDb) {
    this.#db = db;
  }

  /** Makes the feed live in place of its earlier version: all of it or nothing. The same content keeps its version. */
  async save(feed: Feed, importedAt: UnixMs): Promise<FeedVersion> {
    const { feedId, timeZone, services } = feed;
    const digest = createHash('sha256').update(JSON.stringify(feed)).digest('hex');
    return this.#db.transaction().execute(async (tx) => {
      const live = await tx
        .selectFrom('line_feeds')
        .select(['version', 'digest'])
        .where('feed_id', '=', feedId)
        .where('is_live', '=', 1)
        .executeTakeFirst();
      const saved = { feedId, digest, timeZone, services };
      if (live?.digest === digest) return { version: live.version, ...saved };
      const newest = await tx
        .selectFrom('line_feeds')
        .select(({ fn }) => fn.max('version').as('version'))
        .executeTakeFirst();
      const version = Number(newest?.version ?? 0) + 1;
      const body: FeedBody = { timeZone, services };
      await tx.updateTable('line_feeds').set({ is_live: 0 }).where('feed_id', '=', feedId).execute();
      await tx
        .insertInto('line_feeds')
        .values({
          version,
          feed_id: feedId,
          digest,
          imported_at: importedAt,
          is_live: 1,
          json: JSON.stringify(body),
        })
        .execute();
      await insertContent(tx, version, feed);
      return { version, ...saved };
    });
  }

  /** Routes and trips of other feeds that bear a name of this one: names are the city's, not the feed's. */
  async taken({ feedId, routes, trips }: Feed): Promise<readonly string[]> {
    const others = (await this.liveFeeds()).filter((other) => other.feedId !== feedId);
    const mine = new Set([
      ...routes.map(({ routeId }) => `route ${routeId}`),
      ...trips.map(({ tripId }) => `trip ${tripId}`),
    ]);
    const found: string[] = [];
    for (const other of others) {
      const routeRows = await this.#db
        .selectFrom('routes')
        .select('route_id')
        .where('version', '=', other.version)
        .execute();
      const tripRows = await this.#db
        .selectFrom('trips')
        .select('trip_id')
        .where('version', '=', other.version)
        .execute();
      const names = [
        ...routeRows.map((row) => `route ${row.route_id}`),
        ...tripRows.map((row) => `trip ${row.trip_id}`),
      ];
      for (const name of names) if (mine.has(name)) found.push(`feed ${other.feedId} has a ${name} already`);
    }
    return found;
  }

  async liveFeeds(): Promise<readonly FeedVersion[]> {
    const rows = await this.#db
      .selectFrom('line_feeds')
      .selectAll()
      .where('is_live', '=', 1)
      .orderBy('feed_id')
      .execute();
    // The columns of this class hold what `save` wrote.
    return rows.map(({ version, feed_id, digest, json }) => ({
      version,
      feedId: feed_id,
      digest,
      ...(JSON.parse(json) as FeedBody),
    }));
  }

  /** Routes of the live feeds in order of their ids, after one of them. */
  async routes({
    after,
    limit,
  }: {
    readonly after: string | undefined;
    readonly limit: number;
  }): Promise<readonly LiveRoute[]> {
    let query = this.#db
      .selectFrom('routes')
      .innerJoin('line_feeds', 'line_feeds.version', 'routes.version')
      .select(['line_feeds.feed_id', 'routes.version', 'routes.json'])
      .where('line_feeds.is_live', '=', 1)
      .orderBy('routes.route_id')
      .limit(limit);
    if (after !== undefined) query = query.where('routes.route_id', '>', after);
    const rows = await query.execute();
    return rows.map(({ feed_id, version, json }) => ({
      feedId: feed_id,
      version,
      route: JSON.parse(json) as Route,
    }));
  }

  async route(id: string): Promise<LiveRoute | undefined> {
    const row = await this.#db
      .selectFrom('routes')
      .innerJoin('line_feeds', 'line_feeds.version', 'routes.version')
      .select(['line_feeds.feed_id', 'routes.version', 'routes.json'])
      .where('line_feeds.is_live', '=', 1)
      .where('routes.route_id', '=', id)
      .executeTakeFirst();
    return row && { feedId: row.feed_id, version: row.version, route: JSON.parse(row.json) as Route };
  }

  /** The shapes that trips of a route follow. */
  async shapesOf({ version, route }: LiveRoute): Promise<readonly Shape[]> {
    const rows = await this.#db
      .selectFrom('shapes')
      .select('json')
      .where('version', '=', version)
      .where('shape_id', 'in', (q) =>
        q
          .selectFrom('trips')
          .select('shape_id')
          .where('version', '=', version)
          .where('route_id', '=', route.routeId),
      )
      .orderBy('shape_id')
      .execute();
    return rows.map(({ json }) => JSON.parse(json) as Shape);
  }

  /** The stops of a route's trips, with where they are. */
  async stopsOf({ version, route }: LiveRoute): Promise<readonly Stop[]> {
    const trips = await this.#db
      .selectFrom('trips')
      .select('json')
      .where('version', '=', version)
      .where('route_id', '=', route.routeId)
      .execute();
    const wanted = new Set(
      trips.flatMap(({ json }) => (JSON.parse(json) as TripBody).stops.map(({ stopId }) => stopId)),
    );
    const stops: Stop[] = [];
    const ids = [...wanted];
    for (let i = 0; i < ids.length; i += BATCH) {
      const rows = await this.#db
        .selectFrom('stops')
        .select('json')
        .where('version', '=', version)
        .where('stop_id', 'in', ids.slice(i, i + BATCH))
        .execute();
      for (const { json } of rows) stops.push(JSON.parse(json) as Stop);
    }
    return stops;
  }

  /** Trips of some services of a feed. */
  async trips(feed: FeedVersion, services: readonly string[]): Promise<readonly TripHead[]> {
    const found: TripHead[] = [];
    for (let i = 0; i < services.length; i += BATCH) {
      const rows = await this.#db
        .selectFrom('trips')
        .selectAll()
        .where('version', '=', feed.version)
        .where('service_id', 'in', services.slice(i, i + BATCH))
        .execute();
      for (const row of rows) {
        found.push({
          feedId: feed.feedId,
          tripId: row.trip_id,
          routeId: row.route_id,
          serviceId: row.service_id,
          shapeId: row.shape_id,
          startS: row.start_s,
          endS: row.end_s,
          stopCount: row.stop_count,
          vehicles: (JSON.parse(row.json) as TripBody).vehicles,
        });
      }
    }
    return found;
  }
}
