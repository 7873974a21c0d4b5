import { describe, expect, test } from 'vitest';
import { unixMs } from '../../../core/index.js';
import { FAULT_SPECS } from '../../../firmware-sim/fault/fault-specs.js';
import { parseFaults } from '../../../firmware-sim/index.js';
import { aCity } from '../../support/city.js';

const city = aCity();
/** 06:00 civil time of the first day. */
const START = unixMs(Date.UTC(2025, 10, 21, 22));
const parse = (...faults: unknown[]) => parseFaults(faults, city, START);
const problems = (...faults: unknown[]): string[] => {
  const result = parse(...faults);
  return result.ok ? [] : result.error.map(({ path, message }) => `${path.join('.')}: ${message}`);
};

describe('faults of a scenario', () => {
  test('civil times count days from the day of the start', () => {
    const result = parse({ kind: 'lamp-dead', asset: 'cab-01-c1-l1', at: 'day 2 03:10', for: '2h' });
    expect(result).toEqual({
      ok: true,
      value: [
        {
          kind: 'lamp-dead',
          asset: 'cab-01-c1-l1',
          from: Date.UTC(2025, 10, 22, 19, 10),
          until: Date.UTC(2025, 10, 22, 21, 10),
        },
      ],
    });
  });

  test('offsets count from the start, and what is left out has a default', () => {
    const result = parse({ kind: 'overflow', asset: ['bin-0001-k', 'bin-0002-k'], at: '-30m', until: '+2h' });
    expect(result.ok && result.value).toEqual(
      ['bin-0001-k', 'bin-0002-k'].map((asset) => ({
        kind: 'overflow',
        asset,
        from: START - 1_800_000,
        until: START + 7_200_000,
        toPct: 105,
        overMs: 3_600_000,
      })),
    );
  });

  test('a pick is drawn by the seed, without repetition, among those that fit', () => {
    const pick = { kind: 'bin', where: { stream: 'kitchen' }, count: 12 };
    const [one, two] = [0, 1].map(() => parse({ kind: 'overflow', pick, at: '+1h', for: '1h' }));
    expect(one).toEqual(two);
    const assets = one?.ok ? one.value.flatMap((fault) => ('asset' in fault ? fault.asset : [])) : [];
    expect(new Set(assets).size).toBe(12);
    expect(assets.every((asset) => asset.endsWith('-k'))).toBe(true);
  });

  test('a fault of electronics may name the asset; links and grids go by their own names', () => {
    const [link] = city.devices.flatMap((device) => device.link ?? []);
    const result = parse(
      { kind: 'silence', asset: 'tank-001', at: '+1h', for: '1h' },
      { kind: 'clock-step', device: 'gps-01', by: '-8h', at: '+1h', for: '1h' },
      { kind: 'link-loss', link, at: '+1h', for: '1h' },
      { kind: 'power-cut', pick: { kind: 'grid' }, at: '+1h', for: '1h' },
    );
    expect(result.ok && result.value.map((fault) => Object.keys(fault).sort().join())).toEqual([
      'device,from,kind,until',
      'byMs,device,from,kind,until',
      'from,kind,link,until',
      'from,grid,kind,until',
    ]);
  });

  test('every kind can be written', () => {
    const required: Readonly<Record<string, object>> = {
      'stuck-sensor': { point: 'fill_pct' },
      drift: { point: 'fill_pct', perDay: 5 },
      spike: { point: 'fill_pct', to: 100 },
      'unit-mistake': { point: 'fill_pct', factor: 0.1 },
      'phase-lost': { phase: 'B' },
      'wrong-vehicle': { by: 'truck-02' },
      'clock-step': { by: '1h' },
      'clock-drift': { ppm: 50 },
    };
    for (const [kind, { target }] of Object.entries(FAULT_SPECS)) {
      const pick = {
        kind: typeof target === 'object' ? target.asset[0] : target === 'device' ? 'tank' : target,
      };
      expect(problems({ kind, pick, at: '+1h', for: '1h', ...required[kind] }), kind).toEqual([]);
    }
  });

  test.each([
    ['an unknown kind', { kind: 'flood', at: '+1h', for: '1h' }, /^0\.kind: "flood" is not a kind of fault/],
    ['no target', { kind: 'fire', at: '+1h', for: '1h' }, /^0: expected either asset or pick/],
    [
      'two targets',
      { kind: 'fire', asset: 'bin-0001-k', pick: { kind: 'bin' }, at: '+1h', for: '1h' },
      /^0: expected either/,
    ],
    [
      'an unknown asset',
      { kind: 'fire', asset: 'bin-9', at: '+1h', for: '1h' },
      /^0\.asset: there is no asset "bin-9"/,
    ],
    [
      'an asset of another kind',
      { kind: 'fire', asset: 'tank-001', at: '+1h', for: '1h' },
      /is a tank; expected bin/,
    ],
    ['no end', { kind: 'fire', asset: 'bin-0001-k', at: '+1h' }, /^0: expected either for or until/],
    [
      'an end before the beginning',
      { kind: 'fire', asset: 'bin-0001-k', at: '+2h', until: '+1h' },
      /^0\.until: /,
    ],
    [
      'a time that is none',
      { kind: 'fire', asset: 'bin-0001-k', at: 'noon', for: '1h' },
      /^0\.at: expected a time/,
    ],
    [
      'an hour that is none',
      { kind: 'fire', asset: 'bin-0001-k', at: 'day 1 25:00', for: '1h' },
      /no time of day/,
    ],
    [
      'a key of another kind',
      { kind: 'fire', asset: 'bin-0001-k', at: '+1h', for: '1h', toMa: 3 },
      /^0\.toMa: "toMa" is not/,
    ],
    [
      'a figure out of range',
      { kind: 'fire', asset: 'bin-0001-k', at: '+1h', for: '1h', peakC: 9 },
      /^0\.peakC: expected a number from 80/,
    ],
    [
      'a point of another kind of asset',
      { kind: 'drift', asset: 'bin-0001-k', point: 'level_mm', perDay: 1, at: '+1h', for: '1h' },
      /a bin does not report "level_mm"/,
    ],
    [
      'a pick of too many',
      { kind: 'fire', pick: { kind: 'bin', count: 1_000 }, at: '+1h', for: '1h' },
      /^0\.pick: only 160 fit/,
    ],
    [
      'a vehicle that is none',
      { kind: 'wrong-vehicle', asset: 'truck-01', by: 'bin-0001-k', at: '+1h', for: '1h' },
      /^0\.by: expected a truck/,
    ],
  ])('complains about %s', (_, fault, message) => {
    expect(problems(fault).join('\n')).toMatch(message);
  });

  test('names every problem at once, with where it stands', () => {
    const result = parseFaults(
      [{ kind: 'x' }, { kind: 'fire', asset: 'y', at: 'z', for: '0s' }],
      city,
      START,
      ['faults'],
    );
    expect(result.ok ? [] : result.error.map(({ path }) => path.join('.')).sort()).toEqual([
      'faults.0.kind',
      'faults.1.asset',
      'faults.1.at',
      'faults.1.for',
    ]);
    expect(parseFaults('all', city, START).ok).toBe(false);
  });
});
