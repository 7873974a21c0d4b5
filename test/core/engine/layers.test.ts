import { describe, expect, test } from 'vitest';
import { createEngine, type Effect, type EngineInput, restoreEngine } from '../../../core/index.js';
import {
  aDevice,
  anAsset,
  applyAll,
  clock,
  minute,
  overflowRule,
  publishLayers,
  register,
  report,
  run,
  START,
  story,
} from './city.js';

const rule = overflowRule({ raise_for: '0s', clear_for: '0s' });
const of = (scope: object, raise: number, more: object = {}) => ({
  rule: 'overflow',
  ...scope,
  levels: { minor: { raise } },
  ...more,
});
const attributes = {
  class: 'large',
  line: 'red',
  groups: ['market', 'old-town'],
  segment: 's-1',
  stop: 'stop-9',
};
const bin = register(START, {
  assets: [{ ...anAsset('bin-1', attributes), gridId: 'LX-004' }],
  devices: [aDevice('dev-1', 'bin-1', 60)],
});
const threshold = (effects: readonly Effect[]) => effects.at(-1)?.alert.threshold;

/** The layers of the asset, the weakest first, and raise values that tell them apart. */
const all = [
  of({ class: 'large' }, 79),
  of({ line: 'red' }, 78),
  of({ grid: 'LX-004' }, 77),
  of({ group: 'market' }, 76),
  of({ segment: 's-1' }, 74),
  of({ stop: 'stop-9' }, 73),
  of({ asset: 'bin-1' }, 72),
];
const names = [
  'class:large',
  'line:red',
  'grid:LX-004',
  'group:market',
  'segment:s-1',
  'stop:stop-9',
  'asset:bin-1',
];

describe('threshold layers', () => {
  test.each(names.map((layer, index) => ({ layer, index })))(
    '$layer wins over all before it',
    ({ layer, index }) => {
      // Whatever their order in the file.
      const upTo = all.slice(0, index + 1).toReversed();
      const [raised] = run(publishLayers(START, [rule], upTo), bin, report(minute(1), { fill_pct: 79.5 }));
      expect(raised?.alert.threshold).toEqual({ value: all[index]?.levels.minor.raise, layer });
    },
  );

  test.each([
    { says: 'of another class', scope: { class: 'small' } },
    { says: 'of another grid', scope: { grid: 'LX-005' } },
    { says: 'of another asset', scope: { asset: 'bin-2' } },
    { says: 'of a group of that class name', scope: { group: 'large' } },
  ])('a layer $says changes nothing', ({ scope }) => {
    expect(
      run(publishLayers(START, [rule], [of(scope, 60)]), bin, report(minute(1), { fill_pct: 70 })),
    ).toEqual([]);
  });

  test('one that moves only raise keeps the distance to clear', () => {
    const layers = [of({ group: 'market' }, 70)];
    const told = run(
      publishLayers(START, [rule], layers),
      bin,
      ...[70, 66, 65].map((fill_pct, i) => report(minute(1 + i), { fill_pct })),
    );
    expect(story(told)).toEqual(['1m raised minor', '3m resolved minor']);
  });

  test('one that moves only clear leaves the threshold to the layer below', () => {
    const layers = [{ rule: 'overflow', group: 'market', levels: { minor: { clear: 50 } } }];
    const told = run(
      publishLayers(START, [rule], layers),
      bin,
      report(minute(1), { fill_pct: 80 }),
      report(minute(2), { fill_pct: 60 }),
    );
    expect(story(told)).toEqual(['1m raised minor']);
    expect(threshold(told)).toEqual({ value: 80, layer: 'rule' });
  });

  test('levels may come from different layers', () => {
    const layers = [
      of({ class: 'large' }, 70),
      { rule: 'overflow', asset: 'bin-1', levels: { critical: { raise: 90 } } },
    ];
    const told = run(
      publishLayers(START, [rule], layers),
      bin,
      report(minute(1), { fill_pct: 75 }),
      report(minute(2), { fill_pct: 91 }),
    );
    expect(told.map(({ alert }) => alert.threshold)).toEqual([
      { value: 70, layer: 'class:large' },
      { value: 90, layer: 'asset:bin-1' },
    ]);
  });

  test('two groups of one asset that say the same level are a tie: neither counts', () => {
    const layers = [of({ class: 'large' }, 79), of({ group: 'market' }, 60), of({ group: 'old-town' }, 70)];
    const told = run(
      publishLayers(START, [rule], layers),
      bin,
      ...[75, 79].map((fill_pct, i) => report(minute(1 + i), { fill_pct })),
    );
    expect(story(told)).toEqual(['2m raised minor']);
    expect(threshold(told)).toEqual({ value: 79, layer: 'class:large' });
  });

  test('layers that together put a graver level below a milder one still raise it', () => {
    const layers = [
      { rule: 'overflow', class: 'large', levels: { critical: { raise: 82, clear: 81 } } },
      { rule: 'overflow', asset: 'bin-1', levels: { minor: { raise: 90 } } },
    ];
    expect(
      story(run(publishLayers(START, [rule], layers), bin, report(minute(1), { fill_pct: 84 }))),
    ).toEqual(['1m raised critical']);
  });

  test('an asset that moves to another grid comes under its layer', () => {
    const layers = [of({ grid: 'LX-004' }, 90), of({ grid: 'LX-005' }, 60)];
    const moved = register(minute(2), { assets: [{ ...anAsset('bin-1', attributes), gridId: 'LX-005' }] });
    const told = run(
      publishLayers(START, [rule], layers),
      bin,
      report(minute(1), { fill_pct: 91 }),
      moved,
      report(minute(3), { fill_pct: 65 }),
      report(minute(4), { fill_pct: 55 }),
    );
    expect(story(told)).toEqual(['1m raised minor', '2m migrated minor', '4m resolved minor']);
    expect(told[1]?.alert).toMatchObject({
      threshold: { value: 60, layer: 'grid:LX-005' },
      evidence: [{}, { note: 'registry' }],
    });
  });
});

describe('a layer with dates', () => {
  // START is 22:13:20 UTC: these midnights come 26 minutes 40 seconds after it.
  const zone = '+01:20';
  const midnight = START + 1_600_000;
  const begins = of({ group: 'market' }, 60, { from: '2023-11-15', zone });
  const ends = of({ group: 'market' }, 60, { to: '2023-11-14', zone });
  const at = (m: number, fill_pct: number): EngineInput => report(minute(m), { fill_pct });

  test('counts from its first midnight on', () => {
    const told = run(publishLayers(START, [rule], [begins]), bin, at(1, 70), at(26, 70), at(27, 70));
    expect(story(told)).toEqual(['27m raised minor']);
    expect(threshold(told)).toEqual({ value: 60, layer: 'group:market' });
  });

  test('counts to the end of its last day', () => {
    const told = run(publishLayers(START, [rule], [ends]), bin, at(26, 50), at(27, 70));
    expect(told).toEqual([]);
  });

  test('its end ends an alert that is not true any more, at that instant', () => {
    const told = run(publishLayers(START, [rule], [ends]), bin, at(26, 70), clock(minute(40)));
    expect(told.map(({ transition, at: when }) => [transition, when])).toEqual([
      ['raised', minute(26)],
      ['resolved', midnight],
    ]);
    expect(told.at(-1)?.alert.evidence.at(-1)?.note).toBe('threshold layers: not true any more');
  });

  test('an alert that stays true lives on under the layer that now sets its threshold', () => {
    const told = run(publishLayers(START, [rule], [begins]), bin, at(26, 85), at(27, 85));
    expect(told.map(({ transition, alert }) => [transition, alert.threshold])).toEqual([
      ['raised', { value: 80, layer: 'rule' }],
      ['migrated', { value: 60, layer: 'group:market' }],
    ]);
    expect(new Set(told.map(({ alert }) => alert.id)).size).toBe(1);
  });

  test('does not touch alerts and silences whose limits stay', () => {
    const other = overflowRule({ id: 'other', raise_for: '0s' });
    const gone = { id: 'gone', kind: 'silent', watch: { device: '*' }, when: { silent: { intervals: 3 } } };
    const told = run(
      publishLayers(START, [rule, other, gone], [begins]),
      bin,
      at(1, 50),
      at(2, 85),
      clock(minute(60)),
    );
    const after = told.filter(({ at: when }) => when > minute(20));
    expect(after.map(({ transition, alert }) => `${transition} ${alert.ruleId}`)).toEqual([
      'migrated overflow',
    ]);
  });

  test('is a deadline of the engine, before and after a snapshot', () => {
    const engine = createEngine();
    applyAll(engine, [publishLayers(START, [rule], [begins]), bin]);
    expect(engine.wakeAt).toBe(midnight);
    const restored = restoreEngine(engine.snapshot());
    expect(restored.wakeAt).toBe(midnight);
    expect(applyAll(restored, [clock(midnight)])).toEqual([]);
    expect(restored.wakeAt).toBeUndefined();
    expect(story(applyAll(restoreEngine(restored.snapshot()), [at(28, 61)]))).toEqual(['28m raised minor']);
  });
});
