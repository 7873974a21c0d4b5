import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { ASSET_KINDS, type UnixMs } from '../../../core/index.js';
import { Intake } from '../intake.js';
import { Rewinding } from '../rewinding.js';
import { SeriesBook } from '../series-book.js';
import type { StoredReport, TelemetryStore } from '../store.js';
import { queryLatest, queryLedger, queryReadings, queryScan, querySpans } from './queries.js';
import { SCHEMA, tableOf } from './tables.js';
import { FrameWriter } from './writer.js';

/** What DuckDB may hold in memory; it spills to the data folder beyond. */
const MEMORY_LIMIT = '192MB';
/** Ledger lines are added, not updated; this many are folded into sums when the store opens. */
const LEDGER_FOLD_ROWS = 100_000;

/**
 * Opens the embedded store. Exactly one of these may exist in a process and one process may have the file: two
 * instances on one file lose data without an error.
 */
export async function openDuckdbStore(path: string): Promise<TelemetryStore> {
  const instance = await DuckDBInstance.create(path, { memory_limit: MEMORY_LIMIT, threads: '2' });
  const writing = await instance.connect();
  const reading = await instance.connect();
  for (const statement of SCHEMA) await writing.run(statement);
  await foldLedger(writing);
  const load = async (): Promise<Intake> =>
    new Intake(await loadSeries(writing), await loadPosition(writing));
  const books = await Rewinding.start(load, (intake) => new FrameWriter(writing, intake));
  return {
    get position() {
      return books.position;
    },
    write: (frames) => books.run((one) => one.write(frames)),
    importReports: (reports) => books.run((one) => one.importReports(reports)),
    readings: (query) => queryReadings(reading, books.intake.series, query),
    spans: (query) => querySpans(reading, books.intake.series, query),
    latest: (since) => latestOfAll(reading, since),
    scan: (query) => queryScan(reading, query),
    ledger: (query) => queryLedger(reading, query),
    close: async () => {
      await writing.run('CHECKPOINT');
      reading.closeSync();
      writing.closeSync();
      instance.closeSync();
    },
  };
}

async function latestOfAll(connection: DuckDBConnection, since: UnixMs): Promise<readonly StoredReport[]> {
  const found: StoredReport[] = [];
  for (const kind of ASSET_KINDS) found.push(...(await queryLatest(connection, kind, since)));
  return found;
}

async function foldLedger(connection: DuckDBConnection): Promise<void> {
  const [count] = (await connection.runAndReadAll('SELECT count(*) FROM ledger')).getRows();
  if (Number(count?.[0] ?? 0) < LEDGER_FOLD_ROWS) return;
  await connection.run('BEGIN');
  await connection.run(
    `CREATE TEMP TABLE folded AS SELECT device, hour, sum(accepted), sum(quarantined), sum(refused), sum(stored),
       sum(duplicate), sum(missing) FROM ledger GROUP BY device, hour`,
  );
  await connection.run('DELETE FROM ledger');
  await connection.run('INSERT INTO ledger SELECT * FROM folded');
  await connection.run('DROP TABLE folded');
  await connection.run('COMMIT');
}

async function loadPosition(connection: DuckDBConnection): Promise<number> {
  const [row] = (await connection.runAndReadAll('SELECT max(log_pos) FROM progress')).getRows();
  return Number(row?.[0] ?? 0);
}

async function loadSeries(connection: DuckDBConnection): Promise<SeriesBook> {
  const book = new SeriesBook();
  const newest = ASSET_KINDS.map(
    (kind) => `SELECT series, max(ts) AS ts FROM ${tableOf(kind)} GROUP BY series`,
  );
  const series = await connection.runAndReadAll(
    `SELECT s.series, s.asset, s.device, n.ts FROM series s
       LEFT JOIN (${newest.join(' UNION ALL ')}) n USING (series) ORDER BY s.series`,
  );
  for (const [number, asset, device, ts] of series.getRows()) {
    const at = ts === null ? Number.NEGATIVE_INFINITY : Number(ts);
    book.restore(Number(number), String(asset), String(device), at);
  }
  await loadCounters(connection, book);
  return book;
}

async function loadCounters(connection: DuckDBConnection, book: SeriesBook): Promise<void> {
  const kinds = ASSET_KINDS.map(
    (kind) =>
      `SELECT series, boot, max(seq) AS newest, min(seq) AS first FROM ${tableOf(kind)}
        WHERE seq IS NOT NULL GROUP BY series, boot`,
  );
  const numbered = kinds.join(' UNION ALL ');
  // In the order of the boots, so that each series and each device is left with its newest.
  const numbers = await connection.runAndReadAll(
    `SELECT series, boot, max(newest) FROM (${numbered}) GROUP BY series, boot ORDER BY boot`,
  );
  for (const [series, boot, seq] of numbers.getRows()) {
    book.restoreNumber(Number(series), Number(boot), Number(seq));
  }
  const counters = await connection.runAndReadAll(
    `SELECT s.device, n.boot, max(n.newest), min(n.first) FROM series s
       JOIN (${numbered}) n USING (series) GROUP BY s.device, n.boot ORDER BY n.boot`,
  );
  for (const [device, boot, seq, first] of counters.getRows()) {
    book.restoreCounter(String(device), { boot: Number(boot), seq: Number(seq), first: Number(first) });
  }
}
