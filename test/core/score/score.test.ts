import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Alert,
  type AlertKind,
  type Asset,
  alertId,
  assetId,
  type Device,
  deviceId,
  type RaisedAlert,
  RegistryIndex,
  raisedAlert,
  ruleId,
  type Severity,
  score,
  type Truth,
} from '../../../core/index.js';
import { minute, overflowRule, rulesOf, silentRule } from '../engine/city.js';

const asset = (id: string, kind: Asset['kind'], parent?: string): Asset => ({
  assetId: assetId(id),
  kind,
  name: id,
  ...(parent === undefined ? {} : { parentId: assetId(parent) }),
});
const device = (id: string, on: string, link: string): Device => ({
  deviceId: deviceId(id),
  assetId: assetId(on),
  expectedIntervalS: 600,
  link,
});

const registry = new RegistryIndex();
registry.add(
  [
    asset('bin-1', 'bin'),
    asset('bin-2', 'bin'),
    asset('cab-1', 'cabinet'),
    asset('cab-1-c1', 'circuit', 'cab-1'),
    asset('cab-1-c1-l1', 'lamp', 'cab-1-c1'),
  ],
  [device('nb-1', 'bin-1', 'gw-1'), device('nb-2', 'bin-2', 'gw-1'), device('plc-1', 'cab-1', 'bus-1')],
);
const rules = rulesOf({ ...overflowRule(), notify: { team: 'sanitation' } }, silentRule(), {
  ...overflowRule(),
  id: 'cabinet',
  kind: 'cabinet-outage',
  raise_for: '0s',
});

const truth = (kind: AlertKind, on: string, from: number, to: number): Truth => ({
  kind,
  assetId: assetId(on),
  from: minute(from),
  to: minute(to),
  cause: 'test',
});

interface Said {
  readonly kind?: AlertKind;
  readonly rule?: string;
  readonly on?: string;
  readonly from: number;
  /** Absent: it is open at the end. */
  readonly to?: number;
  readonly severities?: readonly Severity[];
}

/** An alert whose levels follow ten minutes upon each other, the first said ten minutes after it opened. */
function alert(said: Said): RaisedAlert {
  const { kind = 'overflow', rule = 'overflow', on = 'bin-1', from, to, severities = ['critical'] } = said;
  const whole: Alert = {
    id: alertId(`${rule} ${on} ${from}`),
    ruleId: ruleId(rule),
    ruleVersion: 1,
    kind,
    subject: kind === 'silent' ? { device: deviceId('nb') } : { asset: assetId(on) },
    assetId: assetId(on),
    severity: severities.at(-1) ?? 'info',
    state: to === undefined ? 'firing' : 'resolved',
    openedAt: minute(from),
    ...(to === undefined ? {} : { resolvedAt: minute(to) }),
    evidence: [],
  };
  const steps = severities.map((severity, index) => ({
    at: minute(from + 10 * (index + 1)),
    transition: index === 0 ? ('raised' as const) : ('level-changed' as const),
    severity,
  }));
  return raisedAlert(whole, steps);
}

const scored = (truths: readonly Truth[], alerts: readonly RaisedAlert[]) =>
  score({ truths, alerts, registry, rules, from: minute(0), to: minute(1_440) });

describe('one alert and one event', () => {
  const overflow = truth('overflow', 'bin-1', 100, 200);
  test.each<{ says: string; event?: Truth; said: Said; right: boolean; found: boolean }>([
    { says: 'an alert while it lasts', said: { from: 110, to: 190 }, right: true, found: true },
    { says: 'an alert that is still open', said: { from: 110 }, right: true, found: true },
    {
      says: 'an alert on another bin',
      said: { from: 110, to: 190, on: 'bin-2' },
      right: false,
      found: false,
    },
    {
      says: 'an alert of another kind',
      said: { from: 110, to: 190, kind: 'fire' },
      right: false,
      found: false,
    },
    { says: 'an alert that ended before', said: { from: 10, to: 99 }, right: false, found: false },
    // The rule holds for 10 minutes and the device reports every 10: 200 + 10 + 2 × 10.
    {
      says: 'an alert within hold and two intervals',
      said: { from: 230, to: 240 },
      right: true,
      found: true,
    },
    { says: 'an alert later than that', said: { from: 231, to: 240 }, right: false, found: false },
    {
      says: 'a warning that came true before the bin was emptied',
      said: { from: 20, to: 205, severities: ['minor'] },
      right: true,
      found: true,
    },
    {
      says: 'a warning that was over when the bin overflowed at another time',
      said: { from: 20, to: 60, severities: ['minor'] },
      right: false,
      found: false,
    },
    {
      says: 'a cabinet outage tells of its dark lamps',
      event: truth('lamp-dark', 'cab-1-c1-l1', 100, 200),
      said: { from: 110, kind: 'cabinet-outage', rule: 'cabinet', on: 'cab-1' },
      right: true,
      found: true,
    },
    {
      says: 'a dark lamp is explained by the outage of its cabinet, and is not the word about it',
      event: truth('cabinet-outage', 'cab-1', 100, 200),
      said: { from: 110, kind: 'lamp-dark', rule: 'lamp', on: 'cab-1-c1-l1' },
      right: true,
      found: false,
    },
    {
      says: 'a silent device is explained by the outage of the link it shares',
      event: truth('comms-outage', 'bin-2', 100, 200),
      said: { from: 130, kind: 'silent', rule: 'silent-device' },
      right: true,
      found: false,
    },
    {
      says: 'a silent device on another link is not',
      event: truth('comms-outage', 'cab-1', 100, 200),
      said: { from: 130, kind: 'silent', rule: 'silent-device' },
      right: false,
      found: false,
    },
  ])('$says', ({ event = overflow, said, right, found }) => {
    const result = scored([event], [alert(said)]);
    expect({ precision: result.precision, recall: result.recall }).toEqual({
      precision: Number(right),
      recall: Number(found),
    });
    expect(result.misses).toHaveLength(found ? 0 : 1);
    expect(result.falseAlarms).toHaveLength(right ? 0 : 1);
  });
});

test('time to detect counts from the event to the word about it, and is 0 when it was foreseen', () => {
  const result = scored(
    [truth('overflow', 'bin-1', 100, 200), truth('overflow', 'bin-2', 100, 200)],
    [
      // Critical at 130.
      alert({ from: 110, to: 210, severities: ['minor', 'critical'] }),
      alert({ from: 50, to: 210, on: 'bin-2', severities: ['minor', 'critical'] }),
    ],
  );
  expect(result.byKind.overflow).toMatchObject({ truths: 2, found: 2, detectS: { p50: 0, p95: 1_800 } });
});

test('the figures stand by kind; a warning counts as a forecast', () => {
  const result = scored(
    [truth('overflow', 'bin-1', 100, 200), truth('gas', 'bin-2', 10, 20)],
    [alert({ from: 110 }), alert({ from: 300, severities: ['minor'] }), alert({ from: 10, kind: 'fire' })],
  );
  expect(result.byKind).toMatchObject({
    overflow: { precision: 1, recall: 1 },
    'overflow-forecast': { precision: 0, recall: null, alerts: 1 },
    gas: { precision: null, recall: 0 },
    fire: { precision: 0, recall: null },
  });
  expect(result).toMatchObject({ precision: 1 / 3, recall: 1 / 2, notifications: 3, alertsPerShift: 1 });
  expect(result.misses).toMatchObject([{ kind: 'gas', evidence: expect.stringContaining('ch4_pct_lel') }]);
});

test('without alerts and without events there is no share to tell', () => {
  expect(scored([], [])).toMatchObject({ precision: null, recall: null, detectS: { p50: null, p95: null } });
});

test('what lies outside the span does not count', () => {
  expect(scored([truth('gas', 'bin-1', -90, -80)], [alert({ from: -50, to: -40 })])).toMatchObject({
    truths: 0,
    alerts: 0,
  });
});

describe('laws', () => {
  const spans = fc
    .tuple(fc.integer({ min: 0, max: 1_400 }), fc.integer({ min: 1, max: 300 }))
    .map(([from, length]) => ({ from, to: Math.min(from + length, 1_440) }));
  const on = fc.constantFrom('bin-1', 'bin-2', 'cab-1', 'cab-1-c1-l1');
  const kind = fc.constantFrom<AlertKind>(
    'overflow',
    'silent',
    'cabinet-outage',
    'lamp-dark',
    'comms-outage',
  );
  const truths = fc.array(
    fc.tuple(kind, on, spans).map(([what, where, { from, to }]) => truth(what, where, from, to)),
    { maxLength: 12 },
  );
  const severities = fc.constantFrom<readonly Severity[]>(['minor'], ['critical'], ['minor', 'critical']);
  const alerts = fc.uniqueArray(
    fc
      .tuple(kind, on, spans, severities)
      .map(([what, where, span, levels]) => alert({ kind: what, on: where, ...span, severities: levels })),
    { maxLength: 12, selector: ({ alert: { id } }) => id },
  );
  const perfect = (events: readonly Truth[]): RaisedAlert[] =>
    events.map(({ kind: what, assetId: where, from, to }) =>
      raisedAlert({ ...alert({ kind: what, on: where, from: 0 }).alert, openedAt: from, resolvedAt: to }, []),
    );

  test('an alert for every event, and no other, is perfect', () => {
    fc.assert(
      fc.property(truths, (events) => {
        const { precision, recall } = scored(events, perfect(events));
        expect([precision, recall]).toEqual(events.length === 0 ? [null, null] : [1, 1]);
      }),
    );
  });

  test('the order of events and alerts changes nothing', () => {
    fc.assert(
      fc.property(truths, alerts, (events, said) => {
        expect(scored(events.toReversed(), said.toReversed())).toEqual(scored(events, said));
      }),
    );
  });

  test('one alert more never lowers recall, and a false one never raises precision', () => {
    fc.assert(
      fc.property(truths, alerts, alerts, (events, said, [more]) => {
        fc.pre(more !== undefined);
        const before = scored(events, said);
        const after = scored(events, [...said, ...(more === undefined ? [] : [more])]);
        expect(after.found).toBeGreaterThanOrEqual(before.found);
        if (after.right === before.right) expect(after.precision).toBeLessThanOrEqual(before.precision ?? 1);
      }),
    );
  });

  test('every event is found or missed, every alert right or false', () => {
    fc.assert(
      fc.property(truths, alerts, (events, said) => {
        const result = scored(events, said);
        expect(result.found + result.misses.length).toBe(result.truths);
        expect(result.right + result.falseAlarms.length).toBe(result.alerts);
        const sum = (of: 'truths' | 'alerts' | 'found' | 'right') =>
          Object.values(result.byKind).reduce((total, one) => total + one[of], 0);
        expect([sum('truths'), sum('found'), sum('alerts'), sum('right')]).toEqual([
          result.truths,
          result.found,
          result.alerts,
          result.right,
        ]);
      }),
    );
  });
});
