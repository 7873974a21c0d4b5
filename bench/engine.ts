import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parse } from 'yaml';
import {
  assetId,
  createEngine,
  deviceId,
  type Engine,
  parseRuleSet,
  type ReportEntry,
  restoreEngine,
  unixMs,
} from '../core/index.js';

const DEFAULT_RULES = fileURLToPath(new URL('../../rules/default.yaml', import.meta.url));
const START = 1_700_000_000_000;
const POINTS_PER_REPORT = 3;
const INTERVAL_S = 600;
const STREAMS = ['kitchen', 'recyclable', 'hazardous', 'other'];

export interface EngineFigures {
  readonly assets: number;
  readonly readingsPerSecond: number;
  /** Heap and array buffers, per watched point (a rule's view of a point of an asset), registry included. */
  readonly bytesPerPoint: number;
  /** The first one, then the median and the worst of ten. */
  readonly snapshotMs: { readonly first: number; readonly median: number; readonly worst: number };
  readonly snapshotBytes: number;
  readonly restoreMs: number;
  readonly registerMs: number;
  readonly publishMs: number;
  readonly effects: number;
}

const timed = <T>(work: () => T): { readonly ms: number; readonly value: T } => {
  const from = performance.now();
  const value = work();
  return { ms: performance.now() - from, value };
};

function memory(): number {
  setFlagsFromString('--expose_gc');
  const gc: unknown = runInNewContext('gc');
  if (typeof gc === 'function') gc();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

function register(engine: Engine, count: number): void {
  const numbers = Array.from({ length: count }, (_, i) => i);
  engine.apply({
    kind: 'registry',
    at: unixMs(START),
    assets: numbers.map((i) => ({
      assetId: assetId(`bin-${i}`),
      kind: 'bin',
      name: `Bin ${i}`,
      attributes: { stream: STREAMS[i % STREAMS.length] },
    })),
    devices: numbers.map((i) => ({
      deviceId: deviceId(`dev-${i}`),
      assetId: assetId(`bin-${i}`),
      expectedIntervalS: INTERVAL_S,
    })),
  });
}

/** One report of every bin, spread over the interval; 1 % of the bins are too full. Parsed, as the log hands them over. */
function round(count: number, number: number): readonly ReportEntry[] {
  const from = START + number * INTERVAL_S * 1_000;
  const reports = Array.from({ length: count }, (_, i) => {
    const at = from + Math.floor((i * INTERVAL_S * 1_000) / count);
    const fill = i % 100 === 0 ? 85 : (i + number) % 70;
    const points = { fill_pct: fill, temperature_c: 20 + (i % 10), battery_v: 3.6 };
    return {
      kind: 'report',
      at,
      device: `dev-${i}`,
      asset: `bin-${i}`,
      observedAt: at,
      stamped: true,
      points,
    };
  });
  return JSON.parse(JSON.stringify(reports));
}

/** Measures the engine alone, on one thread, with the default rules. */
export function benchEngine({ assets = 100_000, rounds = 10 } = {}): EngineFigures {
  const parsed = parseRuleSet(parse(readFileSync(DEFAULT_RULES, 'utf8')));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  const before = memory();
  const engine = createEngine();
  const registered = timed(() => register(engine, assets));
  const published = timed(() =>
    engine.apply({ kind: 'rules', at: unixMs(START), version: 1, rules: parsed.ruleSet, source: '' }),
  );
  let effects = 0;
  let fastest = Number.POSITIVE_INFINITY;
  for (let n = 1; n <= rounds; n++) {
    const reports = round(assets, n);
    const { ms } = timed(() => {
      for (const report of reports) effects += engine.apply(report).length;
    });
    fastest = Math.min(fastest, ms);
  }
  const bytes = memory() - before;
  const first = timed(() => engine.snapshot()).ms;
  const shots = Array.from({ length: 10 }, () => timed(() => engine.snapshot()).ms).sort((a, b) => a - b);
  const image = engine.snapshot();
  return {
    assets,
    readingsPerSecond: Math.round((assets * POINTS_PER_REPORT * 1_000) / fastest),
    bytesPerPoint: Math.round(bytes / (assets * POINTS_PER_REPORT)),
    snapshotMs: { first, median: shots[5] ?? 0, worst: shots[9] ?? 0 },
    snapshotBytes: image.length,
    restoreMs: timed(() => restoreEngine(image)).ms,
    registerMs: registered.ms,
    publishMs: published.ms,
    effects,
  };
}

if (argv[1] === fileURLToPath(import.meta.url)) console.log(benchEngine());
