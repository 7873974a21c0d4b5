import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { solarDayOf, sunDay } from '../../../core/time/sun.js';

const MINUTE = 60_000;
const DAY = 86_400_000;
const utc = (text: string): number => Date.parse(`${text}Z`);

const BERLIN = { lat: 52.51, lon: 13.41 };
const JINAN = { lat: 36.67, lon: 117.0 };
const QUITO = { lat: -0.18, lon: -78.47 };

describe('sunrise and sunset are within a minute of published ones', () => {
  // geoastro.de, "Sun" (J. Giesen): latest sunrise and earliest sunset of 2002 at 52.51 N, 13.41 E, in UT to 0.1 min.
  test('Berlin: the latest sunrise and the earliest sunset', () => {
    const { sunrise } = sunDay(solarDayOf(utc('2002-12-30T12:00'), BERLIN), BERLIN);
    const { sunset } = sunDay(solarDayOf(utc('2002-12-14T12:00'), BERLIN), BERLIN);
    expect(Math.abs(sunrise - utc('2002-12-30T07:17:06'))).toBeLessThanOrEqual(MINUTE);
    expect(Math.abs(sunset - utc('2002-12-14T14:52:12'))).toBeLessThanOrEqual(MINUTE);
  });

  // timeanddate.com, as quoted by adventuresinmiddleearth.com on 2018-04-04; local time, UTC-5, whole minutes.
  test.each([
    { day: '2018-03-21', rise: '11:18', set: '23:24' },
    { day: '2018-06-21', rise: '11:13', set: '23:19' },
    { day: '2018-09-21', rise: '11:04', set: '23:10' },
    { day: '2018-12-21', rise: '11:08', set: '23:16' },
  ])('Quito: $day from $rise to $set UTC', ({ day, rise, set }) => {
    const found = sunDay(solarDayOf(utc(`${day}T17:00`), QUITO), QUITO);
    expect(Math.abs(found.sunrise - utc(`${day}T${rise}`))).toBeLessThanOrEqual(MINUTE);
    expect(Math.abs(found.sunset - utc(`${day}T${set}`))).toBeLessThanOrEqual(MINUTE);
  });

  // Jinan Times, 2011-11-29, by the city's street lighting office: the extremes of the year, in UTC+8.
  test('Jinan: the earliest and the latest of a year', () => {
    const first = solarDayOf(utc('2012-01-01T04:00'), JINAN);
    const days = Array.from({ length: 366 }, (_, i) => sunDay(first + i, JINAN));
    const minuteOfDay = (at: number): number => ((at + 8 * 60 * MINUTE) % DAY) / MINUTE;
    const rises = days.map(({ sunrise }) => minuteOfDay(sunrise));
    const sets = days.map(({ sunset }) => minuteOfDay(sunset));
    expect(Math.abs(Math.min(...rises) - (4 * 60 + 53))).toBeLessThanOrEqual(1);
    expect(Math.abs(Math.max(...rises) - (7 * 60 + 25))).toBeLessThanOrEqual(1);
    expect(Math.abs(Math.max(...sets) - (19 * 60 + 35))).toBeLessThanOrEqual(1);
  });
});

describe('laws of the sun', () => {
  const places = fc.record({
    lat: fc.double({ min: -90, max: 90, noNaN: true }),
    lon: fc.double({ min: -180, max: 180, noNaN: true }),
  });
  const days = fc.integer({ min: 0, max: 30_000 });

  test('it rises before it sets, within a day, pole or not; noon lies in the middle', () => {
    fc.assert(
      fc.property(places, days, (place, day) => {
        const { sunrise, sunset } = sunDay(day, place);
        expect(sunrise).toBeLessThanOrEqual(sunset);
        expect(sunset - sunrise).toBeLessThanOrEqual(DAY + MINUTE);
        // Near the poles the sun may rise for the first time in months and not set that day.
        if (Math.abs(place.lat) > 60) return;
        const meanNoon = (day + 0.5 - place.lon / 360) * DAY;
        expect(Math.abs((sunrise + sunset) / 2 - meanNoon)).toBeLessThan(20 * MINUTE);
      }),
      { numRuns: 10_000 },
    );
  });

  test('at 80 degrees north it stays up in June and down in December', () => {
    const svalbard = { lat: 80, lon: 0 };
    const length = (text: string): number => {
      const { sunrise, sunset } = sunDay(solarDayOf(utc(text), svalbard), svalbard);
      return Math.round((sunset - sunrise) / MINUTE);
    };
    expect(length('2026-06-21T12:00')).toBe(24 * 60);
    expect(length('2026-12-21T12:00')).toBe(0);
  });
});
