import { pointSpec, type Quality } from '../../../../../core/index.js';
import type { Api } from '../../api/client';
import type { Asset, Reading, Rollup, Rule, RuleLevel } from '../../api/types';

export type Span = '24h' | '7d' | '14d';

const HOUR = 3_600_000;
export const SPAN_MS: Readonly<Record<Span, number>> = {
  '24h': 24 * HOUR,
  '7d': 168 * HOUR,
  '14d': 336 * HOUR,
};
const EVERY: Readonly<Record<Exclude<Span, '24h'>, { readonly text: string; readonly ms: number }>> = {
  '7d': { text: '30m', ms: HOUR / 2 },
  '14d': { text: '1h', ms: HOUR },
};

/** One place on the line; `ts` epoch ms. The day is drawn from exact readings, longer spans from means. */
export interface Sample {
  readonly ts: number;
  readonly value: number;
  readonly quality?: Quality;
  readonly rollup?: Rollup;
}

const fromReading = (reading: Reading): readonly Sample[] => {
  const value = typeof reading.value === 'string' ? Number.NaN : Number(reading.value);
  return Number.isFinite(value) ? [{ ts: reading.ts, value, quality: reading.quality }] : [];
};

export async function loadSamples(
  api: Api,
  wanted: { readonly assetId: string; readonly point: string; readonly span: Span; readonly now: number },
  signal: AbortSignal,
): Promise<readonly Sample[]> {
  const { assetId, point, span, now } = wanted;
  const query = { point, from: now - SPAN_MS[span], to: now };
  const samples =
    span === '24h'
      ? (await api.readings(assetId, query, signal)).flatMap(fromReading)
      : (await api.rollups(assetId, { ...query, every: EVERY[span].text }, signal)).map(
          (rollup): Sample => ({ ts: rollup.ts + EVERY[span].ms / 2, value: rollup.mean, rollup }),
        );
  return [...samples].sort((a, b) => a.ts - b.ts);
}

/** A silence longer than this is drawn as a gap: two and a half intervals, or buckets where they are wider. */
export function gapAfter(span: Span, intervalMs: number | undefined): number {
  const bucket = span === '24h' ? 0 : EVERY[span].ms;
  return 2.5 * Math.max(intervalMs ?? HOUR, bucket);
}

export interface Columns {
  readonly xs: number[];
  readonly ys: (number | null)[];
  /** The sample under each x; none in a gap. */
  readonly samples: (Sample | undefined)[];
}

/** uPlot's columns (x in seconds), with an empty place in every gap. */
export function columnsOf(samples: readonly Sample[], gapMs: number): Columns {
  const columns: Columns = { xs: [], ys: [], samples: [] };
  let before: Sample | undefined;
  for (const sample of samples) {
    if (before && sample.ts <= before.ts) continue;
    if (before && sample.ts - before.ts > gapMs) {
      columns.xs.push((before.ts + 1) / 1_000);
      columns.ys.push(null);
      columns.samples.push(undefined);
    }
    columns.xs.push(sample.ts / 1_000);
    columns.ys.push(sample.value);
    columns.samples.push(sample);
    before = sample;
  }
  return columns;
}

/** The levels of the live rules that watch this point of this asset. */
export function levelsFor(rules: readonly Rule[], asset: Asset, point: string): readonly RuleLevel[] {
  const holds = ({ watch, when }: Rule): boolean =>
    watch.asset === asset.kind &&
    when.point === point &&
    // A rate is not on the axis of the value.
    when.rate === undefined &&
    Object.entries(watch.where ?? {}).every(([key, value]) => asset.attributes?.[key] === value);
  return rules.filter(holds).flatMap((rule) => rule.levels ?? []);
}

/** The axis: from zero, and for percentages to the full hundred, so that the same height means the same everywhere. */
export function axisRange(point: string, lo: number, hi: number): [number, number] {
  const unit = pointSpec(point)?.unit;
  if (pointSpec(point)?.type === 'flag') return [-0.1, 1.15];
  if (unit === '%' || unit === '%LEL') return [0, Math.max(100, hi)];
  const top = hi > 0 ? hi * 1.08 : 1;
  if (point === 'voltage_v' || point.startsWith('battery_v') || lo < 0) {
    const room = Math.max(0.1, (hi - lo) * 0.15);
    return [lo - room, hi + room];
  }
  return [0, top];
}
