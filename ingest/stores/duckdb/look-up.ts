import type { DuckDBConnection } from '@duckdb/node-api';
import type { AssetKind } from '../../../core/index.js';
import { columnsOf } from '../columns.js';
import { numberedIdentity, type Present, stampedIdentity } from '../doubts.js';
import type { Row } from '../row.js';
import { tableOf } from './tables.js';

/** Rows looked up in one statement. */
const LOOKUP_ROWS = 1_000;

/** Adds to `present` what is stored under the identities of these rows; what this transaction appended is seen. */
export async function lookUp(
  connection: DuckDBConnection,
  rows: readonly Row[],
  present: Present,
): Promise<void> {
  for (const kind of new Set(rows.map((row) => row.kind))) {
    const ofKind = rows.filter((row) => row.kind === kind);
    for (let start = 0; start < ofKind.length; start += LOOKUP_ROWS) {
      const some = ofKind.slice(start, start + LOOKUP_ROWS);
      await lookUpStamped(connection, kind, some, present);
      await lookUpNumbered(connection, kind, some, present);
    }
  }
}

// Whole numbers only go into these statements, so they are safe to build as text.

async function lookUpStamped(
  connection: DuckDBConnection,
  kind: AssetKind,
  rows: readonly Row[],
  present: Present,
): Promise<void> {
  const wanted = rows.filter((row) => row.stamped).map(({ series, ts }) => `(${series}, ${ts})`);
  const found = await select(connection, kind, ['series', 'ts'], wanted);
  for (const { key, points } of found) {
    for (const point of points) present.add(stampedIdentity(Number(key[0]), Number(key[1])), point);
  }
}

async function lookUpNumbered(
  connection: DuckDBConnection,
  kind: AssetKind,
  rows: readonly Row[],
  present: Present,
): Promise<void> {
  const wanted = rows
    .filter((row) => !row.stamped)
    .map(({ series, boot, seq }) => `(${series}, ${boot}, ${seq})`);
  const found = await select(connection, kind, ['series', 'boot', 'seq'], wanted);
  for (const { key, points } of found) {
    for (const point of points) present.add(numberedIdentity(Number(key[0]), key[1], key[2]), point);
  }
}

interface Found {
  readonly key: readonly unknown[];
  readonly points: readonly string[];
}

async function select(
  connection: DuckDBConnection,
  kind: AssetKind,
  columns: readonly string[],
  wanted: readonly string[],
): Promise<readonly Found[]> {
  if (wanted.length === 0) return [];
  const points = columnsOf(kind).map(({ point }) => point);
  const marks = points.map((point) => `r.${point} IS NOT NULL`).join(', ');
  const found = await connection.runAndReadAll(
    `SELECT ${columns.map((column) => `r.${column}`).join(', ')}, ${marks} FROM ${tableOf(kind)} r
       JOIN (VALUES ${wanted.join(', ')}) wanted(${columns.join(', ')}) USING (${columns.join(', ')})`,
  );
  return found.getRows().map((values) => ({
    key: values.slice(0, columns.length),
    points: points.filter((_, i) => values[columns.length + i] === true),
  }));
}
