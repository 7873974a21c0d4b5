import { describe, expect, test } from 'vitest';
import { createEngine, deviceId, drive, type Effect, unixMs } from '../../../core/index.js';
import {
  aDevice,
  anAsset,
  applyAll,
  clock,
  gap,
  MINUTE,
  minute,
  oneBin,
  overflowRule,
  publish,
  register,
  report,
  run,
  START,
  silentRule,
  story,
} from './city.js';

const start = [publish(START, 1, silentRule()), oneBin()];
const battery = (m: number) => report(minute(m), { battery_v: 3.6 });
const status = (m: number, online: boolean) =>
  ({ kind: 'status', at: minute(m), device: deviceId('dev-1'), online }) as const;
const quarantined = (m: number) =>
  ({
    kind: 'quarantine',
    at: minute(m),
    device: deviceId('dev-1'),
    reason: '',
    topic: '',
    payload: '',
    readings: 1,
  }) as const;

describe('a silent rule of 3 intervals, for a device that reports every minute', () => {
  test.each([
    { says: 'finds a device that never spoke', entries: [clock(minute(9))], is: ['3m raised major'] },
    { says: 'counts from the last report', entries: [battery(2), clock(minute(9))], is: ['5m raised major'] },
    { says: 'is content with a device that speaks', entries: [1, 3, 5, 7].map(battery), is: [] },
    {
      says: 'ends when the device is heard',
      entries: [battery(8), clock(minute(9))],
      is: ['3m raised major', '8m resolved major'],
    },
    {
      says: 'takes an online status for a sign of life',
      entries: [status(2, true), clock(minute(4))],
      is: [],
    },
    {
      says: 'takes an offline status for none',
      entries: [status(2, false), clock(minute(4))],
      is: ['3m raised major'],
    },
    { says: 'takes a quarantined message for one', entries: [quarantined(2), clock(minute(4))], is: [] },
    {
      says: 'can be missed again and again',
      entries: [battery(8), battery(20)],
      is: ['3m raised major', '8m resolved major', '11m raised major', '20m resolved major'],
    },
    {
      says: 'subtracts our downtime and grants an interval',
      entries: [battery(1), gap(minute(2), minute(60)), clock(minute(70))],
      is: ['63m raised major'],
    },
    {
      says: 'adds up several downtimes, and grants one interval',
      entries: [battery(1), gap(minute(2), minute(60)), gap(minute(61), minute(62)), clock(minute(70))],
      is: ['64m raised major'],
    },
    {
      says: 'knows no downtime that was over when the device was heard',
      entries: [gap(minute(1), minute(5)), battery(6), clock(minute(20))],
      is: ['9m raised major'],
    },
    {
      says: 'still sees what fell due before our downtime',
      entries: [gap(minute(10), minute(60))],
      is: ['3m raised major'],
    },
  ])('$says', ({ entries, is }) => expect(story(run(...start, ...entries))).toEqual(is));

  test('names the device, its place, the deadline and what was last heard', () => {
    const [raised] = run(...start, battery(2), clock(minute(50)));
    expect(raised?.alert).toMatchObject({
      subject: { device: 'dev-1' },
      assetId: 'bin-1',
      openedAt: minute(5),
      evidence: [{ at: minute(2), note: 'last heard' }],
      threshold: { value: 3, layer: 'rule' },
    });
  });

  test('sees a device that is registered before the rule is published, and one that comes after', () => {
    const late = register(minute(2), { devices: [aDevice('dev-2', undefined, 60)] });
    const told = run(oneBin(), publish(minute(1), 1, silentRule()), late, clock(minute(9)));
    expect(told.map(({ alert }) => [alert.subject, alert.openedAt])).toEqual([
      [{ device: 'dev-1' }, minute(3)],
      [{ device: 'dev-2' }, minute(5)],
    ]);
  });

  test('a rule that is published later finds who is silent already', () => {
    expect(story(run(oneBin(), publish(minute(30), 1, silentRule())))).toEqual(['30m raised major']);
  });

  test('a device without an interval is never missed', () => {
    const devices = [aDevice('dev-1', undefined, undefined)];
    expect(run(publish(START, 1, silentRule()), register(START, { devices }), clock(minute(9_999)))).toEqual(
      [],
    );
  });

  test('watches only devices on the kinds it names, also when the asset comes after its device', () => {
    const devices = [aDevice('a', 'bin-1', 60), aDevice('b', 'tank-1', 60), aDevice('c', undefined, 60)];
    const told = run(
      publish(START, 1, silentRule({ watch: { device: '*', where: { asset: 'tank' } } })),
      register(START, { devices }),
      register(minute(1), { assets: [anAsset('bin-1'), anAsset('tank-1', {}, 'tank')] }),
      clock(minute(9)),
    );
    expect(told.map(({ alert }) => alert.subject)).toEqual([{ device: 'b' }]);
  });
});

describe('a whole city', () => {
  const names = Array.from(
    { length: 500 },
    (_, i) =>
      `d${String(i * 7_919)
        .padStart(7, '0')
        .slice(-3)}-${i}`,
  );
  const city = register(START, { devices: names.map((name) => aDevice(name, undefined, 60)) });
  const everyone = (m: number) => names.map((device) => report(minute(m), { battery_v: 3 }, { device }));

  test('is not reported silent because we were down', () => {
    const told = run(
      publish(START, 1, silentRule()),
      city,
      ...everyone(1),
      gap(minute(2), minute(600)),
      ...everyone(601),
    );
    expect(told).toEqual([]);
  });

  test('falls silent in the order of deadline, rule and subject, whatever order it was registered in', () => {
    const told = run(publish(START, 1, silentRule(), silentRule({ id: 'a-rule' })), city, clock(minute(9)));
    const keys = told.map(({ alert }) => `${alert.ruleId} ${JSON.stringify(alert.subject)}`);
    expect(keys).toHaveLength(1_000);
    expect(keys).toEqual(keys.toSorted());
  });
});

describe('the registry', () => {
  test('imported again changes nothing', () => {
    const engine = createEngine();
    applyAll(engine, [...start, battery(1)]);
    const { wakeAt } = engine;
    expect(engine.apply(oneBin(minute(2)))).toEqual([]);
    expect(engine.wakeAt).toBe(wakeAt);
    expect(story([...engine.apply(clock(minute(9)))])).toEqual(['4m raised major']);
  });

  test('moves an open silence along with its device', () => {
    const move = register(minute(5), {
      assets: [anAsset('bin-2')],
      devices: [aDevice('dev-1', 'bin-2', 60)],
    });
    const told = run(...start, move, battery(7));
    expect(story(told)).toEqual(['3m raised major', '5m migrated major', '7m resolved major']);
    expect(told.map(({ alert }) => alert.assetId)).toEqual(['bin-1', 'bin-2', 'bin-2']);
    expect(new Set(told.map(({ alert }) => alert.id)).size).toBe(1);
  });

  test('ends a silence that is none at the new interval, and waits by it', () => {
    const slow = register(minute(5), { devices: [aDevice('dev-1', 'bin-1', 600)] });
    expect(story(run(...start, slow, clock(minute(40))))).toEqual([
      '3m raised major',
      '5m resolved major',
      '30m raised major',
    ]);
  });

  test('brings the deadline forward with a shorter interval', () => {
    const slow = register(START, { devices: [aDevice('dev-1', undefined, 6_000)] });
    const fast = register(minute(5), { devices: [aDevice('dev-1', undefined, 120)] });
    expect(story(run(publish(START, 1, silentRule()), slow, fast, clock(minute(7))))).toEqual([
      '6m raised major',
    ]);
  });

  test('arms the rules for an asset that comes later, and disarms what an attribute excludes', () => {
    const rule = overflowRule({ watch: { asset: 'bin', where: { stream: ['kitchen'] } }, raise_for: '0s' });
    const kitchen = register(minute(1), { assets: [anAsset('bin-1', { stream: 'kitchen' })] });
    const other = register(minute(3), { assets: [anAsset('bin-1', { stream: 'other' })] });
    const told = run(
      publish(START, 1, rule),
      kitchen,
      report(minute(2), { fill_pct: 85 }),
      other,
      report(minute(4), { fill_pct: 99 }),
    );
    expect(story(told)).toEqual(['2m raised minor', '3m resolved minor']);
    expect(told.at(-1)?.alert.evidence.at(-1)).toEqual({
      at: minute(3),
      note: 'registry: not watched any more',
    });
  });

  test('keeps an open alert through a change that does not concern its rule', () => {
    const told = run(
      publish(
        START,
        1,
        overflowRule({ raise_for: '0s', clear_for: '0s' }),
        overflowRule({ id: 'a', watch: { asset: 'bin', where: { x: 1 } } }),
      ),
      oneBin(),
      report(minute(1), { fill_pct: 85 }),
      register(minute(2), { assets: [anAsset('bin-1', { x: 1 })] }),
      report(minute(3), { fill_pct: 10 }),
    );
    expect(story(told)).toEqual(['1m raised minor', '3m resolved minor']);
  });
});

describe('drive', () => {
  const gather = async (entries: Parameters<typeof run>): Promise<Effect[]> => {
    const told: Effect[] = [];
    for await (const effect of drive(createEngine(), entries)) told.push(effect);
    return told;
  };

  test('meets the deadlines between two entries, dated by themselves', async () => {
    expect(story(await gather([...start, clock(minute(500))]))).toEqual(['3m raised major']);
  });

  test('a restart gap of any length meets none that fell into it', async () => {
    expect(await gather([...start, gap(minute(1), minute(5_000)), battery(5_001)])).toEqual([]);
  });

  test('an open alert is not stale because we were down', () => {
    const rule = overflowRule({ raise_for: '0s', clear_for: '0s' });
    const open = [publish(START, 1, rule), oneBin(), report(minute(1), { fill_pct: 85 })];
    const down = gap(minute(2), minute(600));
    expect(story(run(...open, down, report(minute(601), { fill_pct: 85 })))).toEqual(['1m raised minor']);
    expect(story(run(...open, down, clock(minute(700))))).toEqual([
      '1m raised minor',
      '602.5m stale minor (silent)',
    ]);
  });

  test('time that runs backwards is taken for standing still', () => {
    const told = run(...start, clock(minute(5)), { ...battery(4), at: unixMs(START - MINUTE) });
    expect(story(told)).toEqual(['3m raised major', '5m resolved major']);
  });
});
