import { measurementOf } from '../../../core/index.js';
import { columnsOf } from '../columns.js';
import { numberedIdentity, type Present, stampedIdentity } from '../doubts.js';
import type { Row } from '../row.js';
import { isStampedTime } from './line.js';
import type { QueryRow } from './results.js';
import { type InfluxServer, quoteName, quoteText } from './server.js';

/** Statements that go to the server in one request. */
const STATEMENTS = 500;
/** Doubtful times of one series that lie closer than this are looked up as one span. */
const NEAR_MS = 3_600_000;

interface LookUp {
  readonly statement: string;
  readonly take: (row: QueryRow) => void;
}

/** Adds to `present` what the server has under the identities of these rows. */
export async function lookUp(server: InfluxServer, rows: readonly Row[], present: Present): Promise<void> {
  const lookUps = [...groupBySeries(rows).values()].flatMap((ofSeries) => [
    ...stampedLookUps(ofSeries, present),
    ...numberedLookUps(ofSeries, present),
  ]);
  for (let start = 0; start < lookUps.length; start += STATEMENTS) {
    const some = lookUps.slice(start, start + STATEMENTS);
    const results = await server.query(some.map(({ statement }) => statement).join('; '), 'u');
    for (const [i, { take }] of some.entries()) {
      for (const series of results[i] ?? []) for (const row of series.rows) take(row);
    }
  }
}

function groupBySeries(rows: readonly Row[]): ReadonlyMap<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = `${row.kind} ${row.series}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return groups;
}

const selectOf = ({ kind, asset, device }: Row): string =>
  `SELECT * FROM ${quoteName(measurementOf(kind))} WHERE "assetId" = ${quoteText(asset)} AND "deviceId" = ${quoteText(device)}`;

/** Calls `found` for every point that is there. */
function eachPoint({ kind }: Row, found: QueryRow, take: (point: string) => void): void {
  for (const { point } of columnsOf(kind)) if (found[point] !== undefined) take(point);
}

// InfluxQL has no OR of times, so times that lie together are asked for as a span; there, more than was asked may come.
function stampedLookUps(rows: readonly Row[], present: Present): LookUp[] {
  const stamped = rows.filter((row) => row.stamped).sort((a, b) => a.ts - b.ts);
  const spans: { readonly row: Row; readonly from: number; to: number }[] = [];
  for (const row of stamped) {
    const last = spans[spans.length - 1];
    if (last !== undefined && row.ts - last.to <= NEAR_MS) last.to = row.ts;
    else spans.push({ row, from: row.ts, to: row.ts });
  }
  return spans.map(({ row, from, to }) => ({
    statement: `${selectOf(row)} AND time >= ${from}ms AND time <= ${to}ms`,
    take: (found) => {
      const us = Number(found.time);
      if (!isStampedTime(us)) return;
      eachPoint(row, found, (point) => present.add(stampedIdentity(row.series, us / 1_000), point));
    },
  }));
}

function numberedLookUps(rows: readonly Row[], present: Present): LookUp[] {
  const boots = new Map<number, { readonly row: Row; low: number; high: number }>();
  for (const row of rows) {
    if (row.stamped || row.boot === undefined || row.seq === undefined) continue;
    const known = boots.get(row.boot);
    if (known === undefined) boots.set(row.boot, { row, low: row.seq, high: row.seq });
    else {
      known.low = Math.min(known.low, row.seq);
      known.high = Math.max(known.high, row.seq);
    }
  }
  return [...boots].map(([boot, { row, low, high }]) => ({
    statement: `${selectOf(row)} AND "boot" = ${boot} AND "seq" >= ${low} AND "seq" <= ${high}`,
    take: (found) =>
      eachPoint(row, found, (point) =>
        present.add(numberedIdentity(row.series, found.boot, found.seq), point),
      ),
  }));
}
