import { expect, test } from 'vitest';
import { assetId, deviceId, type Entry, type Report, unixMs } from '../../core/index.js';
import { createIntake, type Intake } from '../../gateway/index.js';
import { StampedLog } from '../../runtime/index.js';
import { aStreet } from '../support/gateway.js';
import { HeldLog } from '../support/held-log.js';
import { ManualClock } from '../support/manual-clock.js';

function anIntake(): { intake: Intake; log: HeldLog; clock: ManualClock } {
  const [log, clock] = [new HeldLog(), new ManualClock()];
  const journal = new StampedLog<Entry>(log, clock, unixMs(0));
  return { intake: createIntake({ journal, registry: aStreet(), clock }), log, clock };
}

const nothing = (): void => {};
const tell = (device: string, body: unknown): Entry[] => {
  const { intake, log } = anIntake();
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  intake.message(deviceId(device), `sk/v1/${device}/up`, text, nothing);
  return log.appended;
};

test.each([
  { says: 'a cabinet speaks for itself', device: 'gw-1', body: { door_open: true }, kept: 'cab-1 cabinet' },
  {
    says: 'for its circuits',
    device: 'gw-1',
    body: { asset: 'cab-1-c1', current_a: 4 },
    kept: 'cab-1-c1 circuit',
  },
  {
    says: 'for the lamps of its circuits',
    device: 'gw-1',
    body: { asset: 'cab-1-c1-l1', dim_pct: 4 },
    kept: 'cab-1-c1-l1 lamp',
  },
  {
    says: 'not for another cabinet',
    device: 'gw-1',
    body: { asset: 'cab-2', door_open: 1 },
    reason: 'cab-2 is not where this device is mounted',
  },
  {
    says: 'not for a bin',
    device: 'gw-1',
    body: { asset: 'bin-1', fill_pct: 4, battery_v: 3 },
    reason: 'bin-1 is not where this device is mounted',
    readings: 2,
  },
  {
    says: 'nobody for an asset that is not registered',
    device: 'nb-1',
    body: { asset: 'bin-9', fill_pct: 4 },
    reason: 'unknown asset bin-9',
  },
  {
    says: 'a device without a place for none',
    device: 'nb-spare',
    body: { asset: 'bin-1', fill_pct: 4 },
    reason: 'bin-1 is not where this device is mounted',
  },
  {
    says: 'a device without a place must say more',
    device: 'nb-spare',
    body: { fill_pct: 4 },
    reason: 'asset: required, since the device is mounted on no asset',
  },
  {
    says: 'an unknown device not at all',
    device: 'nb-9',
    body: { asset: 'bin-1', fill_pct: 4 },
    reason: 'unknown device',
  },
])('who speaks for what: $says', ({ device, body, kept, reason, readings = 1 }) => {
  const entries = tell(device, body);
  const reports = entries.flatMap((one) => (one.kind === 'report' ? [`${one.asset} ${one.assetKind}`] : []));
  expect(reports).toEqual(kept === undefined ? [] : [kept]);
  const refused = entries.flatMap((one) => (one.kind === 'quarantine' ? [one] : []));
  expect(refused).toMatchObject(reason === undefined ? [] : [{ device, reason, readings }]);
});

test('points that the kind of asset lacks are quarantined one by one, and leave no flag behind', () => {
  const entries = tell('nb-1', { fill_pct: 82, level_mm: 99_999, dim_pct: 5, battery_v: 99 });
  expect(entries).toMatchObject([
    { kind: 'report', points: { fill_pct: 82, battery_v: 99 }, quality: { battery_v: 'out-of-range' } },
    { kind: 'quarantine', reason: 'level_mm: a bin has no such point (and 1 more)', readings: 2 },
  ]);
  expect(Object.keys((entries[0]?.kind === 'report' && entries[0].quality) || {})).toEqual(['battery_v']);
});

test('a report of nothing but such points is quarantined as a whole', () => {
  expect(tell('nb-1', { level_mm: 99_999 })).toMatchObject([
    { kind: 'quarantine', reason: 'level_mm: a bin has no such point', readings: 1 },
  ]);
});

test('one message makes its reports and at most one quarantine entry, which counts all readings', () => {
  const entries = tell('nb-1', [
    { fill_pct: 1 },
    'junk',
    { asset: 'bin-9', fill_pct: 2, lid_open: 0 },
    { fill_pct: 3, x: 1 },
  ]);
  expect(entries.map((one) => one.kind)).toEqual(['report', 'report', 'quarantine']);
  expect(entries[2]).toMatchObject({ readings: 4, reason: 'a report must be a JSON object (and 2 more)' });
});

test('a thousand reports are a thousand entries; of a thousand and one all are counted in one', () => {
  const reports = (count: number): unknown[] => Array.from({ length: count }, () => ({ fill_pct: 5 }));
  expect(tell('nb-1', reports(1_000))).toHaveLength(1_000);
  expect(tell('nb-1', reports(1_001))).toMatchObject([{ kind: 'quarantine', readings: 1_001 }]);
});

test('the payload of a quarantined message is cut', () => {
  const [entry] = tell('nb-1', 'x'.repeat(5_000));
  expect(entry).toMatchObject({ kind: 'quarantine', payload: 'x'.repeat(1_024) });
});

test('a message of hostile keys touches no prototype', () => {
  const entries = tell('nb-1', '{"__proto__":{"fill_pct":9},"constructor":1,"fill_pct":5}');
  expect(entries).toMatchObject([
    { kind: 'report', points: { fill_pct: 5 } },
    { kind: 'quarantine', readings: 2 },
  ]);
  expect('fill_pct' in {}).toBe(false);
});

test('an empty report is not lost without a trace', () => {
  expect(tell('nb-1', '{}')).toMatchObject([{ kind: 'quarantine', reason: 'a report without a point' }]);
});

test('a status is told from what is none, and from one of a stranger', () => {
  const { intake, log } = anIntake();
  const say = (device: string, text: string): boolean =>
    intake.statusMessage(deviceId(device), `sk/v1/${device}/status`, text, nothing);
  expect(say('nb-1', '{"online":true}')).toBe(true);
  expect(say('nb-1', 'on')).toBe(false);
  expect(say('nb-9', '{"online":true}')).toBe(false);
  expect(log.appended).toMatchObject([
    { kind: 'status', device: 'nb-1', online: true },
    { kind: 'quarantine', device: 'nb-1', reason: 'not a status', payload: 'on' },
    { kind: 'quarantine', device: 'nb-9', reason: 'unknown device' },
  ]);
});

test('everything settles in the order in which it came', () => {
  const { intake, log } = anIntake();
  const order: string[] = [];
  const id = deviceId('nb-1');
  intake.statusMessage(id, 'status', '{"online":true}', () => order.push('status'));
  intake.message(id, 'up', '{"fill_pct":1}', () => order.push('report'));
  intake.inTurn(() => order.push('ack'));
  intake.message(id, 'up', 'junk', () => order.push('junk'));
  expect(order).toEqual([]);
  log.settle();
  expect(order).toEqual(['status', 'report', 'ack', 'junk']);
});

test('what drivers report passes the same checks', async () => {
  const { intake, log, clock } = anIntake();
  const report = (asset: string, points: Report['points']): Report => ({
    device: deviceId('gw-1'),
    asset: assetId(asset),
    observedAt: clock.now(),
    stamped: false,
    points,
  });
  await intake.report([]);
  const reported = intake.report([report('cab-1-c1', { current_a: 3 }), report('bin-1', { fill_pct: 3 })]);
  log.settle();
  await reported;
  expect(log.appended).toMatchObject([
    { kind: 'report', asset: 'cab-1-c1', assetKind: 'circuit', points: { current_a: 3 } },
    { kind: 'quarantine', device: 'gw-1', reason: 'bin-1 is not where this device is mounted' },
  ]);
});

test('entries bear a time that never falls, though the clock does', () => {
  const { intake, log, clock } = anIntake();
  const say = (): void => intake.message(deviceId('nb-1'), 'up', '{"fill_pct":1}', nothing);
  say();
  clock.advance(-3_600_000);
  say();
  expect(new Set(log.appended.map((one) => one.at)).size).toBe(1);
});
