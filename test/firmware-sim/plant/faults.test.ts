import { describe, expect, test } from 'vitest';
import { assetId, hours, after as later, type UnixMs, unixMs } from '../../../core/index.js';
import { FAULT_SPECS } from '../../../firmware-sim/fault/fault-specs.js';
import { createWorld, type FaultKind, parseFaults, type World } from '../../../firmware-sim/index.js';
import { aCity } from '../../support/city.js';

const city = aCity();
/** 08:00 civil time. */
const START = unixMs(Date.UTC(2025, 10, 22));
const NIGHT = later(START, hours(14));
const calm = createWorld(city);

const under = (fault: object): World => {
  const parsed = parseFaults([{ at: '-1h', for: '30h', ...fault }], city, START);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return createWorld(city, parsed.value);
};
const read = (world: World, asset: string, point: string, at: UnixMs): number =>
  Number(world.sample(assetId(asset), at)?.[point]);

interface Effect {
  readonly says: string;
  readonly fault: { readonly kind: FaultKind; readonly [field: string]: unknown };
  readonly asset: string;
  readonly point: string;
  readonly at: UnixMs;
  readonly calm: (value: number) => boolean;
  readonly faulty: (value: number) => boolean;
}

const is =
  (wanted: number) =>
  (value: number): boolean =>
    value === wanted;
const above =
  (limit: number) =>
  (value: number): boolean =>
    value > limit;
const below =
  (limit: number) =>
  (value: number): boolean =>
    value < limit;
const bin = 'bin-0001-h';

const EFFECTS: readonly Effect[] = [
  {
    says: 'overflow fills the bin',
    fault: { kind: 'overflow', asset: bin },
    asset: bin,
    point: 'fill_pct',
    at: START,
    calm: below(50),
    faulty: above(95),
  },
  {
    says: 'a fire heats it',
    fault: { kind: 'fire', asset: bin },
    asset: bin,
    point: 'temperature_c',
    at: START,
    calm: below(40),
    faulty: above(120),
  },
  {
    says: 'a spike reads what it is told',
    fault: { kind: 'spike', asset: bin, point: 'weight_kg', to: 999, share: 1 },
    asset: bin,
    point: 'weight_kg',
    at: START,
    calm: below(100),
    faulty: is(999),
  },
  {
    says: 'a unit mistake multiplies',
    fault: { kind: 'unit-mistake', asset: 'tank-001', point: 'level_mm', factor: 0.001 },
    asset: 'tank-001',
    point: 'level_mm',
    at: START,
    calm: above(100),
    faulty: below(3),
  },
  {
    says: 'a drift grows',
    fault: { kind: 'drift', asset: 'tank-001', point: 'level_mm', perDay: 2400 },
    asset: 'tank-001',
    point: 'level_mm',
    at: later(START, hours(9)),
    calm: below(2_000),
    faulty: above(1_000),
  },
  {
    says: 'a dead lamp is dark',
    fault: { kind: 'lamp-dead', asset: 'cab-01-c1-l1' },
    asset: 'cab-01-c1-l1',
    point: 'lamp_on',
    at: NIGHT,
    calm: is(1),
    faulty: is(0),
  },
  {
    says: 'a day burner burns by day',
    fault: { kind: 'day-burner', asset: 'cab-01-c1-l1' },
    asset: 'cab-01-c1-l1',
    point: 'lamp_on',
    at: START,
    calm: is(0),
    faulty: is(1),
  },
  {
    says: 'a contactor stuck closed burns its circuit by day',
    fault: { kind: 'contactor-stuck', asset: 'cab-01-c1' },
    asset: 'cab-01-c1',
    point: 'current_a',
    at: START,
    calm: is(0),
    faulty: above(0.5),
  },
  {
    says: 'a contactor stuck open leaves it dark',
    fault: { kind: 'contactor-stuck', asset: 'cab-01-c1', closed: false },
    asset: 'cab-01-c1',
    point: 'current_a',
    at: NIGHT,
    calm: above(0.5),
    faulty: is(0),
  },
  {
    says: 'a lost phase has no voltage',
    fault: { kind: 'phase-lost', asset: 'cab-01', phase: 'A' },
    asset: 'cab-01-c1',
    point: 'voltage_v',
    at: NIGHT,
    calm: above(220),
    faulty: is(0),
  },
  {
    says: 'the other phases have',
    fault: { kind: 'phase-lost', asset: 'cab-01', phase: 'A' },
    asset: 'cab-01-c2',
    point: 'voltage_v',
    at: NIGHT,
    calm: above(220),
    faulty: above(220),
  },
  {
    says: 'a cabinet without supply says so',
    fault: { kind: 'supply-loss', asset: 'cab-01' },
    asset: 'cab-01',
    point: 'supply_ok',
    at: START,
    calm: is(1),
    faulty: is(0),
  },
  {
    says: 'leakage flows to earth',
    fault: { kind: 'leakage', asset: 'cab-01-c1' },
    asset: 'cab-01-c1',
    point: 'leakage_ma',
    at: NIGHT,
    calm: below(40),
    faulty: above(300),
  },
  {
    says: 'a stolen cable leaves lamps dark',
    fault: { kind: 'cable-theft', asset: 'cab-01-c1', share: 0.5 },
    asset: 'cab-01-c1',
    point: 'current_a',
    at: NIGHT,
    calm: above(0.5),
    faulty: (value) => value > 0.1 && value < 3,
  },
  {
    says: 'a septic rise rises',
    fault: { kind: 'septic-rise', asset: 'tank-001', mmPerHour: 400 },
    asset: 'tank-001',
    point: 'level_mm',
    at: later(START, hours(1)),
    calm: below(1_900),
    faulty: above(700),
  },
  {
    says: 'a spill stands over the rim',
    fault: { kind: 'spill', asset: 'tank-001' },
    asset: 'tank-001',
    point: 'freeboard_mm',
    at: START,
    calm: above(0),
    faulty: below(0),
  },
  {
    says: 'gas is smelt',
    fault: { kind: 'gas', asset: 'tank-001' },
    asset: 'tank-001',
    point: 'ch4_pct_lel',
    at: START,
    calm: below(15),
    faulty: above(40),
  },
  {
    says: 'a cell dies',
    fault: { kind: 'dead-battery', asset: bin },
    asset: bin,
    point: 'battery_v',
    at: later(START, hours(20)),
    calm: above(3.3),
    faulty: below(3.2),
  },
  {
    says: 'a power cut takes every cabinet of the block',
    fault: { kind: 'power-cut', grid: city.assets.find(({ kind }) => kind === 'cabinet')?.gridId },
    asset: 'cab-01',
    point: 'supply_ok',
    at: START,
    calm: is(1),
    faulty: is(0),
  },
];

describe('a fault', () => {
  test.each(EFFECTS)('$says', (effect) => {
    const { fault, asset, point, at } = effect;
    expect(effect.calm(read(calm, asset, point, at)), `calm: ${read(calm, asset, point, at)}`).toBe(true);
    const world = under(fault);
    expect(effect.faulty(read(world, asset, point, at)), `faulty: ${read(world, asset, point, at)}`).toBe(
      true,
    );
    // Before and after it, nothing is left but what it changed for good.
    const before = later(START, -hours(3));
    expect(world.sample(assetId(asset), before)).toEqual(calm.sample(assetId(asset), before));
  });

  test('a stuck sensor repeats itself while the others go on', () => {
    const world = under({ kind: 'stuck-sensor', asset: 'bin-0001-k', point: 'fill_pct' });
    const hoursOn = [0, 3, 6, 9].map((hour) => later(START, hours(hour)));
    expect(new Set(hoursOn.map((at) => read(world, 'bin-0001-k', 'fill_pct', at))).size).toBe(1);
    expect(new Set(hoursOn.map((at) => read(world, 'bin-0001-k', 'weight_kg', at))).size).toBeGreaterThan(2);
  });

  test('a cycling lamp goes out and comes back', () => {
    const world = under({ kind: 'lamp-cycling', asset: 'cab-01-c1-l1', period: '4m' });
    const states = Array.from({ length: 40 }, (_, step) =>
      read(world, 'cab-01-c1-l1', 'lamp_on', later(NIGHT, step * 60_000)),
    );
    const changes = states.slice(1).filter((state, index) => state !== states[index]).length;
    expect(changes).toBeGreaterThan(15);
  });

  test('somebody takes the content of a bin away', () => {
    const world = under({ kind: 'scavenged', asset: 'bin-0001-k', at: '+3h' });
    const [before, after] = [2.9, 3.1].map((hour) =>
      read(world, 'bin-0001-k', 'weight_kg', later(START, hours(hour))),
    );
    expect(after).toBeLessThanOrEqual(Math.max(7, before ?? 0));
  });

  test.each([
    ['clock-1970', {}, (error: number) => error < -1e12],
    ['clock-step', { by: '-8h' }, (error: number) => Math.abs(error + hours(8)) < 2_000],
    ['clock-step', { by: '366d' }, (error: number) => error > 3e10],
    ['clock-drift', { ppm: 10_000 }, (error: number) => error > 30_000],
  ] as const)('%s %j is what the device claims', (kind, more, isWrong) => {
    const world = under({ kind, asset: 'tank-001', ...more });
    const own = [...world.deliveries(later(START, hours(1)), later(START, hours(6)))].flatMap((delivery) =>
      delivery.kind === 'report' && delivery.asset === 'tank-001'
        ? [(delivery.ts ?? 0) - delivery.sampledAt]
        : [],
    );
    expect(own.length).toBeGreaterThan(3);
    expect(own.every(isWrong)).toBe(true);
  });

  test('gcj02 moves a truck by hundreds of metres, always the same way', () => {
    const world = under({ kind: 'gcj02', asset: 'truck-01' });
    for (const hour of [0, 5, 12]) {
      const at = later(START, hours(hour));
      const [lat, lon] = (['lat', 'lon'] as const).map(
        (point) => read(world, 'truck-01', point, at) - read(calm, 'truck-01', point, at),
      );
      expect(Math.abs((lat ?? 0) - 0.0006)).toBeLessThan(0.0008);
      expect((lon ?? 0) > 0.004 && (lon ?? 0) < 0.008, String(lon)).toBe(true);
    }
  });

  test.each<[FaultKind, object, (mine: number, calm: number) => boolean]>([
    ['silence', {}, is(0)],
    ['tracker-off', {}, is(0)],
    ['loss', { share: 0.5 }, (mine, calmly) => mine > calmly * 0.2 && mine < calmly * 0.8],
    ['duplicates', { share: 0.5 }, (mine, calmly) => mine > calmly * 1.2],
  ])('%s %j shows in how many reports come', (kind, more, holds) => {
    const asset = kind === 'tracker-off' ? 'truck-01' : 'bin-0001-k';
    const count = (world: World): number =>
      [...world.deliveries(START, later(START, hours(20)))].filter(
        (delivery) => delivery.kind === 'report' && delivery.asset === asset,
      ).length;
    expect(holds(count(under({ kind, asset, ...more })), count(calm))).toBe(true);
  });

  test('reordered reports overtake each other', () => {
    const world = under({ kind: 'reordering', asset: 'bin-0001-k', share: 0.4, upTo: '2h' });
    const own = [...world.deliveries(START, later(START, hours(20)))].flatMap((delivery) =>
      delivery.kind === 'report' && delivery.asset === 'bin-0001-k' ? [delivery.sampledAt] : [],
    );
    expect(own.slice(1).some((at, index) => at < (own[index] ?? 0))).toBe(true);
  });
});

describe('a truck under a fault', () => {
  const truck = assetId('truck-01');
  const rows = (fault: object) =>
    under({ asset: truck, at: '-12h', for: '48h', ...fault })
      .truth(START, later(START, hours(24)))
      .filter((row) => row.assetId === truck);
  const kindsOf = (fault: object): Set<string> => new Set(rows(fault).map(({ kind }) => kind));

  test.each([
    ['a detour leaves the corridor and misses stops', { kind: 'detour' }, ['off-route']],
    ['a skipped tail misses stops', { kind: 'skipped-tail' }, ['stop-missed']],
    ['the wrong direction is that', { kind: 'wrong-direction' }, ['wrong-direction']],
    ['a trip that never was', { kind: 'no-trip' }, ['no-trip']],
    ['a late start is late', { kind: 'late-start', by: '40m' }, ['late']],
  ])('%s', (_, fault, wanted) => {
    const kinds = kindsOf(fault);
    for (const kind of wanted) expect(kinds).toContain(kind);
    // A fault of another kind brings none of them.
    const other = kindsOf({ kind: 'parked-drift', asset: truck });
    for (const kind of wanted) expect(other).not.toContain(kind);
  });

  test('a breakdown stands in the street, and the rest of the stops is given up', () => {
    // 08:00: on the line or on the way home.
    const world = under({ kind: 'breakdown', asset: truck, at: '+10h40m', for: '3h' });
    const kinds = new Set(
      world
        .truth(START, later(START, hours(24)))
        .filter((row) => row.assetId === truck)
        .map(({ kind }) => kind),
    );
    expect(kinds).toContain('long-halt');
  });

  test('another truck drives its line', () => {
    const world = under({ kind: 'wrong-vehicle', asset: truck, by: 'truck-06', at: '-12h', for: '48h' });
    const found = world.truth(START, later(START, hours(24))).filter(({ kind }) => kind === 'wrong-vehicle');
    expect(found.map(({ assetId: id }) => id)).toEqual(expect.arrayContaining(['truck-06']));
    const at = unixMs(((found[0]?.from ?? 0) + (found[0]?.to ?? 0)) / 2);
    expect(read(world, 'truck-06', 'ignition_on', at)).toBe(1);
    expect(read(world, 'truck-01', 'ignition_on', at)).toBe(0);
  });

  test('parked drift walks about while the truck stands', () => {
    const world = under({ kind: 'parked-drift', asset: truck, metres: 200, at: '-12h', for: '48h' });
    const far = Array.from({ length: 20 }, (_, step) => {
      const at = later(START, hours(4) + step * 300_000);
      return Math.abs(read(world, truck, 'lat', at) - read(calm, truck, 'lat', at)) * 111_320;
    });
    expect(Math.max(...far)).toBeGreaterThan(60);
  });
});

test('every kind of fault is tried somewhere above', () => {
  const tried = new Set<string>([
    ...EFFECTS.map(({ fault }) => fault.kind),
    ...[
      'stuck-sensor',
      'lamp-cycling',
      'scavenged',
      'clock-1970',
      'clock-step',
      'clock-drift',
      'gcj02',
      'silence',
    ],
    ...[
      'tracker-off',
      'loss',
      'duplicates',
      'reordering',
      'detour',
      'skipped-tail',
      'wrong-direction',
      'no-trip',
    ],
    ...['late-start', 'breakdown', 'wrong-vehicle', 'parked-drift', 'missed-stop', 'link-loss'],
  ]);
  expect(Object.keys(FAULT_SPECS).filter((kind) => !tried.has(kind))).toEqual([]);
});
