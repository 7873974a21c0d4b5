import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { Kysely, Migrator, SqliteDialect } from 'kysely';
import { migrations } from './migrations.js';
import type { StateTables } from './tables.js';

export type StateDb = Kysely<StateTables>;

/** Opens the operational state (assets, rules, alerts, people) and brings its tables up to date. */
export async function openState(path: string): Promise<StateDb> {
  mkdirSync(dirname(path), { recursive: true });
  const sqlite = new Database(path);
  sqlite.pragma('journal_mode = WAL');
  // An alert that was announced must still be there after a power cut.
  sqlite.pragma('synchronous = FULL');
  sqlite.pragma('busy_timeout = 5000');
  const db = new Kysely<StateTables>({ dialect: new SqliteDialect({ database: sqlite }) });
  const { error } = await new Migrator({ db, provider: migrations }).migrateToLatest();
  if (error !== undefined)
    throw new Error(`${path}: the tables could not be brought up to date`, { cause: error });
  return db;
}
