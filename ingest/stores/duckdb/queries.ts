import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import {
  type AssetKind,
  assetId,
  deviceId,
  oneOf,
  type PointValue,
  QUALITIES,
  type Quality,
  unixMs,
} from '../../../core/index.js';
import { columnsOf, findColumn } from '../columns.js';
import type { SeriesBook } from '../series-book.js';
import type {
  LedgerLine,
  LedgerQuery,
  ReadingSpan,
  ReadingsQuery,
  ScanPage,
  ScanQuery,
  StoredReading,
  StoredReport,
} from '../store.js';
import { tableOf } from './tables.js';

type Json = Readonly<Record<string, unknown>>;

const number = (value: unknown): number => (typeof value === 'bigint' ? Number(value) : Number(value ?? 0));
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const pointValue = (value: unknown): PointValue => (typeof value === 'string' ? value : number(value));
const qualityOf = (value: unknown): Quality => oneOf(QUALITIES, value) ?? 'good';

async function all(
  connection: DuckDBConnection,
  sql: string,
  values: readonly DuckDBValue[] = [],
): Promise<readonly Json[]> {
  const result = await connection.runAndReadAll(sql, [...values]);
  return result.getRowObjects();
}

export async function queryReadings(
  connection: DuckDBConnection,
  book: SeriesBook,
  { asset, kind, point, from, to, limit }: ReadingsQuery,
): Promise<readonly StoredReading[]> {
  const { point: column } = findColumn(kind, point);
  const series = book.seriesOf(asset);
  if (series.length === 0) return [];
  const rows = await all(
    connection,
    `SELECT ts, ${column} AS value, q->>'${column}' AS quality, received_at FROM ${tableOf(kind)}
      WHERE series IN (${series.join(',')}) AND ts BETWEEN ? AND ? AND ${column} IS NOT NULL ORDER BY ts LIMIT ?`,
    [BigInt(from), BigInt(to), BigInt(limit)],
  );
  return rows.map((row) => ({
    ts: unixMs(number(row.ts)),
    value: pointValue(row.value),
    quality: qualityOf(row.quality),
    receivedAt: unixMs(number(row.received_at)),
  }));
}

export async function querySpans(
  connection: DuckDBConnection,
  book: SeriesBook,
  { asset, kind, point, from, to, limit, everyMs }: ReadingsQuery & { readonly everyMs: number },
): Promise<readonly ReadingSpan[]> {
  const { point: column, text: isText } = findColumn(kind, point);
  if (isText) throw new RangeError(`${point} is a text and has no band`);
  const series = book.seriesOf(asset);
  if (series.length === 0) return [];
  const rows = await all(
    connection,
    `SELECT ts // ?1 * ?1 AS span, min(${column}) AS low, max(${column}) AS high, avg(${column}) AS mean,
            arg_max(${column}, ts) AS last, count(${column}) AS n FROM ${tableOf(kind)}
      WHERE series IN (${series.join(',')}) AND ts BETWEEN ?2 AND ?3 AND ${column} IS NOT NULL
        AND (q->>'${column}') IS DISTINCT FROM 'out-of-range'
      GROUP BY span ORDER BY span LIMIT ?4`,
    [BigInt(everyMs), BigInt(from), BigInt(to), BigInt(limit)],
  );
  return rows.map((row) => ({
    ts: unixMs(number(row.span)),
    min: number(row.low),
    max: number(row.high),
    mean: number(row.mean),
    last: number(row.last),
    count: number(row.n),
  }));
}

function reportOf(kind: AssetKind, row: Json): StoredReport {
  const points: Record<string, PointValue> = {};
  for (const { point } of columnsOf(kind)) {
    const value = row[point];
    if (value !== null && value !== undefined) points[point] = pointValue(value);
  }
  const quality: unknown = typeof row.q === 'string' ? JSON.parse(row.q) : undefined;
  return {
    asset: assetId(text(row.asset)),
    device: deviceId(text(row.device)),
    kind,
    observedAt: unixMs(number(row.ts)),
    receivedAt: unixMs(number(row.received_at)),
    position: number(row.log_pos),
    points,
    // `q` holds what the codec wrote from a report's own qualities.
    quality: quality as StoredReport['quality'],
  };
}

export async function queryLatest(
  connection: DuckDBConnection,
  kind: AssetKind,
  since: number,
): Promise<readonly StoredReport[]> {
  const rows = await all(
    connection,
    `SELECT s.asset, s.device, r.* FROM ${tableOf(kind)} r JOIN series s USING (series) WHERE ts >= ?
     QUALIFY row_number() OVER (PARTITION BY s.asset ORDER BY ts DESC, log_pos DESC) = 1`,
    [BigInt(since)],
  );
  return rows.map((row) => reportOf(kind, row));
}

/**
 * Pages over several kinds' tables as one sequence ordered by (received_at, log_pos, table, row). The cursor is the
 * last row's place in that order.
 */
export async function queryScan(
  connection: DuckDBConnection,
  { kinds, from, to, limit, cursor }: ScanQuery,
): Promise<ScanPage> {
  const after = cursor?.split(':').map(Number) ?? [-1, -1, -1, -1];
  const place = '(received_at, log_pos, k, id)';
  const parts = kinds.map(
    (kind, k) =>
      `SELECT received_at, log_pos, ${k} AS k, rowid AS id FROM ${tableOf(kind)}
        WHERE received_at BETWEEN ${from} AND ${to}`,
  );
  const order = await all(
    connection,
    `SELECT * FROM (${parts.join(' UNION ALL ')}) WHERE ${place} > (${after.map((n) => n || 0).join(',')})
      ORDER BY received_at, log_pos, k, id LIMIT ${limit}`,
  );
  const reports = new Map<string, StoredReport>();
  for (const [k, kind] of kinds.entries()) {
    const ids = order.filter((row) => number(row.k) === k).map((row) => number(row.id));
    if (ids.length === 0) continue;
    const rows = await all(
      connection,
      `SELECT r.rowid AS id, s.asset, s.device, r.* FROM ${tableOf(kind)} r JOIN series s USING (series)
        WHERE r.rowid IN (SELECT unnest([${ids.join(',')}]))`,
    );
    for (const row of rows) reports.set(`${k}:${number(row.id)}`, reportOf(kind, row));
  }
  const page = order.flatMap((row) => reports.get(`${number(row.k)}:${number(row.id)}`) ?? []);
  const last = order.length === limit ? order[order.length - 1] : undefined;
  const next =
    last === undefined ? undefined : [last.received_at, last.log_pos, last.k, last.id].map(number).join(':');
  return { reports: page, next };
}

export async function queryLedger(
  connection: DuckDBConnection,
  { device, from, to }: LedgerQuery,
): Promise<readonly LedgerLine[]> {
  const columns = ['accepted', 'quarantined', 'refused', 'stored', 'duplicate', 'missing'];
  const rows = await all(
    connection,
    `SELECT device, hour, ${columns.map((name) => `sum(${name}) AS ${name}`).join(', ')} FROM ledger
      WHERE hour BETWEEN ? AND ? ${device === undefined ? '' : 'AND device = ?'} GROUP BY device, hour ORDER BY hour, device`,
    [BigInt(from), BigInt(to), ...(device === undefined ? [] : [device])],
  );
  return rows.map((row) => ({
    device: deviceId(text(row.device)),
    hour: unixMs(number(row.hour)),
    accepted: number(row.accepted),
    quarantined: number(row.quarantined),
    refused: number(row.refused),
    stored: number(row.stored),
    duplicate: number(row.duplicate),
    missing: number(row.missing),
  }));
}
