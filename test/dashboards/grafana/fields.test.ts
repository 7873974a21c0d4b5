import { expect, test } from 'vitest';
import { POINTS, type PointName } from '../../../core/index.js';
import { fieldOf, unitOf } from '../../../dashboards/grafana/fields.js';

// Object.keys loses the type that these names have.
const POINT_NAMES = Object.keys(POINTS) as readonly PointName[];

test('a point that the kind does not report can not be asked for', () => {
  expect(fieldOf('bin', 'fill_pct')).toBe('"fill_pct"');
  expect(() => fieldOf('lamp', 'fill_pct')).toThrow('a lamp has no point fill_pct');
});

test('every point has a unit in the words of Grafana', () => {
  expect(POINT_NAMES.map(unitOf).every((unit) => unit !== '')).toBe(true);
  expect([unitOf('fill_pct'), unitOf('lamp_on'), unitOf('ch4_pct_lel')]).toEqual([
    'percent',
    'none',
    'suffix: %LEL',
  ]);
});
