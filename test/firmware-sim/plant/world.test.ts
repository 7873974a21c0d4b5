import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  assetId,
  hours,
  after as later,
  minutes,
  pointFits,
  pointSpec,
  unixMs,
} from '../../../core/index.js';
import {
  createWorld,
  type Delivery,
  type Fault,
  parseFaults,
  type ReportDelivery,
} from '../../../firmware-sim/index.js';
import { aCity } from '../../support/city.js';

const city = aCity();
const kinds = new Map(city.assets.map(({ assetId: id, kind }) => [id, kind]));
const NOON = unixMs(Date.UTC(2025, 10, 22, 4));
const DUSK = unixMs(Date.UTC(2025, 10, 22, 8, 30));

const faultsOf = (...faults: unknown[]): readonly Fault[] => {
  const parsed = parseFaults(faults, city, NOON);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return parsed.value;
};
const reports = (deliveries: Iterable<Delivery>): ReportDelivery[] =>
  [...deliveries].filter((delivery) => delivery.kind === 'report');

describe('deliveries', () => {
  const trouble = faultsOf(
    { kind: 'link-loss', pick: { kind: 'link' }, at: '+10m', for: '40m' },
    { kind: 'reordering', pick: { kind: 'tank', count: 5 }, at: '-1h', for: '4h' },
    { kind: 'detour', asset: 'truck-01', at: '-12h', for: '24h' },
  );

  test('are the same bytes for the same seed, and others for another', () => {
    const bytes = (seed: number): string => {
      const sum = createHash('sha256');
      for (const delivery of createWorld(aCity('quarter', seed), seed === 7 ? trouble : []).deliveries(
        NOON,
        later(NOON, hours(3)),
      )) {
        sum.update(JSON.stringify(delivery));
      }
      return sum.digest('hex');
    };
    expect(bytes(7)).toBe(bytes(7));
    expect(bytes(7)).not.toBe(bytes(8));
  });

  test('cut anywhere they are the same, whatever was asked before', () => {
    const lines = (deliveries: Iterable<Delivery>): string[] =>
      [...deliveries].map((delivery) => JSON.stringify(delivery));
    const whole = lines(createWorld(city, trouble).deliveries(DUSK, later(DUSK, hours(1))));
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: hours(1) }), { maxLength: 4 }), (cuts) => {
        const world = createWorld(city, trouble);
        const marks = [0, ...cuts.sort((a, b) => a - b), hours(1)];
        const parts = marks
          .slice(1)
          .flatMap((to, index) => lines(world.deliveries(later(DUSK, marks[index] ?? 0), later(DUSK, to))));
        expect(parts).toEqual(whole);
      }),
      { numRuns: 5 },
    );
  });

  test('come in order, inside their bounds, of points that fit their asset and range', () => {
    let last: number = NOON;
    for (const delivery of createWorld(city).deliveries(NOON, later(NOON, hours(8)))) {
      expect(delivery.at >= last && delivery.at < NOON + hours(8)).toBe(true);
      last = delivery.at;
      if (delivery.kind === 'link') continue;
      const kind = kinds.get(delivery.asset);
      for (const [name, value] of Object.entries(delivery.points)) {
        const spec = pointSpec(name);
        const [lo, hi] = spec?.range ?? [0, 1];
        const fits = spec !== undefined && kind !== undefined && pointFits(spec, kind);
        if (!fits || Number(value) < lo || Number(value) > hi)
          throw new Error(`${delivery.asset} ${name} ${value}`);
      }
    }
  });

  test('read what the world reads at that instant', () => {
    const world = createWorld(city);
    for (const { asset, sampledAt, points } of reports(
      createWorld(city).deliveries(DUSK, later(DUSK, minutes(20))),
    )) {
      expect(points).toEqual(world.sample(asset, sampledAt));
    }
  });

  test('keep to the intervals of the field', () => {
    const seen = new Map<string, number[]>();
    for (const { asset, sampledAt } of reports(createWorld(city).deliveries(NOON, later(NOON, hours(4))))) {
      seen.set(asset, [...(seen.get(asset) ?? []), sampledAt]);
    }
    const gaps = (asset: string): number[] => {
      const own = (seen.get(asset) ?? []).sort((a, b) => a - b);
      return own.slice(1).map((at, index) => at - (own[index] ?? 0));
    };
    const usual = (asset: string): number =>
      gaps(asset).sort((a, b) => a - b)[Math.floor(gaps(asset).length / 2)] ?? 0;
    expect([600, 1_200, 1_800]).toContain(usual('bin-0001-k') / 1_000);
    expect([900, 1_800, 3_600]).toContain(usual('tank-001') / 1_000);
    expect(usual('cab-01') / 1_000).toBe(300);
    expect(usual('cab-01-c1') / 1_000).toBe(300);
    expect(usual('cab-01-c1-l1') / 1_000).toBe(900);
    expect(gaps('truck-01').every((gap) => gap % 10_000 === 0)).toBe(true);
  });

  test('of a driving truck come every ten seconds, of a parked one every five minutes', () => {
    const morning = unixMs(Date.UTC(2025, 10, 21, 22));
    const world = createWorld(city);
    const own = reports(world.deliveries(morning, later(morning, hours(5)))).filter(
      ({ asset }) => asset === 'truck-01',
    );
    const on = own.filter(({ points }) => points.ignition_on === 1);
    expect(on.length).toBeGreaterThan(200);
    expect(own.length - on.length).toBeLessThan(50);
  });

  test('lose and double about as many reports as the radio does', () => {
    const sent = new Map<string, number>();
    let expected = 0;
    for (const { device, seq = 0, boot } of reports(
      createWorld(city).deliveries(NOON, later(NOON, hours(48))),
    ).filter(({ asset }) => kinds.get(asset) === 'bin')) {
      sent.set(`${device} ${boot} ${seq}`, (sent.get(`${device} ${boot} ${seq}`) ?? 0) + 1);
    }
    for (const { expectedIntervalS = 1, assetId: id } of city.devices) {
      if (id !== undefined && kinds.get(id) === 'bin') expected += (48 * 3_600) / expectedIntervalS;
    }
    const lost = 1 - sent.size / expected;
    const twice = [...sent.values()].filter((count) => count === 2).length / expected;
    expect(lost > 0.008 && lost < 0.025, `lost ${lost}`).toBe(true);
    expect(twice > 0.002 && twice < 0.008, `twice ${twice}`).toBe(true);
  });
});

describe('a link that is down', () => {
  const [link = ''] = city.devices.flatMap((device) =>
    device.assetId === 'bin-0001-k' ? (device.link ?? []) : [],
  );
  const own = new Set(city.devices.flatMap((device) => (device.link === link ? device.deviceId : [])));
  const world = createWorld(city, faultsOf({ kind: 'link-loss', link, at: '+1h', for: '3h' }));
  const all = [...world.deliveries(NOON, later(NOON, hours(6)))].filter(({ device }) => own.has(device));
  const during = (at: number): boolean => at >= NOON + hours(1) && at < NOON + hours(4);

  test('lets nothing through, and what was kept comes afterwards with its own time', () => {
    const heard = reports(all);
    const slack = 20_000;
    expect(
      heard.filter(
        ({ at, sampledAt }) => during(at) && sampledAt > NOON + hours(1) - slack && during(at - slack),
      ),
    ).toEqual([]);
    const kept = heard.filter(({ sampledAt, at }) => during(sampledAt) && at >= NOON + hours(4));
    expect(kept.length).toBeGreaterThan(own.size * 5);
    expect(
      kept.every(({ at, ts = 0, sampledAt }) => at < NOON + hours(4.2) && Math.abs(ts - sampledAt) < 2_000),
    ).toBe(true);
  });

  test('breaks the connection of every device on it, and of no other', () => {
    for (const device of city.devices) {
      const reachable = [0.5, 2, 5].map((hour) =>
        world.isReachable(device.deviceId, later(NOON, hours(hour))),
      );
      if (own.has(device.deviceId)) expect(reachable).toEqual([true, false, true]);
    }
    const links = all.filter((delivery) => delivery.kind === 'link');
    expect(links.filter(({ online }) => !online).length).toBe(own.size);
    expect(links.filter(({ online }) => online).length).toBe(own.size);
  });
});

describe('the world', () => {
  test('answers as a function of time', () => {
    const assets = fc.constantFrom(
      'bin-0001-k',
      'bin-0002-r',
      'tank-001',
      'cab-01-c1',
      'cab-01-c1-l1',
      'truck-01',
      'truck-05',
    );
    const instants = fc.array(fc.integer({ min: -hours(100), max: hours(100) }), {
      minLength: 2,
      maxLength: 6,
    });
    fc.assert(
      fc.property(assets, instants, (asset, offsets) => {
        const used = createWorld(city);
        for (const offset of offsets) used.sample(assetId(asset), later(NOON, offset));
        const last = later(NOON, offsets.at(-1) ?? 0);
        expect(used.sample(assetId(asset), last)).toEqual(createWorld(city).sample(assetId(asset), last));
      }),
      { numRuns: 30 },
    );
  });

  test('bins fall when a truck stands at their station, and stay full when it passes by', () => {
    const stop = city.lines[0]?.stops[2];
    const bin = assetId(`bin-${stop?.station.slice(3)}-k`);
    const station = city.assets.find((asset) => asset.assetId === stop?.station);
    const truck = assetId(city.lines[0]?.truck ?? '');
    const skipped = createWorld(
      city,
      faultsOf({ kind: 'missed-stop', asset: stop?.station, at: '-24h', for: '72h' }),
    );
    const world = createWorld(city);
    let falls = 0;
    const fill = (from: typeof world, at: number): number => Number(from.sample(bin, unixMs(at))?.weight_kg);
    for (let at: number = NOON - hours(12); at < NOON + hours(12); at += 60_000) {
      if (fill(world, at) - fill(world, at + 60_000) < 5) continue;
      falls += 1;
      const { lat, lon, speed_kmh } = world.sample(truck, unixMs(at)) ?? {};
      expect(speed_kmh).toBe(0);
      expect(Math.abs(Number(lat) - Number(station?.lat))).toBeLessThan(0.0008);
      expect(Math.abs(Number(lon) - Number(station?.lon))).toBeLessThan(0.0008);
      expect(fill(skipped, at) - fill(skipped, at + 60_000)).toBeLessThan(5);
    }
    expect(falls).toBe(2);
  });

  test('trucks move as trucks do', () => {
    const world = createWorld(city);
    for (const { truck } of city.lines) {
      let before: { lat: number; lon: number; at: number } | undefined;
      for (let at: number = NOON - hours(6); at < NOON + hours(8); at += 10_000) {
        const points = world.sample(truck, unixMs(at));
        expect(Number(points?.speed_kmh ?? 0)).toBeLessThan(42);
        const { lat, lon } = points ?? {};
        if (typeof lat !== 'number' || typeof lon !== 'number') continue;
        if (before !== undefined && Number(points?.hdop) < 1.5) {
          const metres = Math.hypot((lat - before.lat) * 111_320, (lon - before.lon) * 89_300);
          expect(metres).toBeLessThan(((at - before.at) / 1_000) * 12 + 80);
        }
        before = { lat, lon, at };
      }
    }
  });

  test('counters of a truck never fall', () => {
    const world = createWorld(city);
    for (const { truck } of city.lines) {
      let [lifts, km] = [0, 0];
      for (let at: number = NOON - hours(40); at < NOON + hours(60); at += 120_000) {
        const points = world.sample(truck, unixMs(at));
        expect(Number(points?.lift_count)).toBeGreaterThanOrEqual(lifts);
        expect(Number(points?.mileage_km)).toBeGreaterThanOrEqual(km);
        expect(Number(points?.fuel_pct)).toBeGreaterThanOrEqual(20);
        expect(Number(points?.fuel_pct)).toBeLessThanOrEqual(100);
        [lifts, km] = [Number(points?.lift_count), Number(points?.mileage_km)];
      }
    }
  });

  test('dusk and dawn are where the almanac of Jinan has them, within ten minutes', () => {
    const world = createWorld(city);
    const closed = (at: number): unknown => world.sample(assetId('cab-01-c1'), unixMs(at))?.contactor_closed;
    const switched = (from: number): number => {
      let minute = 0;
      while (closed(from + minute * 60_000) === closed(from)) minute++;
      return minute;
    };
    const midnight = (month: number, day: number): number => Date.UTC(2025, month, day, -8);
    // 21 June: sunset 19:34, sunrise 4:51; 21 December: 16:58 and 7:19; the sun is 1.5° down 5 to 8 minutes later.
    const near = (minute: number, hour: number, clock: number): void =>
      expect(Math.abs(minute - (hour * 60 + clock))).toBeLessThan(14);
    near(720 + switched(midnight(5, 21) + hours(12)), 19, 39);
    near(switched(midnight(5, 21)), 4, 46);
    near(720 + switched(midnight(11, 21) + hours(12)), 17, 3);
    near(switched(midnight(11, 21)), 7, 14);
  });
});
