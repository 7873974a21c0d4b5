import { describe, expect, test } from 'vitest';
import { createEngine, restoreEngine } from '../../../core/index.js';
import {
  aDevice,
  anAsset,
  applyAll,
  minute,
  oneBin,
  overflowRule,
  publish,
  register,
  report,
  run,
  START,
  story,
  trace,
} from './city.js';

// START is 06:13:20 on the clock of Shanghai: the window is open from minute 6:40 to minute 36:40.
const open = { windows: ['06:20-06:50'], zone: 'Asia/Shanghai' };
const tell = (text: string, active: object = open, changes: Record<string, unknown> = {}): string[] =>
  story(run(publish(START, 1, overflowRule({ active, ...changes })), oneBin(), ...trace(text)));

describe('a rule with a window from minute 7 to minute 36, a hold of 10 minutes, clear after 5', () => {
  test.each([
    { says: 'a breach before the window counts nothing', text: '6m high, 10m normal', is: [] },
    { says: 'a hold begins with the window', text: '20m high', is: ['17m raised minor'] },
    { says: 'a breach after the window never fires', text: '36m normal, 60m high', is: [] },
    { says: 'a hold does not outlast its window', text: '30m normal, 60m high', is: [] },
    {
      says: 'an open alert goes on after the window',
      text: '30m high, 60m high',
      is: ['17m raised minor'],
    },
    {
      says: 'and clears outside it like anywhere',
      text: '40m high, 6m normal',
      is: ['17m raised minor', '41m clearing minor', '46m resolved minor'],
    },
    {
      says: 'but gets no graver',
      text: '30m high, 60m full',
      is: ['17m raised minor'],
    },
    {
      says: 'it gets milder',
      text: '30m full, 10m at 86',
      is: ['17m raised critical', '36m level-changed minor'],
    },
    {
      says: 'while it clears it can fire again outside the window: it is the same episode',
      text: '40m high, 2m normal, 1m high, 6m normal',
      is: [
        '17m raised minor',
        '41m clearing minor',
        '43m firing-again minor',
        '44m clearing minor',
        '49m resolved minor',
      ],
    },
    {
      says: 'once over, it does not come back outside the window',
      text: '40m high, 6m normal, 30m high',
      is: ['17m raised minor', '41m clearing minor', '46m resolved minor'],
    },
  ])('$says', ({ text, is }) => expect(tell(text)).toEqual(is));

  test('a hold is not carried from one window to the next, whatever lies between', () => {
    const two = { windows: ['06:20-06:25', '06:30-06:50'], zone: '+08:00' };
    // From minute 6:40 to 11:40 and from 16:40 on: the second window needs all of its ten minutes.
    expect(tell('40m high', two)).toEqual(['27m raised minor']);
    expect(tell('11m high, 5m hole, 24m high', two)).toEqual(['27m raised minor']);
    expect(tell('11m high, 5m normal, 24m high', two)).toEqual(['27m raised minor']);
  });

  test('where two windows adjoin it is carried', () => {
    expect(tell('40m high', { windows: ['06:20-06:25', '06:25-06:50'], zone: '+08:00' })).toEqual([
      '17m raised minor',
    ]);
  });

  test('the observed time decides, not the arrival', () => {
    const stored = [8, 13, 18].map((m) => report(minute(300), { fill_pct: 85 }, { observedAt: minute(m) }));
    const rule = overflowRule({ active: open, max_gap: '6m' });
    const [raised] = run(publish(START, 1, rule), oneBin(), ...stored);
    expect(raised).toMatchObject({ transition: 'raised', alert: { openedAt: minute(8) } });
  });

  test('a rule that gets a window keeps its open alert', () => {
    const told = run(
      publish(START, 1, overflowRule()),
      oneBin(),
      ...trace('60m high'),
      publish(minute(60), 2, overflowRule({ active: open })),
      report(minute(61), { fill_pct: 85 }),
    );
    expect(story(told)).toEqual(['11m raised minor', '60m migrated minor']);
  });
});

describe('by the sun', () => {
  // At START it is 06:13 in Jinan, on 15 November; the sun rises at 06:49, 35.8 minutes after START.
  const byNight = { sun: { from: 'sunset', to: 'sunrise' } };
  const rules = publish(START, 1, overflowRule({ active: byNight }));
  const jinan = register(START, {
    assets: [{ ...anAsset('bin-1'), lat: 36.67, lon: 117 }],
    devices: [aDevice('dev-1', 'bin-1', 60)],
  });

  test('a hold before sunrise fires', () => {
    expect(story(run(rules, jinan, ...trace('25m high')))).toEqual(['11m raised minor']);
  });

  test('a hold over sunrise does not', () => {
    expect(story(run(rules, jinan, ...trace('28m normal, 60m high')))).toEqual([]);
  });

  test('an asset in no known place is never judged', () => {
    expect(run(rules, oneBin(), ...trace('25m high'))).toEqual([]);
  });

  test('the place goes into the snapshot, and may change', () => {
    const engine = createEngine();
    applyAll(engine, [rules, jinan, ...trace('5m high')]);
    const restored = restoreEngine(engine.snapshot());
    expect(story(applyAll(restored, trace('25m high').slice(5)))).toEqual(['11m raised minor']);
    const moved = register(minute(5), { assets: [{ ...anAsset('bin-1'), lat: 36.67, lon: -100 }] });
    expect(applyAll(restoreEngine(engine.snapshot()), [moved, ...trace('25m high').slice(5)])).toEqual([]);
  });
});

describe('a change of the clocks inside a window', () => {
  const MINUTE = 60_000;
  const readings = (from: number, count: number) =>
    Array.from({ length: count }, (_, i) => report(from + i * MINUTE, { fill_pct: 85 }));

  test.each([
    { says: 'spring skips an hour', change: '2026-03-29T01:00:00Z', zone: 'Europe/Berlin' },
    { says: 'autumn repeats one', change: '2026-10-25T01:00:00Z', zone: 'Europe/Berlin' },
    { says: 'spring in New York', change: '2026-03-08T07:00:00Z', zone: 'America/New_York' },
    { says: 'autumn in New York', change: '2026-11-01T06:00:00Z', zone: 'America/New_York' },
  ])('$says: a hold of 10 minutes still takes 10 minutes', ({ change, zone }) => {
    const from = Date.parse(change) - 5 * MINUTE;
    const rule = overflowRule({ active: { windows: ['00:00-06:00'], zone } });
    const told = run(publish(from, 1, rule), oneBin(from), ...readings(from, 20));
    expect(told.map(({ transition, at }) => [transition, (at - from) / MINUTE])).toEqual([['raised', 10]]);
  });
});
