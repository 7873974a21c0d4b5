import type { Kysely, Migration } from 'kysely';

/** Imported lines, version by version. */
export const lines: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('line_feeds')
      .addColumn('version', 'integer', (c) => c.primaryKey())
      .addColumn('feed_id', 'text', (c) => c.notNull())
      .addColumn('digest', 'text', (c) => c.notNull())
      .addColumn('imported_at', 'bigint', (c) => c.notNull())
      .addColumn('is_live', 'integer', (c) => c.notNull())
      .addColumn('json', 'text', (c) => c.notNull())
      .execute();
    for (const thing of ['route', 'shape', 'stop']) {
      await db.schema
        .createTable(`${thing}s`)
        .addColumn('version', 'integer', (c) => c.notNull())
        .addColumn(`${thing}_id`, 'text', (c) => c.notNull())
        .addColumn('json', 'text', (c) => c.notNull())
        .addPrimaryKeyConstraint(`${thing}s_key`, ['version', `${thing}_id`])
        .execute();
    }
    await db.schema
      .createTable('trips')
      .addColumn('version', 'integer', (c) => c.notNull())
      .addColumn('trip_id', 'text', (c) => c.notNull())
      .addColumn('route_id', 'text', (c) => c.notNull())
      .addColumn('service_id', 'text', (c) => c.notNull())
      .addColumn('shape_id', 'text', (c) => c.notNull())
      .addColumn('start_s', 'integer', (c) => c.notNull())
      .addColumn('end_s', 'integer', (c) => c.notNull())
      .addColumn('stop_count', 'integer', (c) => c.notNull())
      .addColumn('json', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('trips_key', ['version', 'trip_id'])
      .execute();
  },
};
