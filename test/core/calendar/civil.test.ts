import { expect, test } from 'vitest';
import { civilDay, parseClock, parseDay, weekdayOf } from '../../../core/calendar/civil.js';

test.each([
  { text: '1970-01-01', weekday: 4 },
  { text: '2026-10-01', weekday: 4 },
  { text: '2024-02-29', weekday: 4 },
  { text: '2026-11-29', weekday: 7 },
  { text: '1969-12-29', weekday: 1 },
])('$text is weekday $weekday', ({ text, weekday }) => {
  const day = parseDay(text) ?? Number.NaN;
  const { year, month, date } = civilDay(day);
  expect(weekdayOf(day)).toBe(weekday);
  expect([year, month, date]).toEqual(text.split('-').map(Number));
});

test.each(['2026-02-29', '2026-13-01', '2026-1-1', '26-01-01', '', '2026-10-01T00:00'])(
  '%j is no day',
  (text) => expect(parseDay(text)).toBeUndefined(),
);

test.each([
  { text: '00:00', minutes: 0 },
  { text: '06:30', minutes: 390 },
  { text: '24:00', minutes: 1_440 },
  { text: '24:01', minutes: undefined },
  { text: '6:30', minutes: undefined },
  { text: '06:60', minutes: undefined },
])('$text is minute $minutes of the day', ({ text, minutes }) => expect(parseClock(text)).toBe(minutes));
