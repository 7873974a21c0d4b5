import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type AlertId,
  alertId,
  createEngine,
  deviceId,
  drive,
  type Effect,
  type EngineInput,
  restoreEngine,
  unixMs,
} from '../../../core/index.js';
import {
  aDevice,
  anAsset,
  applyAll,
  clock,
  gap,
  overflowRule,
  publish,
  publishLayers,
  register,
  report,
  START,
  silentRule,
} from './city.js';

const RUNS = { numRuns: 1_000 };
const SECOND = 1_000;

const risingRule = (changes: object = {}) =>
  overflowRule({
    id: 'rising',
    when: { point: 'fill_pct', rate: { over: '2m' } },
    levels: [
      { severity: 'minor', raise: 5, clear: 0 },
      { severity: 'major', raise: 30, clear: 10 },
    ],
    raise_for: '0s',
    clear_for: '1m',
    ...changes,
  });

/** So narrow a deadband that it flaps. */
const nervousRule = overflowRule({
  id: 'nervous',
  levels: [{ severity: 'minor', raise: 76, clear: 75 }],
  raise_for: '0s',
  clear_for: '0s',
});

/** START is 06:13:20 in Shanghai; windows of minutes, so that a log of hours meets many edges. */
const rushRule = overflowRule({
  id: 'rush',
  raise_for: '1m',
  clear_for: '1m',
  max_gap: '20m',
  active: { windows: ['06:15-06:25', '06:25-06:35', '06:40-07:00', '07:30-09:00'], zone: 'Asia/Shanghai' },
});

const rulesA = [
  overflowRule({ raise_for: '2m', clear_for: '1m' }),
  silentRule(),
  risingRule(),
  rushRule,
  nervousRule,
];
const rulesB = [
  nervousRule,
  overflowRule({ levels: [{ severity: 'minor', raise: 70, clear: 60 }], raise_for: '0s', max_gap: '3m' }),
  silentRule({ when: { silent: { intervals: 2 } }, watch: { device: '*', where: { asset: 'bin' } } }),
  { ...rushRule, active: { sun: { from: 'sunset', to: 'sunrise+20m' } } },
  risingRule({ clear_for: '0s', max_gap: '10m' }),
  overflowRule({
    id: 'hot',
    kind: 'fire',
    when: { point: 'temperature_c' },
    levels: [{ severity: 'major', raise: 70, clear: 60 }],
  }),
];

/** Fixed offsets put midnights 7, 27 and 107 minutes after START. */
const layers = [
  { rule: 'overflow', class: 'k', from: '2023-11-15', zone: '+01:40', levels: { minor: { raise: 70 } } },
  {
    rule: 'overflow',
    group: 'a',
    to: '2023-11-14',
    zone: '+01:20',
    levels: { minor: { raise: 60, clear: 30 } },
  },
  { rule: 'overflow', group: 'b', from: '2023-11-15', zone: '+01:40', levels: { critical: { raise: 85 } } },
  { rule: 'rush', asset: 'a', from: '2023-11-15', zone: '+00:00', levels: { critical: { clear: 60 } } },
  { rule: 'rising', group: 'g', from: '2023-11-15', zone: '+01:40', levels: { minor: { raise: 9 } } },
];

const opening: EngineInput[] = [
  register(START, {
    assets: ['a', 'b'].map((id) => ({
      ...anAsset(id, { stream: id, 名: '桶', class: 'k', groups: [id, 'g'] }),
      lat: 36.7,
      lon: 117,
    })),
    devices: [aDevice('da', 'a', 60), aDevice('db', 'b', 90), aDevice('dc', undefined, 60)],
  }),
  publishLayers(START, rulesA, layers),
];

/** An entry at an instant that is not chosen yet. */
type Draft = (at: number) => EngineInput;
const weighted = (weight: number, arbitrary: fc.Arbitrary<Draft>) => ({ weight, arbitrary });

const aReport = fc
  .record({
    who: fc.constantFrom('a', 'b'),
    fill_pct: fc.constantFrom(10, 60, 65, 74, 75, 78, 80, 85, 88, 92, 95, 99),
    temperature_c: fc.constantFrom(20, 65, 80),
    late: fc.constantFrom(0, 0, 0, 0, 30, 300),
    quality: fc.constantFrom('good', 'good', 'good', 'good', 'spike', 'late', 'clock-suspect'),
  } as const)
  .map(
    ({ who, fill_pct, temperature_c, late, quality }): Draft =>
      (at) =>
        report(
          at,
          { fill_pct, temperature_c },
          {
            device: `d${who}`,
            asset: who,
            observedAt: at - late * SECOND,
            ...(quality === 'good' ? {} : { quality: { fill_pct: quality } }),
          },
        ),
  );
const others = fc.oneof(
  fc.constant<Draft>(clock),
  fc.integer({ min: 1, max: 600 }).map(
    (s): Draft =>
      (at) =>
        gap(at - s * SECOND, at),
  ),
  fc.constantFrom('da', 'db', 'dc').map(
    (id): Draft =>
      (at) => ({ kind: 'status', at: unixMs(at), device: deviceId(id), online: true }),
  ),
  fc.constantFrom(2, 3).map(
    (version): Draft =>
      (at) =>
        publish(at, version, ...(version === 2 ? rulesB : rulesA)),
  ),
  fc.constant<Draft>((at) => publishLayers(at, rulesA, layers)),
  fc.constantFrom(30, 60, 300).map(
    (s): Draft =>
      (at) =>
        register(at, { devices: [aDevice('da', s === 30 ? 'b' : 'a', s)] }),
  ),
  fc.constantFrom('a', 'c').map(
    (id): Draft =>
      (at) =>
        register(at, { assets: [anAsset(id, { x: 1 })] }),
  ),
);

/** What somebody does about the newest alert that is open when its turn comes; `named` says which. */
const SOMEBODY = { kind: 'action', alert: alertId('whichever'), by: 'li' } as const;
const actions = fc.oneof(
  fc.constant<Draft>((at) => ({ ...SOMEBODY, at: unixMs(at), action: 'acknowledge' })),
  fc.constant<Draft>((at) => ({ ...SOMEBODY, at: unixMs(at), action: 'unshelve' })),
  fc.constantFrom(1, 60, 90, 900).map(
    (s): Draft =>
      (at) => ({
        ...SOMEBODY,
        ...{ action: 'shelve', owner: 'wang', reason: 'works', until: unixMs(at + s * SECOND) },
        at: unixMs(at),
      }),
  ),
);
function named(log: readonly EngineInput[]): EngineInput[] {
  const engine = createEngine();
  const open = new Set<AlertId>();
  return log.map((entry) => {
    const newest = [...open].at(-1);
    const named = entry.kind === 'action' && newest !== undefined ? { ...entry, alert: newest } : entry;
    for (const { alert } of engine.apply(named)) {
      if (alert.state === 'resolved') open.delete(alert.id);
      else open.add(alert.id);
    }
    return named;
  });
}

/** A log: the opening, then anything, with seconds to minutes between. Only gaps leap. */
const someDrafts = (size: fc.SizeForArbitrary) =>
  fc.array(
    fc.tuple(
      fc.constantFrom(0, 1, 20, 60, 61, 150, 400),
      fc.oneof(weighted(12, aReport), weighted(2, others), weighted(2, actions)),
    ),
    { minLength: 5, maxLength: 80, size },
  );
const aLog = fc
  .oneof({ weight: 4, arbitrary: someDrafts('small') }, { weight: 1, arbitrary: someDrafts('medium') })
  .map((drafts) => {
    let at = START;
    return named([
      ...opening,
      ...drafts.map(([wait, draft]) => {
        at += wait * SECOND;
        return draft(at);
      }),
    ]);
  });

const replay = (log: readonly EngineInput[]): Effect[] => applyAll(createEngine(), log);
const bytes = (effects: readonly Effect[]): string => JSON.stringify(effects);

describe('laws of the engine', () => {
  test('the logs of this test make things happen', () => {
    const kinds = new Set<string>();
    const rates = new Set<string>();
    const rushes = new Set<string>();
    const setBy = new Set<string>();
    for (const log of fc.sample(aLog, { numRuns: 2_000, seed: 1 })) {
      for (const { transition, alert } of replay(log)) {
        kinds.add(`${transition} ${'device' in alert.subject ? 'device' : 'asset'}`);
        setBy.add(`${transition} ${alert.threshold?.layer}`);
        if (alert.ruleId === 'rush') rushes.add(transition);
        if (alert.ruleId === 'rising') rates.add(`${transition} ${alert.stale ?? ''}`);
      }
    }
    const expected = [
      'raised',
      'level-changed',
      'clearing',
      'firing-again',
      'resolved',
      'stale',
      'fresh',
      'migrated',
      'acknowledged',
      'shelved',
      'unshelved',
      'shelf-ended',
      'flapping',
      'steady',
    ];
    for (const transition of expected) expect(kinds).toContain(`${transition} asset`);
    for (const layer of ['rule', 'class:k', 'group:a', 'group:b']) expect(setBy).toContain(`raised ${layer}`);
    for (const layer of ['rule', 'class:k', 'group:a']) expect(setBy).toContain(`migrated ${layer}`);
    for (const told of ['raised', 'level-changed', 'clearing', 'resolved']) expect(rushes).toContain(told);
    for (const told of ['raised ', 'resolved ', 'migrated ', 'stale window-not-covered'])
      expect(rates).toContain(told);
    for (const transition of ['raised', 'resolved', 'migrated'])
      expect(kinds).toContain(`${transition} device`);
  });

  test('delivering every report twice changes nothing', () => {
    const twice = (entry: EngineInput): EngineInput[] => (entry.kind === 'report' ? [entry, entry] : [entry]);
    fc.assert(
      fc.property(aLog, (log) => {
        expect(bytes(replay(log.flatMap(twice)))).toBe(bytes(replay(log)));
      }),
      RUNS,
    );
  });

  test('a snapshot and restore at any entry changes nothing', () => {
    const cut = fc.tuple(aLog, fc.nat());
    fc.assert(
      fc.property(cut, ([log, n]) => {
        const at = n % (log.length + 1);
        const first = createEngine();
        const told = applyAll(first, log.slice(0, at));
        const image = first.snapshot();
        const second = restoreEngine(image);
        told.push(...applyAll(second, log.slice(at)));
        expect(bytes(told)).toBe(bytes(replay(log)));
        expect([...restoreEngine(image).snapshot()]).toEqual([...image]);
      }),
      RUNS,
    );
  });

  test('cutting the log into batches elsewhere changes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(aLog, fc.integer({ min: 1, max: 9 }), async (log, size) => {
        const engine = createEngine();
        const told: Effect[] = [];
        for (let from = 0; from < log.length; from += size) {
          for await (const effect of drive(engine, log.slice(from, from + size))) told.push(effect);
        }
        expect(bytes(told)).toBe(bytes(replay(log)));
      }),
      RUNS,
    );
  });

  test('extra ticks change nothing', () => {
    const withTicks = fc.tuple(aLog, fc.array(fc.integer({ min: 0, max: 400 * SECOND }), { maxLength: 20 }));
    fc.assert(
      fc.property(withTicks, ([log, waits]) => {
        const ticked = log.flatMap((entry, index): EngineInput[] => {
          const next = log[index + 1];
          // Nobody ticks while we are down: up to a gap time passes only to its beginning.
          const end =
            next === undefined ? entry.at : next.kind === 'gap' ? Math.max(entry.at, next.from) : next.at;
          const wait = waits[index % Math.max(1, waits.length)] ?? 0;
          return [entry, { kind: 'tick', at: unixMs(Math.min(end, entry.at + wait)) }];
        });
        expect(bytes(replay(ticked))).toBe(bytes(replay(log)));
      }),
      RUNS,
    );
  });

  test('wakeAt lies after the input that set it, and effects are never dated behind one another', () => {
    fc.assert(
      fc.property(aLog, (log) => {
        const engine = createEngine();
        let newest = 0;
        for (const entry of log) {
          for (const { at } of engine.apply(entry)) {
            expect(at).toBeGreaterThanOrEqual(newest);
            expect(at).toBeLessThanOrEqual(entry.at);
            newest = at;
          }
          expect(engine.wakeAt ?? Number.POSITIVE_INFINITY).toBeGreaterThan(entry.at);
        }
      }),
      RUNS,
    );
  });

  test('between changes of the rules an alert lives once: raised first, resolved last, one id, one opening', () => {
    const aQuietOffice = aLog.map((log) => [
      ...opening,
      ...log.slice(opening.length).filter(({ kind }) => kind !== 'rules' && kind !== 'registry'),
    ]);
    fc.assert(
      fc.property(aQuietOffice, (log) => {
        const open = new Map<string, number>();
        const over = new Set<string>();
        for (const { transition, alert } of replay(log)) {
          expect(over.has(alert.id)).toBe(false);
          expect(open.has(alert.id)).toBe(transition !== 'raised');
          expect(open.get(alert.id) ?? alert.openedAt).toBe(alert.openedAt);
          open.set(alert.id, alert.openedAt);
          if (alert.state === 'resolved') over.add(alert.id);
        }
      }),
      RUNS,
    );
  });

  test('inputs are not written to', () => {
    const frozen = (value: unknown): unknown => {
      if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(frozen);
      return value;
    };
    fc.assert(
      fc.property(aLog, (log) => {
        log.forEach(frozen);
        replay(log);
      }),
      { numRuns: 200 },
    );
  });
});

describe('a lower raise threshold', () => {
  const readings = fc.array(fc.tuple(fc.constantFrom(30, 60, 120, 200), fc.integer({ min: 0, max: 100 })), {
    maxLength: 60,
    size: 'medium',
  });
  const END = START + 1e9;

  /** Observed instants, as [from, to), at which the rule holds an alert open. */
  const violation = (
    raise: number,
    trace: readonly (readonly [number, number])[],
    holds: object,
  ): [number, number][] => {
    let at = START;
    const rule = overflowRule({ ...holds, levels: [{ severity: 'minor', raise, clear: 40 }] });
    const told = replay([
      publish(START, 1, rule),
      opening[0] ?? clock(START),
      ...trace.map(([wait, fill_pct]) => {
        at += wait * SECOND;
        return report(at, { fill_pct }, { device: 'da', asset: 'a' });
      }),
    ]);
    const spans = new Map<string, [number, number]>();
    for (const { alert } of told) spans.set(alert.id, [alert.openedAt, alert.resolvedAt ?? END]);
    return [...spans.values()];
  };

  test('never shortens the time in violation: every span lies in a span of the lower one', () => {
    const holds = fc.record({
      raise_for: fc.constantFrom('0s', '1m', '4m'),
      clear_for: fc.constantFrom('0s', '1m', '4m'),
    });
    const limits = fc.tuple(fc.integer({ min: 41, max: 100 }), fc.integer({ min: 41, max: 100 }));
    fc.assert(
      fc.property(readings, limits, holds, (trace, [x, y], hold) => {
        const lower = violation(Math.min(x, y), trace, hold);
        for (const [from, to] of violation(Math.max(x, y), trace, hold)) {
          expect(lower.some(([start, end]) => start <= from && to <= end)).toBe(true);
        }
      }),
      RUNS,
    );
  });
});
