import { describe, expect, test } from 'vitest';
import {
  civilDayAt,
  civilDayOf,
  fixedZone,
  formatCivilDay,
  formatTimeOfDay,
  offsetAt,
  parseTimeOfDay,
  serviceInstant,
  unixMs,
  type Zone,
} from '../../../core/index.js';

const HOUR = 3_600_000;
const shanghai = fixedZone('Asia/Shanghai', 8 * HOUR);
// Berlin in 2026: summer time from 29 March 01:00 UTC to 25 October 01:00 UTC.
const berlin: Zone = {
  name: 'Europe/Berlin',
  changes: [
    { from: unixMs(Date.UTC(2025, 9, 26, 1)), offsetMs: HOUR },
    { from: unixMs(Date.UTC(2026, 2, 29, 1)), offsetMs: 2 * HOUR },
    { from: unixMs(Date.UTC(2026, 9, 25, 1)), offsetMs: HOUR },
  ],
};
const iso = (zone: Zone, date: readonly [number, number, number], time: string): string =>
  new Date(serviceInstant(zone, civilDayOf(...date), parseTimeOfDay(time) ?? Number.NaN)).toISOString();

describe('a time of a service day', () => {
  test.each([
    {
      says: 'is local time on a usual day',
      zone: shanghai,
      date: [2026, 11, 25],
      time: '09:30:00',
      is: '2026-11-25T01:30:00.000Z',
    },
    {
      says: 'past midnight belongs to the day before',
      zone: shanghai,
      date: [2026, 11, 25],
      time: '25:10:00',
      is: '2026-11-25T17:10:00.000Z',
    },
    {
      says: 'counts from noon less 12 h when the clocks went forward',
      zone: berlin,
      date: [2026, 3, 29],
      time: '12:00:00',
      is: '2026-03-29T10:00:00.000Z',
    },
    {
      says: 'so 01:00 of that day is midnight by the wall',
      zone: berlin,
      date: [2026, 3, 29],
      time: '01:00:00',
      is: '2026-03-28T23:00:00.000Z',
    },
    {
      says: 'and from noon when they went back',
      zone: berlin,
      date: [2026, 10, 25],
      time: '12:00:00',
      is: '2026-10-25T11:00:00.000Z',
    },
    {
      says: 'a night trip into the change keeps its elapsed time',
      zone: berlin,
      date: [2026, 10, 24],
      time: '27:30:00',
      is: '2026-10-25T01:30:00.000Z',
    },
  ])('$says', ({ zone, date: [y = 0, m = 0, d = 0], time, is }) =>
    expect(iso(zone, [y, m, d], time)).toBe(is),
  );
});

test('the local date changes at local midnight', () => {
  const midnight = Date.UTC(2026, 10, 24, 16);
  expect(formatCivilDay(civilDayAt(shanghai, unixMs(midnight - 1)))).toBe('2026-11-24');
  expect(formatCivilDay(civilDayAt(shanghai, unixMs(midnight)))).toBe('2026-11-25');
});

test('offsets hold from their change on, and the first also before', () => {
  const change = Date.UTC(2026, 2, 29, 1);
  expect([change - 1, change, Date.UTC(1999, 0, 1)].map((at) => offsetAt(berlin, unixMs(at)) / HOUR)).toEqual(
    [1, 2, 1],
  );
});

test.each([
  { text: '9:30:00', seconds: 34_200 },
  { text: '09:30:15', seconds: 34_215 },
  { text: '25:10:00', seconds: 90_600 },
  { text: '09:60:00', seconds: undefined },
  { text: '09:30', seconds: undefined },
  { text: '', seconds: undefined },
])('$text reads as $seconds seconds', ({ text, seconds }) => expect(parseTimeOfDay(text)).toBe(seconds));

test('a time is written with hours past 24', () => expect(formatTimeOfDay(90_600)).toBe('25:10:00'));
