import type { Alert, Evidence } from '../model/alert.js';
import type { AssetId } from '../model/ids.js';
import type { ThresholdRule } from '../rule/rule.js';
import { durationText } from '../units/duration.js';
import type { UnixMs } from '../units/units.js';
import { alertIdOf } from './alert-id.js';
import type { Standing } from './levels.js';

/** What happened to an alert. */
export type Transition =
  | 'raised'
  | 'level-changed'
  | 'clearing'
  | 'firing-again'
  | 'resolved'
  | 'stale'
  | 'fresh'
  | 'acknowledged'
  | 'migrated'
  /** Raised and cleared so often that it stays open until it calms down; again with each further cycle. */
  | 'flapping'
  | 'steady'
  | 'shelved'
  | 'unshelved'
  /** The shelf's time is over and the alert is still true. */
  | 'shelf-ended';

/** One transition and the whole alert after it. The functions below return none when nothing changed. */
export interface Step {
  readonly transition: Transition;
  readonly alert: Alert;
}

/** An alert may live for months: its first proof and the latest ones are kept. */
const MOST_EVIDENCE = 8;

export const raise = (alert: Alert): Step => ({ transition: 'raised', alert });

export interface Opening {
  readonly version: number;
  readonly standing: Standing;
  /** Its first member is the first breaching reading of the covered hold: it dates and names the alert. */
  readonly evidence: readonly [Evidence, ...Evidence[]];
}

/** The alert of a threshold rule at its birth. */
export function openAlert(
  rule: ThresholdRule,
  asset: AssetId,
  { version, standing, evidence }: Opening,
): Alert {
  const subject = { asset };
  const openedAt = evidence[0].at;
  const facts = { ruleId: rule.id, ruleVersion: version, kind: rule.kind, subject, assetId: asset };
  const { severity, state } = standing;
  return withStanding(
    { id: alertIdOf(rule.id, subject, openedAt), ...facts, severity, state, openedAt, evidence },
    standing,
  );
}

/** A good reading was judged while the alert was open. */
export function follow(alert: Alert, standing: Standing | undefined, evidence: Evidence): readonly Step[] {
  const fresh = withoutStale(alert);
  if (standing === undefined) return [resolve(fresh, evidence)];
  const steps: Step[] = [];
  let current = fresh;
  if (alert.stale !== undefined) steps.push({ transition: 'fresh', alert: current });
  if (current.severity !== standing.severity) {
    current = {
      ...withStanding(current, standing),
      state: current.state,
      evidence: grown(current, evidence),
    };
    steps.push({ transition: 'level-changed', alert: current });
  }
  if (current.state !== standing.state) {
    current = { ...current, state: standing.state };
    steps.push({ transition: standing.state === 'clearing' ? 'clearing' : 'firing-again', alert: current });
  }
  return steps;
}

/** Ends the alert at the evidence's instant. */
export const resolve = (alert: Alert, evidence: Evidence): Step => ({
  transition: 'resolved',
  alert: {
    ...withoutStale(alert),
    state: 'resolved',
    resolvedAt: evidence.at,
    evidence: grown(alert, evidence),
  },
});

/** Data is missing or bad: the alert stands, and says why it can't be judged. */
export const markStale = (alert: Alert, reason: string): readonly Step[] =>
  alert.stale === reason ? [] : [{ transition: 'stale', alert: { ...alert, stale: reason } }];

/** The first who takes it keeps it. */
export const acknowledge = (alert: Alert, by: string): readonly Step[] =>
  alert.acknowledgedBy === undefined
    ? [{ transition: 'acknowledged', alert: { ...alert, acknowledgedBy: by } }]
    : [];

/** The alert lives on under another rule version, in another place, or both; the note says what moved. */
export const migrate = (alert: Alert, note: Evidence): Step => ({
  transition: 'migrated',
  alert: { ...alert, evidence: grown(alert, note) },
});

/** The facts of an alert that follow from its level. */
export const withStanding = (alert: Alert, { state, severity, threshold, layer }: Standing): Alert => ({
  ...alert,
  state,
  severity,
  threshold: { value: threshold, layer },
});

/** Evidence of a value; the note says what it is when it is not the reading itself. */
export const proof = (
  at: UnixMs,
  { point, rate }: Pick<ThresholdRule, 'point' | 'rate'>,
  value: number,
): Evidence =>
  rate === undefined
    ? { at, point, value }
    : { at, point, value, note: `change over ${durationText(rate.overMs)}` };

function withoutStale(alert: Alert): Alert {
  if (alert.stale === undefined) return alert;
  const { stale: _, ...rest } = alert;
  return rest;
}

function grown({ evidence }: Alert, latest: Evidence): readonly Evidence[] {
  const kept = evidence.length < MOST_EVIDENCE ? evidence : [...evidence.slice(0, 1), ...evidence.slice(2)];
  return [...kept, latest];
}
