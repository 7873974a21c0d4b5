import {
  type AlertKind,
  type Asset,
  type AssetKind,
  assetId,
  createEngine,
  type Device,
  deviceId,
  type Effect,
  type Engine,
  type EngineInput,
  type PointValue,
  parseRuleSet,
  type Quality,
  type RuleSet,
  unixMs,
} from '../../../core/index.js';

/** An hour on the dot, far from zero, so that a lost instant shows. */
export const START = 1_700_000_000_000;
export const MINUTE = 60_000;

/** Minutes after START. */
export const minute = (count: number) => unixMs(START + count * MINUTE);

type Doc = Record<string, unknown>;

export const overflowRule = (changes: Doc = {}): Doc => ({
  id: 'overflow',
  kind: 'overflow' satisfies AlertKind,
  watch: { asset: 'bin' },
  when: { point: 'fill_pct' },
  levels: [
    { severity: 'minor', raise: 80, clear: 75 },
    { severity: 'critical', raise: 95, clear: 88 },
  ],
  raise_for: '10m',
  clear_for: '5m',
  ...changes,
});

export const silentRule = (changes: Doc = {}): Doc => ({
  id: 'silent-device',
  kind: 'silent',
  watch: { device: '*' },
  when: { silent: { intervals: 3 } },
  ...changes,
});

export const rulesOf = (...rules: Doc[]): RuleSet => ruleSetOf({ rules });

function ruleSetOf(document: Doc): RuleSet {
  const result = parseRuleSet(document);
  if (!result.ok) throw new Error(JSON.stringify(result.issues));
  return result.ruleSet;
}

export const publish = (at: number, version: number, ...rules: Doc[]): EngineInput => ({
  kind: 'rules',
  at: unixMs(at),
  version,
  rules: rulesOf(...rules),
  source: '',
});

/** As `publish`, with threshold layers beside the rules. */
export const publishLayers = (at: number, rules: readonly Doc[], overrides: readonly Doc[]): EngineInput => ({
  kind: 'rules',
  at: unixMs(at),
  version: 1,
  rules: ruleSetOf({ rules, overrides }),
  source: '',
});

export const aDevice = (
  id: string,
  asset: string | undefined,
  expectedIntervalS: number | undefined,
): Device => ({
  deviceId: deviceId(id),
  ...(asset === undefined ? {} : { assetId: assetId(asset) }),
  ...(expectedIntervalS === undefined ? {} : { expectedIntervalS }),
});

export const anAsset = (id: string, attributes?: Doc, kind: AssetKind = 'bin') => ({
  assetId: assetId(id),
  kind,
  name: id,
  ...(attributes === undefined ? {} : { attributes }),
});

export interface Registration {
  readonly assets?: readonly Asset[];
  readonly devices?: readonly Device[];
}

export const register = (at: number, { assets = [], devices = [] }: Registration): EngineInput => ({
  kind: 'registry',
  at: unixMs(at),
  assets,
  devices,
});

/** One bin `bin-1` with the device `dev-1` that is expected every minute. */
export const oneBin = (at = START): EngineInput =>
  register(at, { assets: [anAsset('bin-1')], devices: [aDevice('dev-1', 'bin-1', 60)] });

export interface Said {
  readonly device?: string;
  readonly asset?: string;
  readonly observedAt?: number;
  readonly quality?: Readonly<Record<string, Quality>>;
}

export const report = (at: number, points: Record<string, PointValue>, said: Said = {}): EngineInput => ({
  kind: 'report',
  at: unixMs(at),
  assetKind: 'bin',
  device: deviceId(said.device ?? 'dev-1'),
  asset: assetId(said.asset ?? 'bin-1'),
  observedAt: unixMs(said.observedAt ?? at),
  stamped: true,
  points,
  ...(said.quality === undefined ? {} : { quality: said.quality }),
});

export const clock = (at: number): EngineInput => ({ kind: 'clock', at: unixMs(at) });
export const gap = (from: number, until: number): EngineInput => ({
  kind: 'gap',
  at: unixMs(until),
  from: unixMs(from),
  until: unixMs(until),
});

export const applyAll = (engine: Engine, inputs: Iterable<EngineInput>): Effect[] =>
  [...inputs].flatMap((input) => [...engine.apply(input)]);

export const run = (...inputs: EngineInput[]): Effect[] => applyAll(createEngine(), inputs);

/** What a person would note down: minutes after START, what happened, how grave, and what stands beside it. */
export const story = (effects: readonly Effect[]): string[] =>
  effects.map(({ at, transition, alert }) => {
    const stale = alert.stale === undefined ? '' : ` (${alert.stale})`;
    return `${(at - START) / MINUTE}m ${transition} ${alert.severity}${stale}`;
  });

const LEVELS: Readonly<Record<string, number>> = { normal: 50, high: 85, full: 97, near: 78 };

/**
 * Reads a trace such as `3m high, 20m hole, 1m normal, 1m at 79, 1m spike`: readings a minute apart (and time without
 * one), the first at minute 1. `spike` is a reading of 100 that is flagged as one.
 */
export function trace(text: string): EngineInput[] {
  let now = 0;
  return text.split(',').flatMap((part) => {
    const [, count = '', what = '', value] = /^(\d+)m (?:(\w+?)(?: (\d+))?)$/.exec(part.trim()) ?? [];
    return Array.from({ length: Number(count) }, () => {
      now += 1;
      if (what === 'hole') return [];
      if (what === 'spike')
        return [report(minute(now), { fill_pct: 100 }, { quality: { fill_pct: 'spike' } })];
      const fill = value === undefined ? LEVELS[what] : Number(value);
      if (fill === undefined) throw new Error(`no such trace: ${part}`);
      return [report(minute(now), { fill_pct: fill })];
    }).flat();
  });
}
