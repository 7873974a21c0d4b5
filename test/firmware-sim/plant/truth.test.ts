import { describe, expect, test } from 'vitest';
import { assetId, hours, after as later, unixMs } from '../../../core/index.js';
import { createWorld, parseFaults, type TruthRow } from '../../../firmware-sim/index.js';
import { TANK } from '../../../firmware-sim/plant/constants.js';
import { aCity } from '../../support/city.js';

const city = aCity();
/** 08:00 civil time. */
const START = unixMs(Date.UTC(2025, 10, 22));
const WEEK = later(START, hours(7 * 24));
const calm = createWorld(city);

const under = (...faults: object[]) => {
  const parsed = parseFaults(faults, city, START);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return createWorld(city, parsed.value);
};
const rowsOf = (rows: readonly TruthRow[], kind: string): TruthRow[] =>
  rows.filter((row) => row.kind === kind);

describe('what comes about by itself', () => {
  const rows = calm.truth(START, WEEK);

  test('a bin overflows from the instant it is full until a truck empties it', () => {
    const overflows = rowsOf(rows, 'overflow');
    expect(overflows.length).toBeGreaterThan(5);
    for (const { assetId: id, from, to } of overflows) {
      const weight = (at: number): number => Number(calm.sample(id, unixMs(at))?.weight_kg);
      expect(Number(calm.sample(id, later(from, 1_000))?.fill_pct)).toBeGreaterThan(97);
      expect(weight(to - 1)).toBeGreaterThan(weight(to + 1) + 10);
    }
  });

  test('a tank stands over its inlet while the row says so', () => {
    const high = rowsOf(createWorld(aCity('demo')).truth(START, WEEK), 'tank-high');
    const demo = createWorld(aCity('demo'));
    expect(high.length).toBeGreaterThan(0);
    for (const { assetId: id, from, to } of high) {
      const level = (at: number): number => Number(demo.sample(id, unixMs(at))?.level_mm);
      expect(level((from + to) / 2)).toBeGreaterThan(TANK.inletMm.value - 20);
      expect(level(to + hours(1))).toBeLessThan(TANK.inletMm.value);
    }
  });

  test('a lamp that failed is dark at night', () => {
    const failures = rowsOf(rows, 'lamp-dark');
    expect(failures.length).toBeGreaterThan(0);
    for (const { assetId: id, from } of failures) {
      // A minute into the dark the photocell may still wait; a quarter of an hour later it does not.
      expect(calm.sample(id, later(from, 900_000))).toMatchObject({ lamp_on: 0, power_w: 0 });
    }
  });

  test('a week asked for in days has the same rows', () => {
    const key = (row: TruthRow): string => JSON.stringify(row);
    const days = Array.from({ length: 7 }, (_, day) =>
      calm.truth(later(START, hours(24 * day)), later(START, hours(24 * (day + 1)))),
    );
    expect([...new Set(days.flat().map(key))].sort()).toEqual([...new Set(rows.map(key))].sort());
  });
});

describe('what was injected', () => {
  test.each([
    ['fire', { kind: 'fire', asset: 'bin-0001-k' }, 'fire', 'bin-0001-k'],
    ['overflow', { kind: 'overflow', asset: 'bin-0001-h' }, 'overflow', 'bin-0001-h'],
    [
      'a lift that was none',
      { kind: 'missed-stop', asset: 'st-0001', stands: true, for: '24h' },
      'bin-not-emptied',
      'bin-0001-k',
    ],
    ['scavenging', { kind: 'scavenged', asset: 'bin-0001-k' }, 'level-drop-unattended', 'bin-0001-k'],
    ['a septic rise', { kind: 'septic-rise', asset: 'tank-001' }, 'tank-rise', 'tank-001'],
    ['a spill', { kind: 'spill', asset: 'tank-001' }, 'spill', 'tank-001'],
    ['gas', { kind: 'gas', asset: 'tank-001' }, 'gas', 'tank-001'],
    ['a dead lamp', { kind: 'lamp-dead', asset: 'cab-01-c1-l1', for: '24h' }, 'lamp-dark', 'cab-01-c1-l1'],
    [
      'a cycling lamp',
      { kind: 'lamp-cycling', asset: 'cab-01-c1-l1', for: '24h' },
      'lamp-cycling',
      'cab-01-c1-l1',
    ],
    [
      'a day burner',
      { kind: 'day-burner', asset: 'cab-01-c1-l1', for: '24h' },
      'lamp-day-burning',
      'cab-01-c1-l1',
    ],
    ['a stuck contactor', { kind: 'contactor-stuck', asset: 'cab-01-c1' }, 'contactor-stuck', 'cab-01-c1'],
    ['a lost phase', { kind: 'phase-lost', asset: 'cab-01', phase: 'A' }, 'phase-lost', 'cab-01'],
    [
      'the circuits on it',
      { kind: 'phase-lost', asset: 'cab-01', phase: 'A' },
      'circuit-outage',
      'cab-01-c1',
    ],
    ['no supply', { kind: 'supply-loss', asset: 'cab-01' }, 'cabinet-outage', 'cab-01'],
    [
      'the lamps behind it',
      { kind: 'supply-loss', asset: 'cab-01', for: '24h' },
      'lamp-dark',
      'cab-01-c1-l1',
    ],
    ['leakage', { kind: 'leakage', asset: 'cab-01-c1', for: '24h' }, 'leakage', 'cab-01-c1'],
    ['a theft', { kind: 'cable-theft', asset: 'cab-01-c1' }, 'cable-theft', 'cab-01-c1'],
    ['silence', { kind: 'silence', asset: 'tank-001' }, 'silent', 'tank-001'],
    ['a dead cell', { kind: 'dead-battery', asset: 'tank-001', for: '48h' }, 'battery-low', 'tank-001'],
    ['and its silence', { kind: 'dead-battery', asset: 'tank-001', for: '48h' }, 'silent', 'tank-001'],
    [
      'a lying sensor',
      { kind: 'drift', asset: 'tank-001', point: 'level_mm', perDay: 100 },
      'sensor-fault',
      'tank-001',
    ],
    ['a wrong datum', { kind: 'gcj02', asset: 'truck-01' }, 'datum-fault', 'truck-01'],
  ])('%s is told', (_, fault, kind, asset) => {
    const own = (world: typeof calm) =>
      rowsOf(world.truth(START, WEEK), kind).filter(
        (row) => row.assetId === asset && row.cause !== 'deposits',
      );
    const rows = own(under({ at: '+1h', for: '6h', ...fault }));
    expect(rows.length).toBeGreaterThanOrEqual(1);
    expect(own(calm)).toEqual([]);
    expect(rows.every(({ from, to }) => to > from && to - from < hours(200))).toBe(true);
  });

  test('a link that is down silences its devices, and leaves nothing dark', () => {
    const [link] = city.devices.flatMap((device) => (device.modbus === undefined ? [] : (device.link ?? [])));
    const rows = under({ kind: 'link-loss', link, at: '+10h', for: '3h' }).truth(START, WEEK);
    const caused = rows.filter(({ cause }) => cause === 'link-loss');
    expect(rowsOf(caused, 'silent')).toHaveLength(
      city.devices.filter((device) => device.link === link).length,
    );
    expect(rowsOf(caused, 'comms-outage').map((row) => row.assetId)).toEqual([assetId(link ?? '')]);
    expect(rows.filter(({ kind }) => kind.startsWith('lamp'))).toEqual(
      calm.truth(START, WEEK).filter(({ kind }) => kind.startsWith('lamp')),
    );
  });
});
