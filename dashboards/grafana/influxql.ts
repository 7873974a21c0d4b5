import type { Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import type { AssetKind, PointName } from '../../core/index.js';
import { fieldOf, measurement, type OriginField, quoted } from './fields.js';

/** The data source that `deploy/grafana/provisioning/datasources/streetkeep.yaml` provides. */
export const DATA_SOURCE = { type: 'influxdb', uid: 'streetkeep' } as const;

/** One statement of a panel; Grafana puts in the time range and the interval. */
export interface Query {
  readonly text: string;
  /** Name of its series; `$m`, `$col` and `$tag_assetId` stand for the measurement, the column and the asset. */
  readonly alias?: string;
}

/** As Grafana keeps it. The SDK has no builder for InfluxQL. */
interface InfluxqlTarget extends Dataquery {
  readonly refId: string;
  readonly datasource: typeof DATA_SOURCE;
  readonly query: string;
  readonly rawQuery: true;
  readonly resultFormat: 'time_series' | 'table';
  readonly alias?: string;
}

export const target = (
  { text, alias }: Query,
  place: number,
  resultFormat: InfluxqlTarget['resultFormat'],
): { readonly build: () => InfluxqlTarget } => ({
  build: () => ({
    refId: String.fromCharCode('A'.charCodeAt(0) + place),
    datasource: DATA_SOURCE,
    query: text,
    rawQuery: true,
    resultFormat,
    ...(alias === undefined ? {} : { alias }),
    _implementsDataqueryVariant: () => {},
  }),
});

/** What each statement keeps to: the time range of the screen, and the assets that its user asked for. */
const SCOPE = '$timeFilter AND "assetId" =~ /^$asset/';

type Aggregate = 'mean' | 'min' | 'max' | 'sum' | 'count' | 'last' | 'median';

export interface OfAssets {
  readonly kind: AssetKind;
  readonly point: PointName | OriginField;
  /** What becomes of one asset's values. */
  readonly each: Aggregate;
  /** What becomes of the assets' values. */
  readonly all: Aggregate;
  /** Which of the assets' values count, such as `>= 80`. */
  readonly where?: string;
}

const condition = (where: string | undefined, more: readonly string[]): string => {
  const all = [...(where === undefined ? [] : [`"value" ${where}`]), ...more];
  return all.length === 0 ? '' : ` WHERE ${all.join(' AND ')}`;
};

/** One number over the time range: first each asset's own value, then all of them together. */
export const total = ({ kind, point, each, all, where }: OfAssets): string =>
  `SELECT ${all}("value") FROM (SELECT ${each}(${fieldOf(kind, point)}) AS "value" FROM ${measurement(kind)}` +
  ` WHERE ${SCOPE} GROUP BY "assetId")${condition(where, [])}`;

/** The same for every interval. The panel's least interval should be that of the devices' reports, or some are missed. */
export const totals = ({ kind, point, each, all, where }: OfAssets): string =>
  `SELECT ${all}("value") FROM (SELECT ${each}(${fieldOf(kind, point)}) AS "value" FROM ${measurement(kind)}` +
  ` WHERE ${SCOPE} GROUP BY time($__interval), "assetId")${condition(where, ['$timeFilter'])}` +
  ' GROUP BY time($__interval) fill(none)';

/** How far the assets' counters moved in each interval, summed. A counter that was reset counts as standing still. */
export const moved = (kind: AssetKind, point: PointName): string =>
  `SELECT sum("value") FROM (SELECT non_negative_difference(last(${fieldOf(kind, point)})) AS "value"` +
  ` FROM ${measurement(kind)} WHERE ${SCOPE} GROUP BY time($__interval), "assetId") WHERE $timeFilter` +
  ' GROUP BY time($__interval) fill(none)';

/** All readings of an interval, of whatever asset: `percentile(…, 95)` and the like. */
export const over = (kind: AssetKind, point: PointName, select: (field: string) => string): string =>
  `SELECT ${select(fieldOf(kind, point))} FROM ${measurement(kind)} WHERE ${SCOPE}` +
  ' GROUP BY time($__interval) fill(none)';

/** The newest values of every asset, a row each; the columns bear the points' names. */
export const newest = (kind: AssetKind, points: readonly PointName[]): string =>
  `SELECT ${lasts(kind, points)} FROM ${measurement(kind)} WHERE ${SCOPE} GROUP BY "assetId"`;

/** The assets with the highest or lowest newest value, with other values of theirs beside it. */
export const extremes = (
  kind: AssetKind,
  pick: 'top' | 'bottom',
  [first, ...beside]: readonly [PointName, ...PointName[]],
): string =>
  `SELECT ${pick}(${quoted(first)}, ${MOST_ROWS}) AS ${quoted(first)}, "assetId"${beside.map((point) => `, ${quoted(point)}`).join('')}` +
  ` FROM (SELECT ${lasts(kind, [first, ...beside])} FROM ${measurement(kind)} WHERE ${SCOPE} GROUP BY "assetId")`;

/** A table that is looked at, not searched. */
const MOST_ROWS = 20;

const lasts = (kind: AssetKind, points: readonly PointName[]): string =>
  points.map((point) => `last(${fieldOf(kind, point)}) AS ${quoted(point)}`).join(', ');

const measurements = (kinds: readonly AssetKind[]): string => kinds.map(measurement).join(', ');

/** The kinds that report by themselves. */
export const REPORTING = [
  'bin',
  'tank',
  'cabinet',
  'circuit',
  'lamp',
  'truck',
] as const satisfies readonly AssetKind[];

/** Reports in each interval, a series for each kind. */
export const reports = (kinds: readonly AssetKind[]): string =>
  `SELECT count("log_pos") FROM ${measurements(kinds)} WHERE ${SCOPE} GROUP BY time($__interval) fill(none)`;

/** When the newest report of each kind came, epoch ms. */
export const newestArrival = (kinds: readonly AssetKind[]): string =>
  `SELECT max("received_at") FROM ${measurements(kinds)} WHERE ${SCOPE}`;

/** The assets that were not heard for longest, with the instant at which their last report came, epoch ms. */
export const longestUnheard = (kinds: readonly AssetKind[]): string =>
  `SELECT bottom("received_at", ${MOST_ROWS}) AS "received_at", "assetId" FROM (SELECT last("received_at") AS "received_at"` +
  ` FROM ${measurements(kinds)} WHERE ${SCOPE} GROUP BY "assetId")`;

/** Readings that bear a flaw, by point. A point has its `_q` field only since its first flaw. */
export const flaws = (kinds: readonly AssetKind[]): string =>
  `SELECT count(/_q$/) FROM ${measurements(kinds)} WHERE ${SCOPE} GROUP BY time($__interval) fill(none)`;
