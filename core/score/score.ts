import type { Alert, Evidence } from '../model/alert.js';
import { ALERT_KINDS, type AlertKind } from '../model/vocabulary.js';
import type { UnixMs } from '../units/units.js';
import { type Claim, Matcher, type Place } from './match.js';
import type { RaisedAlert } from './raised.js';
import type { Truth } from './truth.js';

export interface ScoreInput extends Place {
  readonly truths: readonly Truth[];
  readonly alerts: readonly RaisedAlert[];
  /** The span that is scored; both ends included. */
  readonly from: UnixMs;
  readonly to: UnixMs;
}

/** Seconds from an event's beginning to the first word about it; 0 when it was foreseen. Null without any. */
export interface Delays {
  readonly p50: number | null;
  readonly p95: number | null;
}

export interface KindScore {
  /** Alerts that told of it (or of a part of a bigger true event) / all alerts; null without any. */
  readonly precision: number | null;
  /** Events that an alert told of / all events; null without any. */
  readonly recall: number | null;
  readonly detectS: Delays;
  readonly truths: number;
  readonly found: number;
  readonly alerts: number;
  readonly right: number;
}

/** An event that nobody was told of. */
export interface Miss extends Truth {
  /** Where the readings of that time are found in the API. */
  readonly evidence: string;
}

/** An alert that nothing true stood behind. */
export interface FalseAlarm {
  readonly id: Alert['id'];
  readonly ruleId: Alert['ruleId'];
  readonly kind: AlertKind;
  readonly assetId: Alert['assetId'] | null;
  readonly openedAt: UnixMs;
  readonly resolvedAt: UnixMs | null;
  readonly readings: readonly Evidence[];
  readonly evidence: string;
}

export interface Score extends KindScore {
  /** Alerts of rules that notify somebody. */
  readonly notifications: number;
  /** Alerts in eight hours, on average. */
  readonly alertsPerShift: number;
  /** Kinds that happened or were claimed, in the vocabulary's order. */
  readonly byKind: Readonly<Partial<Record<AlertKind, KindScore>>>;
  readonly misses: readonly Miss[];
  readonly falseAlarms: readonly FalseAlarm[];
}

const SHIFT_MS = 8 * 3_600_000;

/** How well alerts told what really happened. The order of the inputs changes nothing. */
export function score(input: ScoreInput): Score {
  const { from, to } = input;
  const matcher = new Matcher(input);
  const truths = input.truths.filter((truth) => truth.from <= to && truth.to >= from).sort(byTruth);
  const claims = input.alerts
    .filter(({ alert }) => alert.openedAt <= to && (alert.resolvedAt ?? to) >= from)
    .map((raised) => matcher.claimOf(raised))
    .sort(byClaim);
  const verdict = judge(matcher, truths, claims);
  const kinds = ALERT_KINDS.filter(
    (kind) => truths.some((truth) => truth.kind === kind) || claims.some((claim) => claim.kind === kind),
  );
  return {
    ...figures(verdict),
    notifications: claims.filter(({ notifies }) => notifies).length,
    alertsPerShift: to > from ? claims.length / ((to - from) / SHIFT_MS) : 0,
    byKind: Object.fromEntries(kinds.map((kind) => [kind, figures(verdict, kind)])),
    misses: verdict.told
      .filter(({ delay }) => delay === undefined)
      .map(({ truth }) => ({ ...truth, evidence: linkTo(truth.kind, truth.assetId, truth.from, truth.to) })),
    falseAlarms: verdict.claims.filter(({ isRight }) => !isRight).map(({ claim }) => falseAlarm(claim, to)),
  };
}

interface Verdict {
  /** `delay` in seconds; absent when no alert told of it. */
  readonly told: readonly { readonly truth: Truth; readonly delay: number | undefined }[];
  readonly claims: readonly { readonly claim: Claim; readonly isRight: boolean }[];
}

function judge(matcher: Matcher, truths: readonly Truth[], claims: readonly Claim[]): Verdict {
  const right = new Set<Claim>();
  const told = truths.map((truth) => {
    let delay: number | undefined;
    for (const claim of claims) {
      const match = matcher.match(claim, truth);
      if (match !== undefined) right.add(claim);
      if (match !== 'tells') continue;
      const after = Math.max(0, (claim.saidAt - truth.from) / 1_000);
      delay = delay === undefined ? after : Math.min(delay, after);
    }
    return { truth, delay };
  });
  return { told, claims: claims.map((claim) => ({ claim, isRight: right.has(claim) })) };
}

function figures({ told, claims }: Verdict, kind?: AlertKind): KindScore {
  const events = told.filter(({ truth }) => kind === undefined || truth.kind === kind);
  const alerts = claims.filter(({ claim }) => kind === undefined || claim.kind === kind);
  const delays = events.flatMap(({ delay }) => delay ?? []).sort((a, b) => a - b);
  const right = alerts.filter(({ isRight }) => isRight).length;
  return {
    precision: alerts.length === 0 ? null : right / alerts.length,
    recall: events.length === 0 ? null : delays.length / events.length,
    detectS: { p50: rank(delays, 0.5), p95: rank(delays, 0.95) },
    truths: events.length,
    found: delays.length,
    alerts: alerts.length,
    right,
  };
}

/** The nearest rank of a sorted list. */
const rank = (sorted: readonly number[], share: number): number | null =>
  sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;

const falseAlarm = ({ raised: { alert }, kind, asset }: Claim, end: UnixMs): FalseAlarm => ({
  id: alert.id,
  ruleId: alert.ruleId,
  kind,
  assetId: asset ?? null,
  openedAt: alert.openedAt,
  resolvedAt: alert.resolvedAt ?? null,
  readings: alert.evidence,
  evidence: linkTo(kind, asset ?? '', alert.openedAt, alert.resolvedAt ?? end),
});

/** The point that shows an event of the kind best. */
const SHOWN_BY: Readonly<Partial<Record<AlertKind, string>>> = {
  overflow: 'fill_pct',
  'overflow-forecast': 'fill_pct',
  'bin-not-emptied': 'fill_pct',
  'level-drop-unattended': 'fill_pct',
  fire: 'temperature_c',
  'battery-low': 'battery_v',
  'tank-high': 'freeboard_mm',
  'tank-rise': 'level_mm',
  spill: 'freeboard_mm',
  gas: 'ch4_pct_lel',
  'lamp-dark': 'power_w',
  'lamp-day-burning': 'power_w',
  'lamp-cycling': 'lamp_on',
  'lamp-power': 'power_w',
  'contactor-stuck': 'contactor_closed',
  'phase-lost': 'voltage_v',
  'circuit-outage': 'current_a',
  'cabinet-outage': 'supply_ok',
  'cable-theft': 'current_a',
  leakage: 'leakage_ma',
  'door-open': 'door_open',
};
const TRUCK_POINT = 'speed_kmh';
const MARGIN_MS = 3_600_000;

/** A path of the API; an hour on both sides shows how it came and went. */
function linkTo(kind: AlertKind, asset: string, from: UnixMs, to: UnixMs): string {
  const point = SHOWN_BY[kind] ?? (asset.startsWith('truck') ? TRUCK_POINT : undefined);
  const span = `from=${from - MARGIN_MS}&to=${to + MARGIN_MS}`;
  return point === undefined
    ? `/api/v1/alerts?asset=${asset}&${span}`
    : `/api/v1/assets/${asset}/readings?point=${point}&${span}`;
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const byTruth = (a: Truth, b: Truth): number =>
  a.from - b.from ||
  byText(a.kind, b.kind) ||
  byText(a.assetId, b.assetId) ||
  a.to - b.to ||
  byText(a.cause, b.cause);
const byClaim = (a: Claim, b: Claim): number =>
  a.from - b.from || byText(a.raised.alert.id, b.raised.alert.id);
