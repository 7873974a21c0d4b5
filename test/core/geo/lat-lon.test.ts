import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { angleBetween, bearingDeg, distanceM, headingOf } from '../../../core/index.js';

const place = fc.record({
  lat: fc.double({ min: -60, max: 60, noNaN: true }),
  lon: fc.double({ min: -179, max: 179, noNaN: true }),
});

describe('distance', () => {
  // Lengths of arcs of the WGS-84 ellipsoid: a degree of meridian at 45°, of the equator, of the parallel at 60°.
  test.each([
    { says: 'a degree north at 45°', a: [44.5, 117], b: [45.5, 117], metres: 111_131.8 },
    { says: 'a degree east on the equator', a: [0, 10], b: [0, 11], metres: 111_319.5 },
    { says: 'a degree east at 60°', a: [60, 10], b: [60, 11], metres: 55_800 },
    { says: 'across the date line it is the short way', a: [0, 179.5], b: [0, -179.5], metres: 111_319.5 },
    { says: 'from a place to itself', a: [36.65, 117.1], b: [36.65, 117.1], metres: 0 },
  ])('$says', ({ a, b, metres }) => {
    const [from, to] = [a, b].map(([lat = 0, lon = 0]) => ({ lat, lon }));
    expect(distanceM(from ?? { lat: 0, lon: 0 }, to ?? { lat: 0, lon: 0 })).toBeCloseTo(metres, -1);
  });

  test('is the same there and back, and never negative', () => {
    fc.assert(
      fc.property(place, place, (a, b) => {
        const there = distanceM(a, b);
        expect(there).toBeGreaterThanOrEqual(0);
        expect(distanceM(b, a)).toBeCloseTo(there, 6);
      }),
      { numRuns: 10_000 },
    );
  });
});

describe('directions', () => {
  test.each([
    { says: 'north', to: [36.66, 117.1], degrees: 0 },
    { says: 'east', to: [36.65, 117.11], degrees: 90 },
    { says: 'south', to: [36.64, 117.1], degrees: 180 },
    { says: 'west', to: [36.65, 117.09], degrees: 270 },
  ])('$says', ({ to: [lat = 0, lon = 0], degrees }) => {
    expect(bearingDeg({ lat: 36.65, lon: 117.1 }, { lat, lon })).toBeCloseTo(degrees, 3);
  });

  test('the angle between two directions is at most half a turn, whichever is named first', () => {
    expect(angleBetween(350, 10)).toBe(20);
    expect(angleBetween(10, 350)).toBe(20);
    expect(angleBetween(0, 180)).toBe(180);
  });

  test('a vector without length leads nowhere, which is called north', () => expect(headingOf(0, 0)).toBe(0));
});
