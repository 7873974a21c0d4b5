import Database from 'better-sqlite3';
import { deviceId, unixMs } from '../../../core/index.js';
import type { Settled } from '../doubts.js';
import { Intake } from '../intake.js';
import type { Row } from '../row.js';
import { SeriesBook } from '../series-book.js';
import type { LedgerLine, LedgerQuery } from '../store.js';
import { ArrivalBook, type Arrivals } from './arrivals.js';

/** What stays of a line that the server would not take. */
export interface Quarantined {
  readonly row: Row;
  readonly line: string;
  readonly reason: string;
}

/** One write, as the book must know it. */
export interface Written {
  /** What was sent. */
  readonly rows: readonly Row[];
  /** All that was read, with what turned out to be there already. */
  readonly met: readonly Row[];
  readonly quarantined: readonly Quarantined[];
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS progress (id INTEGER PRIMARY KEY CHECK (id = 1), position INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS series (series INTEGER PRIMARY KEY, asset TEXT NOT NULL, device TEXT NOT NULL, newest REAL,
    boot INTEGER NOT NULL, seq INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS counter (device TEXT PRIMARY KEY, boot INTEGER NOT NULL, seq INTEGER NOT NULL,
    first INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS ledger (device TEXT NOT NULL, hour INTEGER NOT NULL, accepted INTEGER NOT NULL,
    quarantined INTEGER NOT NULL, refused INTEGER NOT NULL, stored INTEGER NOT NULL, duplicate INTEGER NOT NULL,
    missing INTEGER NOT NULL, PRIMARY KEY (device, hour)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS arrivals (minute INTEGER NOT NULL, kind TEXT NOT NULL, reports INTEGER NOT NULL,
    first_ts INTEGER NOT NULL, last_ts INTEGER NOT NULL, PRIMARY KEY (minute, kind)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS decision (position INTEGER PRIMARY KEY, kept TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS quarantine (position INTEGER NOT NULL, asset TEXT NOT NULL, device TEXT NOT NULL,
    received_at INTEGER NOT NULL, line TEXT NOT NULL, reason TEXT NOT NULL);
`;

/**
 * What has been written to InfluxDB, in a SQLite file of its own. It changes in one transaction after the server has
 * all of a write, so a crash in between leaves it where it was: the same frames come again, overwrite themselves and
 * are counted once.
 */
export class Book {
  readonly #db: Database.Database;

  constructor(path: string) {
    this.#db = new Database(path);
    this.#db.pragma('journal_mode = WAL');
    this.#db.pragma('synchronous = FULL');
    this.#db.exec(SCHEMA);
  }

  close(): void {
    this.#db.close();
  }

  /** The state to go on from. */
  load(): Intake {
    const series = new SeriesBook();
    for (const line of this.#all('SELECT * FROM series ORDER BY series')) {
      const newest = line.newest === null ? Number.NEGATIVE_INFINITY : Number(line.newest);
      series.restore(Number(line.series), String(line.asset), String(line.device), newest);
      series.restoreNumber(Number(line.series), Number(line.boot), Number(line.seq));
    }
    for (const line of this.#all('SELECT device, boot, seq, first FROM counter')) {
      const [boot, seq, first] = [Number(line.boot), Number(line.seq), Number(line.first)];
      series.restoreCounter(String(line.device), { boot, seq, first });
    }
    const [progress] = this.#all('SELECT position FROM progress');
    return new Intake(series, Number(progress?.position ?? 0));
  }

  /**
   * Notes which points of doubtful reports are about to be written, before any line of them leaves. Without it a crash
   * after the write would make them look like duplicates of themselves.
   */
  decide(doubts: readonly Settled[]): void {
    if (doubts.length === 0) return;
    const insert = this.#db.prepare('INSERT OR REPLACE INTO decision VALUES (?, ?)');
    this.#db.transaction(() => {
      for (const { row, kept } of doubts) {
        if (row.position > 0) insert.run(row.position, JSON.stringify(Object.keys(kept)));
      }
    })();
  }

  /** What was decided about the report at this position by a write that did not end. */
  recall(position: number): readonly string[] | undefined {
    const line = this.#db.prepare('SELECT kept FROM decision WHERE position = ?').get(position);
    // `decide` wrote it.
    return line === undefined ? undefined : (JSON.parse(String((line as Line).kept)) as readonly string[]);
  }

  /** Makes a whole write durable. */
  commit(intake: Intake, { rows, met, quarantined }: Written): void {
    const arrivals = new ArrivalBook();
    for (const row of rows) if (row.position > 0) arrivals.add(row);
    // What an import found on the server may come from an earlier try of it, which did not reach this book.
    for (const row of met) if (row.position === 0) arrivals.add(row);
    this.#db.transaction(() => {
      this.#saveSeries(intake.series, met);
      this.#saveLedger(intake.ledger.take());
      this.#saveArrivals(arrivals.take());
      this.#saveQuarantine(quarantined);
      this.#db.prepare('INSERT OR REPLACE INTO progress VALUES (1, ?)').run(intake.position);
      this.#db.prepare('DELETE FROM decision WHERE position <= ?').run(intake.position);
    })();
  }

  ledger({ device, from, to }: LedgerQuery): readonly LedgerLine[] {
    const lines = this.#all(
      'SELECT * FROM ledger WHERE hour BETWEEN ? AND ? AND device = coalesce(?, device) ORDER BY hour, device',
      [from, to, device ?? null],
    );
    return lines.map((line) => ({
      device: deviceId(String(line.device)),
      hour: unixMs(Number(line.hour)),
      accepted: Number(line.accepted),
      quarantined: Number(line.quarantined),
      refused: Number(line.refused),
      stored: Number(line.stored),
      duplicate: Number(line.duplicate),
      missing: Number(line.missing),
    }));
  }

  /** Minutes of arrival from `from` on in which reports of these kinds came, in order; at most `limit` lines. */
  arrivals(kinds: readonly string[], [from, to]: readonly [number, number], limit: number): Arrivals[] {
    const lines = this.#all(
      `SELECT minute, sum(reports) AS reports, min(first_ts) AS first_ts, max(last_ts) AS last_ts FROM arrivals
        WHERE minute BETWEEN ? AND ? AND kind IN (${kinds.map(() => '?').join(', ')})
        GROUP BY minute ORDER BY minute LIMIT ?`,
      [from, to, ...kinds, limit],
    );
    return lines.map((line) => ({
      minute: Number(line.minute),
      reports: Number(line.reports),
      firstTs: Number(line.first_ts),
      lastTs: Number(line.last_ts),
    }));
  }

  #saveSeries(series: SeriesBook, rows: readonly Row[]): void {
    series.takeAdded();
    const saveSeries = this.#db.prepare(
      `INSERT INTO series VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET newest = excluded.newest,
         boot = excluded.boot, seq = excluded.seq`,
    );
    const saveCounter = this.#db.prepare('INSERT OR REPLACE INTO counter VALUES (?, ?, ?, ?)');
    const bySeries = new Map(rows.map((row) => [row.series, row]));
    for (const [number, { asset, device }] of bySeries) {
      const newest = series.newestOf(number);
      const { boot, seq } = series.numberOf(number);
      saveSeries.run(number, asset, device, Number.isFinite(newest) ? newest : null, boot, seq);
    }
    for (const device of new Set([...bySeries.values()].map((row) => row.device))) {
      const counter = series.counterOf(device);
      if (counter !== undefined) saveCounter.run(device, counter.boot, counter.seq, counter.first);
    }
  }

  #saveLedger(lines: readonly LedgerLine[]): void {
    const columns = ['accepted', 'quarantined', 'refused', 'stored', 'duplicate', 'missing'];
    const sums = columns.map((name) => `${name} = ${name} + excluded.${name}`).join(', ');
    const save = this.#db.prepare(
      `INSERT INTO ledger VALUES (@device, @hour, ${columns.map((name) => `@${name}`).join(', ')})
         ON CONFLICT DO UPDATE SET ${sums}`,
    );
    for (const line of lines) save.run(line);
  }

  #saveArrivals(arrivals: readonly (Arrivals & { readonly kind: string })[]): void {
    const save = this.#db.prepare(
      `INSERT INTO arrivals VALUES (@minute, @kind, @reports, @firstTs, @lastTs) ON CONFLICT DO UPDATE SET
         reports = reports + excluded.reports, first_ts = min(first_ts, excluded.first_ts),
         last_ts = max(last_ts, excluded.last_ts)`,
    );
    for (const line of arrivals) save.run(line);
  }

  #saveQuarantine(lines: readonly Quarantined[]): void {
    const save = this.#db.prepare('INSERT INTO quarantine VALUES (?, ?, ?, ?, ?, ?)');
    for (const { row, line, reason } of lines) {
      save.run(row.position, row.asset, row.device, row.receivedAt, line, reason);
    }
  }

  #all(sql: string, values: readonly (string | number | null)[] = []): readonly Line[] {
    // SQLite's rows are plain objects, keyed by column.
    return this.#db.prepare(sql).all(...values) as readonly Line[];
  }
}

type Line = Readonly<Record<string, unknown>>;
