import { describe, expect, test } from 'vitest';
import { ASSET_KINDS, POINTS, pointFits, pointSpec } from '../../../core/index.js';

/** Ends of names and the units they stand for. */
const SUFFIXES: Readonly<Record<string, string>> = {
  _pct: '%',
  _pct_lel: '%LEL',
  _mm: 'mm',
  _kg: 'kg',
  _c: '°C',
  _deg: '°',
  _ppm: 'ppm',
  _v: 'V',
  _a: 'A',
  _w: 'W',
  _kwh: 'kWh',
  _ma: 'mA',
  _h: 'h',
  _kmh: 'km/h',
  _m: 'm',
  _km: 'km',
  _dbm: 'dBm',
};
/** Names that everybody knows without one. */
const BARE: Readonly<Record<string, string>> = { lat: '°', lon: '°', hdop: '', lift_count: '' };

const points = Object.keys(POINTS).map((name) => ({ name, spec: pointSpec(name) }));

describe.each(points)('the point $name', ({ name, spec }) => {
  test('is found in the table', () => expect(spec).toBeDefined());

  test('ends in its unit when it is a number, and has none when it is not', () => {
    if (spec?.type !== 'number') return expect(spec?.unit).toBe('');
    const suffix = Object.keys(SUFFIXES)
      .filter((end) => name.endsWith(end))
      .sort((one, other) => other.length - one.length)[0];
    expect(spec.unit).toBe(suffix === undefined ? BARE[name] : SUFFIXES[suffix]);
  });

  test('has a range from low to high when it is a number, and a rate above zero if any', () => {
    if (spec?.type !== 'number') return expect(spec?.range).toBeUndefined();
    const [low, high] = spec.range ?? [0, 0];
    expect(low).toBeLessThan(high);
    expect(spec.maxRisePerS ?? 1).toBeGreaterThan(0);
  });

  test('belongs to kinds of assets that exist', () => {
    for (const kind of spec?.kinds ?? []) {
      expect(ASSET_KINDS).toContain(kind);
      if (spec !== undefined) expect(pointFits(spec, kind)).toBe(true);
    }
  });
});

test('a point without kinds fits every asset, one with kinds no other', () => {
  expect(ASSET_KINDS.filter((kind) => pointFits(POINTS.battery_v, kind))).toEqual([...ASSET_KINDS]);
  expect(ASSET_KINDS.filter((kind) => pointFits(POINTS.fill_pct, kind))).toEqual(['bin']);
});

test.each(['', 'fullness', 'FILL_PCT', '__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
  '%j is no point',
  (name) => expect(pointSpec(name)).toBeUndefined(),
);
