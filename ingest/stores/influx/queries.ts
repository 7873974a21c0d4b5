import {
  ASSET_KINDS,
  type AssetKind,
  assetId,
  deviceId,
  measurementOf,
  oneOf,
  type PointValue,
  pointSpec,
  QUALITIES,
  type Quality,
  type UnixMs,
  unixMs,
} from '../../../core/index.js';
import { columnsOf, findColumn } from '../columns.js';
import type { ReadingSpan, ReadingsQuery, StoredReading, StoredReport } from '../store.js';
import type { QueryRow } from './results.js';
import { type InfluxServer, quoteName, quoteText } from './server.js';

// Whole numbers, quoted texts and names of our own are all that goes into these statements.

const whole = (value: number): string => String(Math.trunc(value));
const number = (value: string | number | undefined): number => (typeof value === 'number' ? value : 0);
const qualityOf = (value: unknown): Quality => oneOf(QUALITIES, value) ?? 'good';

/** A condition on observed time, both ends included; reports without a clock stand up to 1 ms behind theirs. */
export const between = (from: number, to: number): string =>
  `time >= ${whole(from)}ms AND time < ${whole(to + 1)}ms`;

export async function queryReadings(
  server: InfluxServer,
  { asset, kind, point, from, to, limit }: ReadingsQuery,
): Promise<readonly StoredReading[]> {
  const column = findColumn(kind, point);
  const field = quoteName(point);
  // InfluxQL has no IS NOT NULL; any comparison leaves out the rows without the field.
  const present = column.text ? `${field} =~ /.*/` : `(${field} >= 0 OR ${field} < 0)`;
  const [result] = await server.query(
    `SELECT ${field}, ${quoteName(`${point}_q`)}, received_at FROM ${quoteName(measurementOf(kind))}
      WHERE "assetId" = ${quoteText(asset)} AND ${between(from, to)} AND ${present} LIMIT ${whole(limit)}`,
  );
  return (result?.[0]?.rows ?? []).map((row) => ({
    ts: unixMs(number(row.time)),
    value: row[point] ?? 0,
    quality: qualityOf(row[`${point}_q`]),
    receivedAt: unixMs(number(row.received_at)),
  }));
}

/** Values that the sensor can't mean are left out, as everywhere where readings are summed up. */
export async function querySpans(
  server: InfluxServer,
  { asset, kind, point, from, to, limit, everyMs }: ReadingsQuery & { readonly everyMs: number },
): Promise<readonly ReadingSpan[]> {
  if (findColumn(kind, point).text) throw new RangeError(`${point} is a text and has no band`);
  const field = quoteName(point);
  const columns = ['min', 'max', 'mean', 'last', 'count'].map((name) => `${name}(${field}) AS ${name}`);
  // Not by `_q`: a comparison with a field that most rows lack is false for all of those.
  const range = pointSpec(point)?.range;
  const believable =
    range === undefined ? '' : `AND ${field} >= ${plain(range[0])} AND ${field} <= ${plain(range[1])}`;
  const [result] = await server.query(
    `SELECT ${columns.join(', ')} FROM ${quoteName(measurementOf(kind))}
      WHERE "assetId" = ${quoteText(asset)} AND ${between(from, to)} ${believable}
      GROUP BY time(${whole(everyMs)}ms) fill(none) LIMIT ${whole(limit)}`,
  );
  return (result?.[0]?.rows ?? []).map((row) => ({
    ts: unixMs(number(row.time)),
    min: number(row.min),
    max: number(row.max),
    mean: number(row.mean),
    last: number(row.last),
    count: number(row.count),
  }));
}

/** InfluxQL reads no exponents; our ranges need none below 1e21. */
const plain = (value: number): string => value.toFixed(Number.isInteger(value) ? 0 : 6);

export async function queryLatest(server: InfluxServer, since: UnixMs): Promise<readonly StoredReport[]> {
  const statements = ASSET_KINDS.map(
    (kind) =>
      `SELECT * FROM ${quoteName(measurementOf(kind))} WHERE time >= ${whole(since)}ms
        GROUP BY "assetId" ORDER BY time DESC LIMIT 1`,
  );
  const results = await server.query(statements.join('; '));
  return ASSET_KINDS.flatMap((kind, i) =>
    (results[i] ?? []).flatMap(({ tags, rows }) => rows.map((row) => reportOf(kind, { ...tags, ...row }))),
  );
}

/** A whole row as it was stored. */
export function reportOf(kind: AssetKind, row: QueryRow): StoredReport {
  const points: Record<string, PointValue> = {};
  let quality: Record<string, Quality> | undefined;
  for (const { point } of columnsOf(kind)) {
    const value = row[point];
    if (value === undefined) continue;
    points[point] = value;
    const flaw = row[`${point}_q`];
    if (flaw !== undefined) {
      quality ??= {};
      quality[point] = qualityOf(flaw);
    }
  }
  return {
    asset: assetId(String(row.assetId)),
    device: deviceId(String(row.deviceId)),
    kind,
    observedAt: unixMs(number(row.time)),
    receivedAt: unixMs(number(row.received_at)),
    position: number(row.log_pos),
    points,
    quality,
  };
}
