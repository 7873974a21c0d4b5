import { type Flap, markFlapping, markSteady, stepFlap, waiting } from '../alert/flapping.js';
import {
  type JudgedReading,
  type LevelState,
  type Limits,
  type Standing,
  standingOf,
  stepLevels,
  withoutPending,
} from '../alert/levels.js';
import { follow, markStale, type Opening, openAlert, proof, raise } from '../alert/life.js';
import { changeOver } from '../alert/window.js';
import type { Alert, Evidence } from '../model/alert.js';
import type { PointValue, ReportEntry } from '../model/entry.js';
import type { Quality } from '../model/vocabulary.js';
import { type Hours, isOpenThroughout, openSince } from '../time/hours.js';
import { unixMs } from '../units/units.js';
import { arm, maxGapOf } from './due.js';
import type { CompiledThreshold } from './program.js';
import type { WatchedAsset, WatchedDevice } from './registry.js';
import type { State } from './state.js';

/** What a rule makes of a quality: a blemish makes an open alert stale; late readings wait for the rewind. */
const JUDGEMENT: Readonly<Record<Quality, 'judge' | 'blemish' | 'ignore'>> = {
  good: 'judge',
  'out-of-order': 'judge',
  'clock-suspect': 'judge',
  rollback: 'judge',
  late: 'ignore',
  duplicate: 'ignore',
  'out-of-range': 'blemish',
  stuck: 'blemish',
  spike: 'blemish',
  'unit-mismatch': 'blemish',
  'device-flag': 'blemish',
};

/** Why an alert about a rate is stale whose window has a hole. */
const UNCOVERED = 'window-not-covered';

/** Shows the report to every rule that watches its asset. */
export function judgeReport(
  state: State,
  report: ReportEntry,
  asset: WatchedAsset,
  device: WatchedDevice | undefined,
): void {
  const { program, base } = asset;
  const { points, quality, observedAt } = report;
  for (let slot = 0; slot < program.length; slot++) {
    const compiled = program[slot];
    const value = compiled && points[compiled.rule.point];
    if (compiled === undefined || value === undefined) continue;
    const row = base + slot;
    if (quality !== undefined) {
      judgeQualified(state, row, { report, compiled, device, value });
    } else if (typeof value === 'number') {
      judge(state, row, { observedAt, value, compiled, device });
    }
  }
}

interface Qualified {
  readonly report: ReportEntry;
  readonly compiled: CompiledThreshold;
  readonly device: WatchedDevice | undefined;
  readonly value: PointValue;
}

function judgeQualified(state: State, row: number, { report, compiled, device, value }: Qualified): void {
  const quality = report.quality?.[compiled.rule.point] ?? 'good';
  const observedAt = quality === 'clock-suspect' ? report.at : report.observedAt;
  const judgement = JUDGEMENT[quality];
  if (judgement === 'judge' && typeof value === 'number')
    judge(state, row, { observedAt, value, compiled, device });
  if (judgement !== 'blemish' || !isNews(state, row, { compiled, observedAt })) return;
  const alert = state.alerts.get(row);
  if (alert !== undefined) state.settle(row, markStale(alert, quality));
}

/** False for what lies at or behind the newest reading judged: a duplicate, or a straggler. */
function isNews(
  { rows }: State,
  row: number,
  { compiled, observedAt }: Pick<Candidate, 'compiled' | 'observedAt'>,
): boolean {
  const newest = compiled.rule.rate === undefined ? rows.observedAt[row] : rows.windows.newest(row);
  return !(observedAt <= (newest ?? Number.NaN));
}

interface Candidate {
  readonly observedAt: number;
  readonly value: number;
  readonly compiled: CompiledThreshold;
  readonly device: WatchedDevice | undefined;
}

function judge(state: State, row: number, candidate: Candidate): void {
  if (!isNews(state, row, candidate) || !Number.isFinite(candidate.value)) return;
  const { rate } = candidate.compiled.rule;
  if (rate === undefined) judgeValue(state, row, candidate);
  else judgeChange(state, row, { ...candidate, overMs: rate.overMs });
}

function judgeChange(state: State, row: number, candidate: Candidate & { readonly overMs: number }): void {
  const { observedAt, value, compiled, device, overMs } = candidate;
  const reading: JudgedReading = { observedAt, value, maxGapMs: maxGapOf(compiled, device) };
  const change = changeOver(state.rows.windows.at(row), overMs, reading);
  if (change !== undefined) {
    judgeValue(state, row, { ...candidate, value: change });
    return;
  }
  const alert = state.alerts.get(row);
  if (alert === undefined) return;
  state.settle(row, markStale(alert, UNCOVERED));
  arm(state, row);
}

function judgeValue(state: State, row: number, { observedAt, value, compiled, device }: Candidate): void {
  const { rows } = state;
  const { limits } = compiled;
  if (rows.isBusy[row] === 0 && limits.sign * value < compiled.quietBelow) {
    // All is well and was well: what stepLevels would come to, without the allocation.
    rows.observedAt[row] = observedAt;
    rows.value[row] = value;
    return;
  }
  const reading: JudgedReading = { observedAt, value, maxGapMs: maxGapOf(compiled, device) };
  const { active } = compiled.rule;
  const before = rows.load(row);
  const after = active
    ? stepInHours(state, row, { hours: active, limits, reading })
    : stepLevels(limits, before, reading);
  const isEnd = before.active !== 0 && after.active === 0;
  const flap = rows.flap(row);
  if (isEnd || flap !== undefined) {
    const isRaised = after.active !== 0;
    const mirrored = limits.sign * value;
    rows.storeFlap(row, stepFlap(flap, { observedAt, value: mirrored, isEnd, isRaised }));
  }
  rows.store(row, after);
  rows.device[row] = device?.index ?? -1;
  settleLevels(state, row, compiled, after);
}

interface HourlyStep {
  readonly hours: Hours;
  readonly limits: Limits;
  readonly reading: JudgedReading;
}

/** A hold lives inside one stretch of the rule's hours: closing ends it, and the next opening starts afresh. */
function stepInHours(
  { rows, registry }: State,
  row: number,
  { hours, limits, reading }: HourlyStep,
): LevelState {
  const before = rows.load(row);
  const place = registry.assets[rows.owner[row] ?? -1]?.place;
  const isOffHours = openSince(hours, place, reading.observedAt) === undefined;
  const isPending = (before.running & ~before.active) !== 0;
  const span = { from: before.observedAt, to: reading.observedAt };
  const goesOn = !isPending || (!isOffHours && isOpenThroughout(hours, place, span));
  return stepLevels(limits, goesOn ? before : withoutPending(before), { ...reading, isOffHours });
}

/** Lets the row's alert follow its levels: opens it, moves it or ends it. */
function settleLevels(state: State, row: number, compiled: CompiledThreshold, after: LevelState): void {
  const standing = standingOf(compiled.limits, after);
  const alert = state.alerts.get(row);
  const flap = state.rows.flap(row);
  const latest = proof(unixMs(after.observedAt), compiled.rule, after.value);
  if (alert !== undefined) {
    followLevels(state, row, { alert, standing, latest, flap });
  } else if (standing !== undefined) {
    const asset = state.registry.assets[state.rows.owner[row] ?? -1];
    if (asset === undefined) return;
    const first = proof(unixMs(after.since), compiled.rule, after.sinceValue);
    const evidence: Opening['evidence'] = first.at === latest.at ? [latest] : [first, latest];
    const { rule } = compiled;
    state.settle(row, [
      raise(openAlert(rule, asset.assetId, { version: state.book.version, standing, evidence })),
    ]);
  }
  const current = state.alerts.get(row);
  if (current === undefined) return;
  const isEnd = flap?.isFlapping === true && flap.ends.at(-1) === after.observedAt;
  if (isEnd) state.settle(row, [markFlapping(current, flap, compiled.limits)]);
  arm(state, row);
}

interface Following {
  readonly alert: Alert;
  readonly standing: Standing | undefined;
  readonly latest: Evidence;
  readonly flap: Flap | undefined;
}

/** While it flaps an alert does not end; once it has calmed down it ends if it is not true. */
function followLevels(state: State, row: number, { alert, standing, latest, flap }: Following): void {
  if (flap?.isFlapping === true) {
    state.settle(row, follow(alert, standing ?? waiting(alert), latest));
    return;
  }
  const steady = alert.flapping === undefined ? undefined : markSteady(alert);
  if (steady !== undefined) state.settle(row, [steady]);
  state.settle(row, follow(steady?.alert ?? alert, standing, latest));
}
