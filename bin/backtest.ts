import {
  type Alert,
  ASSET_KINDS,
  type AssetKind,
  after,
  createEngine,
  type Engine,
  type EngineInput,
  hours,
  type RuleSet,
  type UnixMs,
  unixMs,
} from '../core/index.js';
import { loadRules, type StoredReport } from '../ingest/index.js';
import { describeFault } from '../runtime/index.js';
import type { Foundation } from './foundation.js';
import { InputFaults } from './input-faults.js';
import type { Progress } from './operations.js';

export interface BacktestRequest {
  readonly file: string;
  readonly text: string;
  /** Epoch ms, both ends included. */
  readonly from: number;
  readonly to: number;
}

export interface BacktestResult {
  readonly alerts: readonly Alert[];
  readonly readings: number;
  readonly seconds: number;
  /** Share of the assets that the rules watch which reported at all in the range, 0-1. */
  readonly coverage: number;
}

/** Holds begin before the range, so that what was already true at its start is known. */
const WARM_UP = hours(24);
const PAGE = 50_000;

/** The alerts that a rule file would have given over stored history: the live engine, fed from the store. */
export async function runBacktest(
  base: Foundation,
  request: BacktestRequest,
  progress: Progress,
): Promise<BacktestResult> {
  const loaded = loadRules(request.text, request.file);
  if (!loaded.ok) throw new InputFaults(loaded.faults.map(describeFault));
  const started = performance.now();
  const from = unixMs(request.from);
  const to = unixMs(request.to);
  const begin = after(from, -WARM_UP);
  const engine = createEngine();
  const alerts = new Map<string, Alert>();
  const feed = (input: EngineInput): void => {
    for (const { alert } of engine.apply(input)) alerts.set(alert.id, alert);
  };
  prime(base, loaded.rules, begin, feed);
  const heard = new Set<string>();
  let readings = 0;
  for await (const report of history(base, watchedKinds(loaded.rules), begin, to)) {
    feed(inputOf(report));
    readings += Object.keys(report.points).length;
    heard.add(report.asset);
    if (readings % 100_000 < 10) progress(report.receivedAt - begin, to - begin);
  }
  finish(engine, to, feed);
  const inRange = [...alerts.values()].filter(
    (alert) => alert.openedAt <= to && (alert.resolvedAt === undefined || alert.resolvedAt >= from),
  );
  return {
    alerts: inRange.sort((a, b) => a.openedAt - b.openedAt || (a.id < b.id ? -1 : 1)),
    readings,
    seconds: (performance.now() - started) / 1_000,
    coverage: coverageOf(base, loaded.rules, heard),
  };
}

function prime(base: Foundation, rules: RuleSet, at: UnixMs, feed: (input: EngineInput) => void): void {
  feed({ kind: 'registry', at, assets: [...base.registry.assets], devices: [...base.registry.devices] });
  feed({ kind: 'rules', at, version: 0, rules, source: '' });
}

/** Lets the time up to the end pass, for what only time can decide. */
function finish(engine: Engine, to: UnixMs, feed: (input: EngineInput) => void): void {
  if (engine.wakeAt !== undefined && engine.wakeAt <= to) feed({ kind: 'tick', at: to });
}

const watchedKinds = ({ rules }: RuleSet): readonly AssetKind[] => {
  // A rule on silence may hang on any device, so every kind counts.
  if (rules.some((rule) => rule.type === 'silent')) return ASSET_KINDS;
  const kinds = new Set(rules.flatMap((rule) => (rule.type === 'threshold' ? [rule.watch.asset] : [])));
  return ASSET_KINDS.filter((kind) => kinds.has(kind));
};

async function* history(
  { store }: Foundation,
  kinds: readonly AssetKind[],
  from: UnixMs,
  to: UnixMs,
): AsyncGenerator<StoredReport> {
  let cursor: string | undefined;
  do {
    const page = await store.scan({ kinds, from, to, limit: PAGE, cursor });
    yield* page.reports;
    cursor = page.next;
  } while (cursor !== undefined);
}

const inputOf = (report: StoredReport): EngineInput => ({
  kind: 'report',
  at: report.receivedAt,
  assetKind: report.kind,
  device: report.device,
  asset: report.asset,
  observedAt: report.observedAt,
  stamped: true,
  points: report.points,
  quality: report.quality,
  origin: report.position === 0 ? 'import' : undefined,
});

function coverageOf({ registry }: Foundation, rules: RuleSet, heard: ReadonlySet<string>): number {
  const kinds = new Set(watchedKinds(rules));
  let watched = 0;
  let covered = 0;
  for (const { assetId, kind } of registry.assets) {
    if (!kinds.has(kind)) continue;
    watched += 1;
    if (heard.has(assetId)) covered += 1;
  }
  return watched === 0 ? 0 : covered / watched;
}
