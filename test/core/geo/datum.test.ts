import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bd09FromGcj02,
  distanceM,
  gcj02FromWgs84,
  toWgs84,
  wgs84FromBd09,
  wgs84FromGcj02,
} from '../../../core/index.js';

const inChina = fc.record({
  lat: fc.double({ min: 20, max: 50, noNaN: true }),
  lon: fc.double({ min: 80, max: 130, noNaN: true }),
});
const RUNS = { numRuns: 10_000 };

describe('datums', () => {
  test('GCJ-02 lies less than 800 m from WGS-84 everywhere in China, and back again is within a centimetre', () => {
    fc.assert(
      fc.property(inChina, (place) => {
        const shifted = gcj02FromWgs84(place);
        expect(distanceM(place, shifted)).toBeLessThan(800);
        expect(distanceM(wgs84FromGcj02(shifted), place)).toBeLessThan(0.01);
      }),
      RUNS,
    );
  });

  test('BD-09 and back again is within a centimetre', () => {
    fc.assert(
      fc.property(inChina, (place) => {
        expect(distanceM(wgs84FromBd09(bd09FromGcj02(gcj02FromWgs84(place))), place)).toBeLessThan(0.01);
      }),
      RUNS,
    );
  });

  test('over a line’s length the shift is nearly constant: that is how it is told from a detour', () => {
    fc.assert(
      fc.property(inChina, (place) => {
        const near = { lat: place.lat + 0.01, lon: place.lon + 0.01 };
        const shift = ({ lat, lon }: typeof place) => {
          const to = gcj02FromWgs84({ lat, lon });
          return { north: (to.lat - lat) * 111_000, east: (to.lon - lon) * 111_000 };
        };
        const [a, b] = [shift(place), shift(near)];
        expect(Math.hypot(a.north - b.north, a.east - b.east)).toBeLessThan(30);
      }),
      RUNS,
    );
  });

  test('outside China nothing is shifted', () => {
    const berlin = { lat: 52.52, lon: 13.4 };
    expect([gcj02FromWgs84(berlin), wgs84FromGcj02(berlin)]).toEqual([berlin, berlin]);
  });

  test('a terminal’s datum names the way back', () => {
    const place = { lat: 36.65, lon: 117.1 };
    const gcj = gcj02FromWgs84(place);
    const back = [toWgs84('wgs84', place), toWgs84('gcj02', gcj), toWgs84('bd09', bd09FromGcj02(gcj))];
    for (const one of back) expect(distanceM(one, place)).toBeLessThan(0.01);
  });
});
