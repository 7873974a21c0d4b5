import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  distanceM,
  eastOf,
  headingAtChainage,
  type LatLon,
  localMinima,
  northOf,
  type Polyline,
  placeAt,
  placeAtChainage,
  polylineOf,
  projectionAt,
} from '../../../core/index.js';

const map = projectionAt({ lat: 36.65, lon: 117.1 });
const at = (x: number, y: number): LatLon => placeAt(map, x, y);
const line = (...vertices: readonly (readonly [x: number, y: number])[]): Polyline =>
  polylineOf(vertices.map(([x, y]) => at(x, y)));
const seen = (path: Polyline, x: number, y: number, fromM = 0, toM = path.lengthM) => {
  const { lat, lon } = at(x, y);
  const spot = { x: eastOf(path.projection, lon), y: northOf(path.projection, lat) };
  return localMinima(path, spot, { fromM, toM }).map(({ chainageM, offsetM }) => [
    Math.round(chainageM),
    Math.round(offsetM),
  ]);
};

test('a line of one vertex is refused', () => {
  expect(() => polylineOf([at(0, 0)])).toThrow(RangeError);
});

test('chainage and place are each other’s inverse on a line that bends', () => {
  const bent = line([0, 0], [300, 0], [300, 400], [0, 400]);
  expect(bent.lengthM).toBeCloseTo(1_000, 0);
  fc.assert(
    fc.property(fc.double({ min: 1, max: 999, noNaN: true }), (chainageM) => {
      const { lat, lon } = placeAtChainage(bent, chainageM);
      const spot = { x: eastOf(bent.projection, lon), y: northOf(bent.projection, lat) };
      const feet = localMinima(bent, spot, { fromM: 0, toM: bent.lengthM });
      const nearest = feet.reduce((a, b) => (b.offsetM < a.offsetM ? b : a));
      expect(nearest.offsetM).toBeLessThan(0.01);
      expect(nearest.chainageM).toBeCloseTo(chainageM, 1);
    }),
    { numRuns: 1_000 },
  );
});

test('places before the start and behind the end are the ends', () => {
  const straight = line([0, 0], [100, 0]);
  expect(distanceM(placeAtChainage(straight, -5), at(0, 0))).toBeLessThan(0.01);
  expect(distanceM(placeAtChainage(straight, 200), at(100, 0))).toBeLessThan(0.01);
});

test('the heading is that of the segment under the chainage', () => {
  const bent = line([0, 0], [300, 0], [300, 400]);
  expect(headingAtChainage(bent, 150)).toBeCloseTo(90, 1);
  expect(headingAtChainage(bent, 500)).toBeCloseTo(0, 1);
});

describe('local minima of the distance', () => {
  const outAndBack = line([0, 0], [500, 0], [0, 0]);
  const corner = line([0, 0], [100, 0], [100, 100]);
  test.each([
    {
      says: 'beside a straight line there is one',
      path: line([0, 0], [100, 0]),
      x: 40,
      y: 30,
      feet: [[40, 30]],
    },
    { says: 'behind its end the end is one', path: line([0, 0], [100, 0]), x: 130, y: 40, feet: [[100, 50]] },
    {
      says: 'out and back gives each pass',
      path: outAndBack,
      x: 200,
      y: 10,
      feet: [
        [200, 10],
        [800, 10],
      ],
    },
    {
      says: 'inside a corner both legs count',
      path: corner,
      x: 80,
      y: 30,
      feet: [
        [80, 30],
        [130, 20],
      ],
    },
    { says: 'outside a corner only the corner does', path: corner, x: 130, y: -40, feet: [[100, 50]] },
    {
      says: 'a vertex given twice is one',
      path: line([0, 0], [50, 0], [50, 0], [50, 0], [100, 0]),
      x: 50,
      y: 9,
      feet: [[50, 9]],
    },
    {
      says: 'an end given twice is one',
      path: line([0, 0], [0, 0], [50, 0], [50, 0]),
      x: 70,
      y: 0,
      feet: [[50, 20]],
    },
  ])('$says', ({ path, x, y, feet }) => expect(seen(path, x, y)).toEqual(feet));

  test('a stretch shows only its own, and its cut ends are none', () => {
    expect(seen(outAndBack, 200, 10, 100, 300)).toEqual([[200, 10]]);
    expect(seen(outAndBack, 200, 10, 250, 700)).toEqual([]);
  });

  test('the nearest of all vertices and segments is always among them', () => {
    const vertex = fc.tuple(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 400 }));
    fc.assert(
      fc.property(fc.array(vertex, { minLength: 2, maxLength: 12 }), vertex, (vertices, [x, y]) => {
        const path = line(...vertices);
        if (path.lengthM === 0) return;
        const nearest = Math.min(...seen(path, x, y).map(([, offset = 0]) => offset));
        const step = path.lengthM / 4_000;
        const walked = Array.from({ length: 4_001 }, (_, i) =>
          distanceM(placeAtChainage(path, i * step), at(x, y)),
        );
        expect(Math.abs(nearest - Math.min(...walked))).toBeLessThan(1 + step);
      }),
      { numRuns: 300 },
    );
  });
});
