import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addDays,
  type CivilDay,
  civilDayOf,
  formatCivilDay,
  isoWeekdayOf,
  parseCivilDay,
  partsOfDay,
  weekdayOf,
} from '../../../core/index.js';

test.each([
  { says: 'GTFS writes a date without hyphens', text: '20261125', reads: '2026-11-25' },
  { says: 'people write it with them', text: '2026-11-25', reads: '2026-11-25' },
  { says: 'a leap day of a leap year', text: '20240229', reads: '2024-02-29' },
  { says: 'a leap day of another year is none', text: '20230229', reads: undefined },
  { says: '1900 was no leap year', text: '19000229', reads: undefined },
  { says: 'a thirteenth month is none', text: '20261301', reads: undefined },
  { says: 'half the hyphens are none', text: '2026-1125', reads: undefined },
  { says: 'words are none', text: 'tomorrow', reads: undefined },
])('$says', ({ text, reads }) => {
  const day = parseCivilDay(text);
  expect(day === undefined ? undefined : formatCivilDay(day)).toBe(reads);
});

test('2026-11-25 is a Wednesday, and so was the day 700 weeks before', () => {
  const day = civilDayOf(2026, 11, 25);
  expect([weekdayOf(day), weekdayOf(addDays(day, -4_900))]).toEqual([2, 2]);
});

describe('over four centuries', () => {
  const day = fc.integer({ min: -70_000, max: 80_000 });
  test('a day and its parts are each other’s inverse, and the calendar agrees with ECMAScript’s', () => {
    fc.assert(
      fc.property(day, (days) => {
        const [year, month, date] = partsOfDay(days as CivilDay);
        expect(civilDayOf(year, month, date)).toBe(days);
        expect(Date.UTC(year, month - 1, date)).toBe(days * 86_400_000);
        expect(weekdayOf(days as CivilDay)).toBe((new Date(days * 86_400_000).getUTCDay() + 6) % 7);
      }),
      { numRuns: 10_000 },
    );
  });
});

test.each([
  { text: '1970-01-01', weekday: 4 },
  { text: '2026-10-01', weekday: 4 },
  { text: '2024-02-29', weekday: 4 },
  { text: '2026-11-29', weekday: 7 },
  { text: '1969-12-29', weekday: 1 },
])('$text is weekday $weekday as ISO 8601 counts', ({ text, weekday }) => {
  const day = parseCivilDay(text);
  expect(day === undefined ? undefined : isoWeekdayOf(day)).toBe(weekday);
});
