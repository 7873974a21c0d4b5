import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  assetId,
  hours,
  after as later,
  minutes,
  pointFits,
  pointSpec,
  seconds,
  unixMs,
} from '../../../core/index.js';
import { createPlant, demonstration, history } from '../../../firmware-sim/index.js';
import { aDistrict } from '../../support/district.js';

const NOON = unixMs(Date.UTC(2025, 10, 22, 4));
const MIDNIGHT = unixMs(Date.UTC(2025, 10, 22, 16));
const district = aDistrict();
const plant = createPlant(district);
const kinds = new Map(district.assets.map(({ assetId: id, kind }) => [id, kind]));
const read = (asset: string, point: string, at: number, from = plant): number =>
  Number(from.sample(assetId(asset), unixMs(at))?.[point]);

describe('the plant', () => {
  test('is a function of time: it does not matter what was asked before', () => {
    const instants = fc.array(fc.integer({ min: 0, max: hours(72) }), { minLength: 2, maxLength: 8 });
    const assets = fc.constantFrom(
      ...district.assets.filter((asset) => plant.sample(asset.assetId, NOON) !== undefined),
    );
    fc.assert(
      fc.property(instants, assets, (offsets, { assetId: id }) => {
        const used = createPlant(district);
        for (const offset of offsets) used.sample(id, later(NOON, offset));
        const last = later(NOON, offsets.at(-1) ?? 0);
        expect(used.sample(id, last)).toEqual(createPlant(district).sample(id, last));
      }),
      { numRuns: 20 },
    );
  });

  test('reads only points that fit the asset, within their range', () => {
    for (const report of history(district, { from: NOON, to: later(NOON, hours(6)) })) {
      for (const [name, value] of Object.entries(report.points)) {
        const spec = pointSpec(name);
        const kind = kinds.get(report.asset);
        expect(spec !== undefined && kind !== undefined && pointFits(spec, kind)).toBe(true);
        const [lo, hi] = spec?.range ?? [0, 1];
        expect(Number(value)).toBeGreaterThanOrEqual(lo);
        expect(Number(value)).toBeLessThanOrEqual(hi);
      }
    }
  });

  test('bins fill, and are emptied where their truck halts', () => {
    const [line] = district.lines;
    const stop = line?.stops[0];
    const bin = `bin-${stop?.station.slice(3)}-k`;
    const falls = Array.from({ length: 24 * 60 }, (_, minute) => NOON + minute * 60_000).filter(
      (at) => read(bin, 'fill_pct', at) - read(bin, 'fill_pct', at + 60_000) > 8,
    );
    expect(falls).toHaveLength(2);
    const station = district.assets.find((asset) => asset.assetId === stop?.station);
    for (const at of falls) {
      const truck = plant.sample(assetId(line?.truck ?? ''), unixMs(at));
      expect(truck?.speed_kmh).toBe(0);
      expect(Math.abs(Number(truck?.lat) - Number(station?.lat))).toBeLessThan(0.0003);
      expect(Math.abs(Number(truck?.lon) - Number(station?.lon))).toBeLessThan(0.0003);
    }
  });

  test('lamps burn at night and draw the current that their circuit shows', () => {
    expect(read('cab-01-c1-l1', 'lamp_on', NOON)).toBe(0);
    expect(read('cab-01-c1', 'current_a', NOON)).toBe(0);
    expect(read('cab-01-c1-l1', 'lamp_on', MIDNIGHT)).toBe(1);
    const lamps = district.assets.filter(({ parentId }) => parentId === 'cab-01-c1');
    const sum = lamps.reduce((total, lamp) => total + read(lamp.assetId, 'power_w', MIDNIGHT), 0);
    expect(read('cab-01-c1', 'power_w', MIDNIGHT) / sum).toBeCloseTo(1.02, 1);
    expect(read('cab-01-c1', 'energy_kwh', MIDNIGHT)).toBeGreaterThan(read('cab-01-c1', 'energy_kwh', NOON));
  });

  test('dusk and dawn are where the almanac of Jinan has them, within ten minutes', () => {
    const switched = (from: number): number => {
      const lit = read('cab-01-c1', 'contactor_closed', from);
      let minute = 0;
      while (read('cab-01-c1', 'contactor_closed', from + minute * 60_000) === lit) minute++;
      return minute;
    };
    // 21 June: sunset 19:34, sunrise 4:51; 21 December: 16:58 and 7:19 (civil time); the sun is 1.5° down 5 min later.
    const minutesOf = (hour: number, minute: number): number => hour * 60 + minute;
    const from = (month: number, day: number): number => Date.UTC(2025, month, day, -8);
    expect(Math.abs(minutesOf(12, 0) + switched(from(5, 21) + hours(12)) - minutesOf(19, 39))).toBeLessThan(
      10,
    );
    expect(Math.abs(switched(from(5, 21)) - minutesOf(4, 46))).toBeLessThan(10);
    expect(Math.abs(minutesOf(12, 0) + switched(from(11, 21) + hours(12)) - minutesOf(17, 3))).toBeLessThan(
      10,
    );
    expect(Math.abs(switched(from(11, 21)) - minutesOf(7, 14))).toBeLessThan(10);
  });

  test('trucks move as trucks do', () => {
    for (const { truck } of district.lines) {
      for (let at: number = NOON; at < NOON + hours(2); at += 30_000) {
        expect(read(truck, 'speed_kmh', at)).toBeLessThan(43);
        const north = (read(truck, 'lat', at + 5_000) - read(truck, 'lat', at)) * 111_320;
        const east = (read(truck, 'lon', at + 5_000) - read(truck, 'lon', at)) * 111_320 * 0.8;
        // 40 km/h for five seconds, and a receiver's noise at both ends.
        expect(Math.hypot(north, east)).toBeLessThan(56 + 25);
      }
    }
    const moving = district.lines.filter(({ truck }) => read(truck, 'speed_kmh', NOON) > 0);
    expect(moving.length).toBeGreaterThan(3);
  });
});

describe('the demonstration', () => {
  const incidents = demonstration(district, NOON);
  const shown = createPlant(district, incidents);
  const minute = (count: number): number => NOON + minutes(count);
  const subject = (kind: string, index = 0): string => {
    const found = incidents.filter((incident) => incident.kind === kind)[index];
    return found === undefined ? '' : 'asset' in found ? found.asset : found.device;
  };

  test('shows within two minutes what the system is for', () => {
    const [long, fresh] = [subject('bin-surge'), subject('bin-surge', 1)];
    expect(
      Math.min(read(long, 'fill_pct', minute(-60), shown), read(long, 'fill_pct', minute(0), shown)),
    ).toBeGreaterThan(95);
    expect(read(fresh, 'fill_pct', minute(2), shown)).toBeGreaterThan(95);
    const cabinet = subject('supply-loss');
    expect([0.5, 1.5].map((count) => read(cabinet, 'supply_ok', minute(count), shown))).toEqual([1, 0]);
    expect(read(`${cabinet}-c1`, 'voltage_v', minute(1.5), shown)).toBe(0);
    const silent = district.devices.find(({ deviceId }) => deviceId === subject('silence', 1));
    expect(silent && [0.5, 1].map((count) => shown.isSpeaking(silent, unixMs(minute(count))))).toEqual([
      true,
      false,
    ]);
  });
});

describe('history', () => {
  const options = {
    from: NOON,
    to: later(NOON, hours(36)),
    incidents: demonstration(district, later(NOON, hours(36))),
  };

  test('is the same for the same seed, byte for byte', () => {
    const text = () =>
      [...history(district, { ...options, to: later(NOON, hours(3)) })]
        .map((report) => JSON.stringify(report))
        .join('\n');
    expect(text()).toBe(text());
  });

  test('runs in order of time, inside its bounds, and fits what the plant reads', () => {
    const live = createPlant(district, options.incidents);
    let last: number = options.from;
    for (const { ts, asset, points } of history(district, options)) {
      expect(ts >= last && ts < options.to).toBe(true);
      last = ts;
      if (ts % 97 === 0) expect(points).toEqual(live.sample(asset, ts));
    }
  });

  test('keeps to the intervals of the field, and says nothing for the silent', () => {
    const silences = options.incidents.filter((incident) => incident.kind === 'silence');
    const isSilent = (device: string, ts: number): boolean =>
      silences.some((silence) => silence.device === device && ts >= silence.from);
    const times = new Map<string, number[]>();
    for (const { ts, asset, deviceId } of history(district, options)) {
      if (isSilent(deviceId, ts)) throw new Error(`${deviceId} spoke`);
      times.set(asset, [...(times.get(asset) ?? []), ts]);
    }
    const gaps = (asset: string): Set<number> => {
      const own = times.get(asset) ?? [];
      return new Set(own.slice(1).map((ts, index) => ts - (own[index] ?? 0)));
    };
    expect(gaps('bin-0001-k')).toEqual(new Set([minutes(20)]));
    expect(gaps('cab-01-c1')).toEqual(new Set([minutes(15)]));
    expect(gaps('cab-01-c1-l1')).toEqual(new Set([hours(1)]));
    expect(gaps('truck-01')).toEqual(new Set([seconds(30)]));
    expect(times.get('truck-01')?.length).toBe(2_880);
  });

  test('is made faster than it can be stored: at least 50,000 reports a second on a busy machine', () => {
    const started = performance.now();
    let count = 0;
    for (const _ of history(district, { from: NOON, to: later(NOON, hours(72)) })) count++;
    expect(count).toBeGreaterThan(100_000);
    expect(count / ((performance.now() - started) / 1_000)).toBeGreaterThan(50_000);
  });
});
