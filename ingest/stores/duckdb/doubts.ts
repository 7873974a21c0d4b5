import type { DuckDBConnection } from '@duckdb/node-api';
import type { AssetKind, PointValue, ReportEntry } from '../../../core/index.js';
import type { Row } from './row-buffer.js';
import { columnsOf, tableOf } from './tables.js';

/** A report that may be in the store already: it is not newer than all of its series. */
interface Doubt {
  readonly report: ReportEntry;
  readonly row: Row;
  readonly fillsHole: boolean;
}

interface Settled extends Doubt {
  /** The points of it that are not there yet. */
  readonly kept: Readonly<Record<string, PointValue>>;
}

/** Rows looked up in one statement. */
const LOOKUP_ROWS = 1_000;

/** Compares late and repeated reports with what is stored, so that each reading with an identity is there once. */
export class Doubts {
  #open: Doubt[] = [];

  push(doubt: Doubt): void {
    this.#open.push(doubt);
  }

  /** Looks all of them up; the rows appended so far in this transaction are seen. */
  async settle(connection: DuckDBConnection): Promise<Settled[]> {
    const doubts = this.#open;
    if (doubts.length === 0) return [];
    this.#open = [];
    const present = new Map<string, Set<string>>();
    for (const kind of new Set(doubts.map(({ report }) => report.assetKind))) {
      const ofKind = doubts.filter(({ report }) => report.assetKind === kind);
      for (let start = 0; start < ofKind.length; start += LOOKUP_ROWS) {
        await lookUp(connection, kind, ofKind.slice(start, start + LOOKUP_ROWS), present);
      }
    }
    return doubts.map((doubt) => ({ ...doubt, kept: takeNew(doubt, present) }));
  }
}

// (device, asset, ts) identifies a stamped report, (device, boot, seq) one without a clock; the series stands for
// device and asset.
const identity = ({ report, row }: Doubt): string =>
  report.stamped ? `t${row.series}:${row.ts}` : `n${row.series}:${row.boot}:${row.seq}`;

function takeNew(doubt: Doubt, present: Map<string, Set<string>>): Record<string, PointValue> {
  const key = identity(doubt);
  const known = present.get(key) ?? new Set();
  const fresh = Object.entries(doubt.row.points).filter(([point]) => !known.has(point));
  for (const [point] of fresh) known.add(point);
  present.set(key, known);
  return Object.fromEntries(fresh);
}

async function lookUp(
  connection: DuckDBConnection,
  kind: AssetKind,
  doubts: readonly Doubt[],
  present: Map<string, Set<string>>,
): Promise<void> {
  // Whole numbers only go into these statements, so they are safe to build as text.
  const stamped = doubts
    .filter(({ report }) => report.stamped)
    .map(({ row }) => `(${row.series}, ${row.ts})`);
  const numbered = doubts
    .filter(({ report }) => !report.stamped)
    .map(({ row }) => `(${row.series}, ${row.boot}, ${row.seq})`);
  const points = columnsOf(kind).map(({ point }) => point);
  const marks = points.map((point) => `r.${point} IS NOT NULL`).join(', ');
  const lookups = [
    { prefix: 't', columns: ['series', 'ts'], values: stamped },
    { prefix: 'n', columns: ['series', 'boot', 'seq'], values: numbered },
  ];
  for (const { prefix, columns, values } of lookups) {
    if (values.length === 0) continue;
    const keys = columns.map((column) => `r.${column}`).join(', ');
    const found = await connection.runAndReadAll(
      `SELECT ${keys}, ${marks} FROM ${tableOf(kind)} r
         JOIN (VALUES ${values.join(', ')}) wanted(${columns.join(', ')}) USING (${columns.join(', ')})`,
    );
    for (const values of found.getRows()) {
      const key = prefix + values.slice(0, columns.length).join(':');
      const known = present.get(key) ?? new Set();
      for (const [i, point] of points.entries()) if (values[columns.length + i] === true) known.add(point);
      present.set(key, known);
    }
  }
}
