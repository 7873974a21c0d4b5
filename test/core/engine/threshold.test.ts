import { describe, expect, test } from 'vitest';
import { createEngine } from '../../../core/index.js';
import {
  applyAll,
  clock,
  minute,
  oneBin,
  overflowRule,
  publish,
  report,
  run,
  START,
  story,
  trace,
} from './city.js';

const tell = (text: string, changes: Record<string, unknown> = {}): string[] =>
  story(run(publish(START, 1, overflowRule(changes)), oneBin(), ...trace(text)));

describe('a threshold rule with a hold of 10 minutes, clear after 5, readings every minute', () => {
  test.each([
    { says: 'a short breach never fires', text: '3m high, 20m normal', is: [] },
    { says: 'one spike and silence never fires', text: '1m high, 600m hole', is: [] },
    { says: 'two readings that span a hole prove nothing', text: '1m high, 30m hole, 1m high', is: [] },
    { says: 'a held breach fires once', text: '25m high', is: ['11m raised minor'] },
    { says: 'a breach that breaks off starts afresh', text: '9m high, 1m near, 9m high', is: [] },
    {
      says: 'a hole pauses the hold and does not reset it',
      text: '6m high, 20m hole, 6m high',
      is: ['32m raised minor'],
    },
    {
      says: 'a missing reading inside max_gap is covered',
      text: '5m high, 1m hole, 5m high',
      is: ['11m raised minor'],
    },
    {
      says: 'a hole beyond max_gap adds nothing of its length',
      text: '5m high, 2m hole, 20m high',
      is: ['14m raised minor'],
    },
    { says: 'a leap to the top raises the top at once', text: '11m full', is: ['11m raised critical'] },
    {
      says: 'a level rises when its own hold is met',
      text: '15m high, 11m full',
      is: ['11m raised minor', '26m level-changed critical'],
    },
    {
      says: 'a level falls by its own clear value and hold',
      text: '11m full, 4m at 90, 6m at 86',
      is: ['11m raised critical', '21m level-changed minor'],
    },
    { says: 'hysteresis keeps it firing at 78 %', text: '11m high, 60m near', is: ['11m raised minor'] },
    {
      says: 'it clears after the hold below its clear value',
      text: '11m high, 10m normal',
      is: ['11m raised minor', '12m clearing minor', '17m resolved minor'],
    },
    {
      says: 'the clear value itself clears',
      text: '11m high, 6m at 75',
      is: ['11m raised minor', '12m clearing minor', '17m resolved minor'],
    },
    {
      says: 'a breach during clearing fires again, as the same alert',
      text: '11m high, 3m normal, 1m high, 6m normal',
      is: [
        '11m raised minor',
        '12m clearing minor',
        '15m firing-again minor',
        '16m clearing minor',
        '21m resolved minor',
      ],
    },
    {
      says: 'a hole pauses the clearing as well, and the alert says that it is blind',
      text: '11m high, 3m normal, 20m hole, 4m normal',
      is: [
        '11m raised minor',
        '12m clearing minor',
        '16.5m stale minor (silent)',
        '35m fresh minor',
        '38m resolved minor',
      ],
    },
    {
      says: 'from the top to nothing is one way out',
      text: '11m full, 6m normal',
      is: ['11m raised critical', '12m clearing critical', '17m resolved critical'],
    },
    {
      says: 'silence never clears',
      text: '11m high, 1m normal, 600m hole, 1m high',
      is: [
        '11m raised minor',
        '12m clearing minor',
        '14.5m stale minor (silent)',
        '613m fresh minor',
        '613m firing-again minor',
      ],
    },
    {
      says: 'a flagged spike is not judged, and says so',
      text: '11m high, 1m spike, 1m high',
      is: ['11m raised minor', '12m stale minor (spike)', '13m fresh minor'],
    },
    { says: 'flagged spikes never fire', text: '30m spike', is: [] },
    {
      says: 'flagged spikes count neither for nor against a hold',
      text: '6m high, 1m spike, 4m high',
      is: ['11m raised minor'],
    },
  ])('$says', ({ text, is }) => expect(tell(text)).toEqual(is));

  test('without holds one reading raises and one clears', () => {
    const changes = { raise_for: '0s', clear_for: '0s' };
    expect(tell('1m normal, 1m high, 1m normal', changes)).toEqual(['2m raised minor', '3m resolved minor']);
  });

  test('a max_gap of its own replaces the one of the device', () => {
    expect(tell('5m high, 5m hole, 1m high', { max_gap: '6m' })).toEqual(['11m raised minor']);
  });

  test('below: lower is worse', () => {
    const levels = [{ severity: 'minor', raise: 20, clear: 25 }];
    const changes = {
      when: { point: 'fill_pct', direction: 'below' },
      levels,
      raise_for: '2m',
      clear_for: '0s',
    };
    expect(tell('2m at 22, 3m at 20, 1m at 24, 1m at 25', changes)).toEqual([
      '5m raised minor',
      '7m resolved minor',
    ]);
  });
});

describe('the alert itself', () => {
  const effects = run(
    publish(START, 7, overflowRule()),
    oneBin(),
    ...trace('2m normal, 15m high, 11m full, 6m normal'),
  );

  test('is dated by the first breaching reading of its hold and ends with the reading that settled it', () => {
    const last = effects.at(-1)?.alert;
    expect(last).toMatchObject({
      openedAt: minute(3),
      resolvedAt: minute(34),
      state: 'resolved',
      ruleVersion: 7,
    });
    expect(last?.subject).toEqual({ asset: 'bin-1' });
  });

  test('keeps one id through all of its life', () => {
    expect(new Set(effects.map(({ alert }) => alert.id)).size).toBe(1);
    expect(effects[0]?.alert.id).toMatch(/^[0-9a-f]{16}$/);
  });

  test('names its proof and the threshold of its level', () => {
    expect(effects[0]?.alert.evidence).toEqual([
      { at: minute(3), point: 'fill_pct', value: 85 },
      { at: minute(13), point: 'fill_pct', value: 85 },
    ]);
    expect(effects[0]?.alert.threshold).toEqual({ value: 80, layer: 'rule' });
    expect(effects.find(({ transition }) => transition === 'level-changed')?.alert.threshold?.value).toBe(95);
  });

  test('is another one the next time', () => {
    const again = run(publish(START, 1, overflowRule()), oneBin(), ...trace('11m high, 6m normal, 11m high'));
    expect(new Set(again.map(({ alert }) => alert.id)).size).toBe(2);
  });
});

describe('what a reading proves', () => {
  const start = [publish(START, 1, overflowRule({ raise_for: '0s', clear_for: '0s' })), oneBin()];
  const high = report(minute(10), { fill_pct: 85 });

  test.each([
    { says: 'at the newest instant, nothing', at: 10, quality: undefined, is: [] },
    { says: 'behind the newest instant, nothing', at: 9, quality: undefined, is: [] },
    { says: 'after it, that all is well', at: 11, quality: 'good', is: ['20m resolved minor'] },
    { says: 'out of order but newer, the same', at: 11, quality: 'out-of-order', is: ['20m resolved minor'] },
    { says: 'late, nothing yet', at: 11, quality: 'late', is: [] },
    {
      says: 'with a suspect clock, at its arrival',
      at: 3,
      quality: 'clock-suspect',
      is: ['20m resolved minor'],
    },
    {
      says: 'out of range, that the sensor is broken',
      at: 11,
      quality: 'out-of-range',
      is: ['20m stale minor (out-of-range)'],
    },
    { says: 'stuck, likewise', at: 11, quality: 'stuck', is: ['20m stale minor (stuck)'] },
    {
      says: 'in another unit, likewise',
      at: 11,
      quality: 'unit-mismatch',
      is: ['20m stale minor (unit-mismatch)'],
    },
    {
      says: 'disowned by its device, likewise',
      at: 11,
      quality: 'device-flag',
      is: ['20m stale minor (device-flag)'],
    },
  ] as const)('$says', ({ at, quality, is }) => {
    const said = {
      observedAt: minute(at),
      ...(quality === undefined ? {} : { quality: { fill_pct: quality } }),
    };
    const engine = createEngine();
    applyAll(engine, [
      ...start,
      high,
      ...Array.from({ length: 9 }, (_, i) => report(minute(11 + i), { battery_v: 3.6 })),
    ]);
    expect(story([...engine.apply(report(minute(20), { fill_pct: 10 }, said))])).toEqual(is);
  });

  test('holds count observed time, however late it arrives', () => {
    const stored = [1, 6, 11].map((m) => report(minute(60), { fill_pct: 85 }, { observedAt: minute(m) }));
    const rules = publish(START, 1, overflowRule({ max_gap: '5m' }));
    const [raised] = run(rules, oneBin(), ...stored);
    expect(raised).toMatchObject({ transition: 'raised', at: minute(60), alert: { openedAt: minute(1) } });
  });

  test('a text where a number belongs proves nothing', () => {
    expect(
      run(...start, report(minute(1), { fill_pct: 'full' }), report(minute(2), { fill_pct: Number.NaN })),
    ).toEqual([]);
  });

  test('an asset that nobody registered is not judged', () => {
    expect(run(...start, report(minute(1), { fill_pct: 99 }, { asset: 'bin-2' }))).toEqual([]);
  });

  test('a device without an interval is never missed, so its alerts never go stale', () => {
    const unknown = report(minute(1), { fill_pct: 85 }, { device: 'dev-2' });
    expect(story(run(...start, unknown, clock(minute(100_000))))).toEqual(['1m raised minor']);
  });

  test('a report without the point keeps the alert from going stale: the point may report on change', () => {
    const others = Array.from({ length: 30 }, (_, i) => report(minute(11 + i), { battery_v: 3.6 }));
    expect(story(run(...start, high, ...others, clock(minute(41))))).toEqual(['10m raised minor']);
  });

  test('an import behind the time of the engine is history: it raises nothing', () => {
    const old = { ...report(minute(5), { fill_pct: 99 }), origin: 'import' as const };
    expect(run(...start, clock(minute(10)), old)).toEqual([]);
    expect(story(run(...start, old))).toEqual(['5m raised critical']);
  });
});

describe('acknowledging', () => {
  const raised = run(publish(START, 1, overflowRule()), oneBin(), ...trace('11m high'));
  const id = raised[0]?.alert.id;
  const take = (at: number, by: string) =>
    ({ kind: 'action', at: minute(at), alert: id ?? '', by, action: 'acknowledge' }) as const;

  test('names who took it, and that stays; the first one keeps it', () => {
    const engine = createEngine();
    applyAll(engine, [publish(START, 1, overflowRule()), oneBin(), ...trace('11m high')]);
    if (id === undefined) throw new Error('nothing was raised');
    const told = applyAll(engine, [
      { ...take(12, 'li'), alert: id },
      { ...take(13, 'wang'), alert: id },
      report(minute(13), { fill_pct: 10 }),
    ]);
    expect(story(told)).toEqual(['12m acknowledged minor', '13m clearing minor']);
    expect(told.map(({ alert }) => alert.acknowledgedBy)).toEqual(['li', 'li']);
  });
});
