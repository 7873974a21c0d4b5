import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Asset,
  type AssetKind,
  assetId,
  mapPoints,
  type Place,
  type PointRule,
  type Profile,
} from '../../../core/index.js';

const asset = (kind: AssetKind, container?: unknown): Asset => ({
  assetId: assetId('a-1'),
  kind,
  name: 'a',
  ...(container === undefined ? {} : { attributes: { container } }),
});
const profile = (...points: PointRule[]): Profile => ({ name: 'p', title: 'P', points });
const nowhere = (mounted: Asset): Place => ({ mounted, find: () => undefined });
const map = (words: Record<string, unknown>, rules: PointRule[], at: Asset = asset('bin')) =>
  mapPoints(words, profile(...rules), nowhere(at));
const BOX = { shape: 'prism', empty_mm: 1_000, full_mm: 200 };

describe('words become points with units', () => {
  test.each<{ says: string; word: unknown; rule: Omit<PointRule, 'from'>; kind?: AssetKind; is: unknown }>([
    {
      says: 'a text with its unit',
      word: '2000 mm',
      rule: { point: 'distance_mm' },
      is: { distance_mm: 2_000 },
    },
    {
      says: 'a bare number in the unit of the rule',
      word: 13_060,
      rule: { point: 'battery_v', unit: 'mV' },
      is: { battery_v: 13.06 },
    },
    {
      says: 'the text wins over the rule',
      word: '20 cm',
      rule: { point: 'distance_mm', unit: 'm' },
      is: { distance_mm: 200 },
    },
    {
      says: 'a number in the unit of the point',
      word: 3.6,
      rule: { point: 'battery_v' },
      is: { battery_v: 3.6 },
    },
    {
      says: 'scale and offset',
      word: 50,
      rule: { point: 'temperature_c', scale: 0.5, offset: -40 },
      is: { temperature_c: -15 },
    },
    {
      says: 'a number in a text',
      word: '21.50',
      rule: { point: 'temperature_c', unit: '°C' },
      is: { temperature_c: 21.5 },
    },
    {
      says: 'a word that stands for a flag',
      word: 'ON',
      rule: { point: 'lamp_on', values: { ON: true, OFF: false } },
      kind: 'lamp',
      is: { lamp_on: true },
    },
    {
      says: 'a number that stands for a word',
      word: 3,
      rule: { point: 'fault_code', values: { 3: 'open lamp' } },
      kind: 'lamp',
      is: { fault_code: 'open lamp' },
    },
    { says: 'a flag', word: true, rule: { point: 'lid_open' }, is: { lid_open: true } },
    {
      says: 'a text for a text point',
      word: 'E7',
      rule: { point: 'fault_code' },
      kind: 'lamp',
      is: { fault_code: 'E7' },
    },
  ])('$says', ({ word, rule, kind = 'bin', is }) => {
    expect(map({ w: word }, [{ from: 'w', ...rule }], asset(kind))).toEqual({
      items: [{ asset: 'a-1', ...(is as object) }],
      rejections: [],
    });
  });

  test.each([
    { says: 'the sensor is gone', word: 'No Sensor', reason: 'd.w: the device says "No Sensor"' },
    { says: 'a number that means nothing', word: 65_535, reason: 'd.w: the device says 65535' },
    { says: 'no measure', word: 'high', reason: 'd.w: "high" is no measure' },
    { says: 'a unit of another quantity', word: '20 V', reason: 'd.w: V is no unit of distance_mm' },
    { says: 'an object', word: {}, reason: 'd.w: neither a number, a text nor a flag' },
  ])('what can not be one is refused: $says', ({ word, reason }) => {
    const rule: PointRule = { from: 'd.w', point: 'distance_mm', absent: ['No Sensor', 65_535] };
    expect(map({ d: { w: word } }, [rule])).toEqual({ items: [], rejections: [{ reason, readings: 1 }] });
  });

  test('a message with nothing that the profile knows is refused', () => {
    const { rejections } = map({ x: 1 }, [{ from: 'w', point: 'fill_pct' }]);
    expect(rejections).toEqual([{ reason: 'nothing that the profile p knows', readings: 1 }]);
  });

  test('unless it is one of those that hold no readings', () => {
    const quiet = { ...profile({ from: 'w', point: 'fill_pct' }), without_readings: ['firmware'] };
    expect(mapPoints({ firmware: '1.2' }, quiet, nowhere(asset('bin')))).toEqual({
      items: [],
      rejections: [],
    });
  });

  test('a point that this kind of asset does not have is left out', () => {
    const rules: PointRule[] = [
      { from: 't', point: 'temperature_c' },
      { from: 'b', point: 'battery_pct' },
    ];
    expect(map({ t: 20, b: 90 }, rules, asset('tank')).items).toEqual([{ asset: 'a-1', battery_pct: 90 }]);
  });

  test('a name with a slash and a dot of its own is found before its levels are', () => {
    expect(map({ 'a/b.c': 5, 'a/b': { c: 6 } }, [{ from: 'a/b.c', point: 'fill_pct' }]).items).toEqual([
      { asset: 'a-1', fill_pct: 5 },
    ]);
  });

  test('parts of the asset have points of their own, those that are not registered are not read', () => {
    const lamp: Asset = { ...asset('lamp'), assetId: assetId('a-1-l2') };
    const rules: PointRule[] = [
      { from: 'two', point: 'lamp_on', asset: '{assetId}-l2' },
      { from: 'three', point: 'lamp_on', asset: '{assetId}-l3' },
    ];
    const found = mapPoints({ two: true, three: true }, profile(...rules), {
      mounted: asset('circuit'),
      find: (id) => (id === 'a-1-l2' ? lamp : undefined),
    });
    expect(found).toEqual({
      items: [{ asset: 'a-1-l2', lamp_on: true }],
      rejections: [],
    });
  });
});

describe('a distance becomes what the asset is judged by', () => {
  const rule: PointRule = { from: 'd', point: 'distance_mm' };
  test.each([
    { says: 'a bin whose container is known', at: asset('bin', BOX), is: { distance_mm: 400, fill_pct: 75 } },
    { says: 'a bin that is not measured', at: asset('bin'), is: { distance_mm: 400 } },
    {
      says: 'a tank whose container is known',
      at: asset('tank', BOX),
      is: { level_mm: 600, freeboard_mm: 200 },
    },
    { says: 'a tank that is not measured', at: asset('tank'), is: { freeboard_mm: 400 } },
  ])('$says', ({ at, is }) => {
    expect(map({ d: 400 }, [rule], at)).toEqual({ items: [{ asset: 'a-1', ...is }], rejections: [] });
  });

  test('a container that is not well described is told, and the distance is kept', () => {
    expect(map({ d: 400 }, [rule], asset('bin', { shape: 'ball', empty_mm: 9 }))).toEqual({
      items: [{ asset: 'a-1', distance_mm: 400 }],
      rejections: [{ reason: 'container.shape: none of prism, cylinder, cone, table', readings: 1 }],
    });
  });
});

test('no words whatever make it throw or reach a prototype', () => {
  const rules: PointRule[] = ['a', '__proto__', 'constructor', 'a.__proto__.polluted', 'toString'].map(
    (from) => ({
      from,
      point: 'fill_pct',
      values: { x: 1 },
    }),
  );
  fc.assert(
    fc.property(fc.json(), (text) => {
      const words: unknown = JSON.parse(text);
      if (typeof words !== 'object' || words === null || Array.isArray(words)) return;
      const { items } = map({ ...words }, rules);
      expect(items.length).toBeLessThanOrEqual(1);
      expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
    }),
  );
});
