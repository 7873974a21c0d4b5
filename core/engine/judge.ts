import { type JudgedReading, type LevelState, standingOf, stepLevels } from '../alert/levels.js';
import { follow, markStale, type Opening, openAlert, proof, raise } from '../alert/life.js';
import type { PointValue, ReportEntry } from '../model/entry.js';
import type { Quality } from '../model/vocabulary.js';
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
  if (judgement !== 'blemish' || !isNews(state, row, observedAt)) return;
  const alert = state.alerts.get(row);
  if (alert !== undefined) state.settle(row, markStale(alert, quality));
}

/** False for what lies at or behind the newest reading judged: a duplicate, or a straggler. */
function isNews(state: State, row: number, observedAt: number): boolean {
  const newest = state.rows.observedAt[row] ?? Number.NaN;
  return !(observedAt <= newest);
}

interface Candidate {
  readonly observedAt: number;
  readonly value: number;
  readonly compiled: CompiledThreshold;
  readonly device: WatchedDevice | undefined;
}

function judge(state: State, row: number, candidate: Candidate): void {
  const { observedAt, value, compiled, device } = candidate;
  if (!isNews(state, row, observedAt) || !Number.isFinite(value)) return;
  const { rows } = state;
  const { limits } = compiled;
  if (rows.isBusy[row] === 0 && limits.sign * value < (limits.raise[0] ?? Number.NaN)) {
    // All is well and was well: what stepLevels would come to, without the allocation.
    rows.observedAt[row] = observedAt;
    rows.value[row] = value;
    return;
  }
  const reading: JudgedReading = { observedAt, value, maxGapMs: maxGapOf(compiled, device) };
  const after = stepLevels(limits, rows.load(row), reading);
  rows.store(row, after);
  rows.device[row] = device?.index ?? -1;
  settleLevels(state, row, compiled, after);
}

/** Lets the row's alert follow its levels: opens it, moves it or ends it. */
function settleLevels(state: State, row: number, compiled: CompiledThreshold, after: LevelState): void {
  const standing = standingOf(compiled.limits, after);
  const alert = state.alerts.get(row);
  const { point } = compiled.rule;
  const latest = proof(unixMs(after.observedAt), point, after.value);
  if (alert !== undefined) {
    state.settle(row, follow(alert, standing, latest));
  } else if (standing !== undefined) {
    const asset = state.registry.assets[state.rows.owner[row] ?? -1];
    if (asset === undefined) return;
    const first = proof(unixMs(after.since), point, after.sinceValue);
    const evidence: Opening['evidence'] = first.at === latest.at ? [latest] : [first, latest];
    const { rule } = compiled;
    state.settle(row, [
      raise(openAlert(rule, asset.assetId, { version: state.book.version, standing, evidence })),
    ]);
  }
  if (standing !== undefined) arm(state, row);
}
