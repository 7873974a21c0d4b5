import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dayOf, parseCivilDay } from '../../../core/time/civil.js';
import { HOLIDAYS } from '../../../core/time/holidays.js';
import {
  type CivilHours,
  type Hours,
  isOpenThroughout,
  openSince,
  type SunHours,
} from '../../../core/time/hours.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const at = (text: string): number => Date.parse(text);

const civil = (zone: string, windows: CivilHours['windows'], more: Partial<CivilHours> = {}): CivilHours => ({
  type: 'civil',
  zone,
  windows,
  days: [1, 2, 3, 4, 5, 6, 7],
  off: [],
  worked: [],
  ...more,
});
const isOpen = (hours: Hours, text: string): boolean => openSince(hours, undefined, at(text)) !== undefined;

const rounds = civil('Asia/Shanghai', [
  [390, 570],
  [1_020, 1_260],
]);
const night = civil('Europe/Berlin', [[22 * 60, 6 * 60]], { days: [5] });
const small = civil('Europe/Berlin', [[150, 165]]);
const office = civil('Asia/Shanghai', [[540, 1_020]], { days: [1, 2, 3, 4, 5], ...HOLIDAYS.cn });

describe('civil hours', () => {
  test.each([
    { says: 'open with the first minute', hours: rounds, text: '2026-11-25T06:30:00+08:00', is: true },
    { says: 'closed just before', hours: rounds, text: '2026-11-25T06:29:59.999+08:00', is: false },
    { says: 'open in the last minute', hours: rounds, text: '2026-11-25T09:29:59.999+08:00', is: true },
    { says: 'closed at the end', hours: rounds, text: '2026-11-25T09:30:00+08:00', is: false },
    { says: 'open again in the evening', hours: rounds, text: '2026-11-25T17:00:00+08:00', is: true },
    {
      says: 'a night belongs to the day it begins on',
      hours: night,
      text: '2026-11-28T05:59:00+01:00',
      is: true,
    },
    {
      says: 'so the night before does not count',
      hours: night,
      text: '2026-11-27T05:59:00+01:00',
      is: false,
    },
    { says: 'a time that spring skips never comes', hours: small, text: '2026-03-29T01:35:00Z', is: false },
    { says: 'a time that autumn repeats comes once', hours: small, text: '2026-10-25T00:35:00Z', is: true },
    { says: 'and twice', hours: small, text: '2026-10-25T01:35:00Z', is: true },
    { says: 'with a break between', hours: small, text: '2026-10-25T01:10:00Z', is: false },
    { says: 'open on a Friday', hours: office, text: '2026-09-18T10:00:00+08:00', is: true },
    { says: 'closed on a holiday', hours: office, text: '2026-09-25T10:00:00+08:00', is: false },
    { says: 'closed on a Sunday', hours: office, text: '2026-09-13T10:00:00+08:00', is: false },
    { says: 'open on a Sunday that is worked', hours: office, text: '2026-09-20T10:00:00+08:00', is: true },
    {
      says: 'closed on a day off of its own',
      hours: { ...rounds, off: [parseCivilDay('2026-11-25') ?? dayOf(0)] },
      text: '2026-11-25T08:00:00+08:00',
      is: false,
    },
  ])('$says', ({ hours, text, is }) => expect(isOpen(hours, text)).toBe(is));

  test.each([
    {
      says: 'inside a window',
      hours: rounds,
      from: '2026-11-25T06:30:00+08:00',
      to: '2026-11-25T09:29:00+08:00',
      is: true,
    },
    {
      says: 'not from one window to the next',
      hours: rounds,
      from: '2026-11-25T09:29:00+08:00',
      to: '2026-11-25T17:01:00+08:00',
      is: false,
    },
    {
      says: 'not to the same window a day later',
      hours: rounds,
      from: '2026-11-25T07:00:00+08:00',
      to: '2026-11-26T07:00:00+08:00',
      is: false,
    },
    {
      says: 'over midnight, where whole days adjoin',
      hours: civil('+08:00', [[0, 1_440]]),
      from: '2026-11-01T07:00:00+08:00',
      to: '2026-11-25T07:00:00+08:00',
      is: true,
    },
    {
      says: 'but not over a day off',
      hours: civil('+08:00', [[0, 1_440]], { off: [parseCivilDay('2026-11-11') ?? dayOf(0)] }),
      from: '2026-11-01T07:00:00+08:00',
      to: '2026-11-25T07:00:00+08:00',
      is: false,
    },
    {
      says: 'where one window ends as the next begins',
      hours: civil('+00:00', [
        [0, 60],
        [60, 120],
      ]),
      from: '2026-11-25T00:30:00Z',
      to: '2026-11-25T01:30:00Z',
      is: true,
    },
    {
      says: 'over the hour that spring skips',
      hours: civil('Europe/Berlin', [[0, 600]]),
      from: '2026-03-29T00:30:00Z',
      to: '2026-03-29T02:30:00Z',
      is: true,
    },
    {
      says: 'over the hour that autumn repeats',
      hours: civil('Europe/Berlin', [[0, 600]]),
      from: '2026-10-24T23:30:00Z',
      to: '2026-10-25T02:30:00Z',
      is: true,
    },
  ] as const)('a hold lasts $says: $is', ({ hours, from, to, is }) => {
    expect(isOpenThroughout(hours, undefined, { from: at(from), to: at(to) })).toBe(is);
  });
});

describe('hours by the sun', () => {
  const jinan = { lat: 36.67, lon: 117 };
  const dark: SunHours = {
    type: 'sun',
    from: { event: 'sunset', offsetMs: -10 * MINUTE },
    to: { event: 'sunrise', offsetMs: 10 * MINUTE },
  };
  const bright: SunHours = {
    type: 'sun',
    from: { event: 'sunrise', offsetMs: 0 },
    to: { event: 'sunset', offsetMs: 0 },
  };
  const evening: SunHours = {
    type: 'sun',
    from: { event: 'sunset', offsetMs: -HOUR },
    to: { event: 'sunset', offsetMs: HOUR },
  };

  // On that day the sun sets at 16:58 and rises at 06:53 the next morning, in UTC+8.
  test.each([
    { says: 'night begins before sunset', hours: dark, text: '2026-11-25T16:50:00+08:00', is: true },
    { says: 'not in the afternoon', hours: dark, text: '2026-11-25T16:40:00+08:00', is: false },
    { says: 'lasts over midnight', hours: dark, text: '2026-11-26T00:00:00+08:00', is: true },
    { says: 'and past sunrise', hours: dark, text: '2026-11-26T07:00:00+08:00', is: true },
    { says: 'but not until eight', hours: dark, text: '2026-11-26T08:00:00+08:00', is: false },
    { says: 'day is not night', hours: bright, text: '2026-11-26T00:00:00+08:00', is: false },
    { says: 'noon is day', hours: bright, text: '2026-11-26T12:00:00+08:00', is: true },
    { says: 'around sunset before it', hours: evening, text: '2026-11-25T16:10:00+08:00', is: true },
    { says: 'around sunset after it', hours: evening, text: '2026-11-25T17:50:00+08:00', is: true },
    { says: 'around sunset not at night', hours: evening, text: '2026-11-25T20:00:00+08:00', is: false },
  ])('$says', ({ hours, text, is }) => expect(openSince(hours, jinan, at(text)) !== undefined).toBe(is));

  test.each([
    { says: 'in the polar night it is dark at noon', hours: dark, text: '2026-12-21T12:00:00Z', is: true },
    { says: 'and at midnight', hours: dark, text: '2026-12-21T00:00:00Z', is: true },
    { says: 'and never bright', hours: bright, text: '2026-12-21T12:00:00Z', is: false },
    { says: 'in summer it is bright at midnight', hours: bright, text: '2026-06-21T00:30:00Z', is: true },
    { says: 'and not dark at noon', hours: dark, text: '2026-06-21T12:00:00Z', is: false },
  ])('$says', ({ hours, text, is }) =>
    expect(openSince(hours, { lat: 80, lon: 0 }, at(text)) !== undefined).toBe(is),
  );

  test('offsets that leave nothing of a short night leave nothing', () => {
    const deep: SunHours = {
      type: 'sun',
      from: { event: 'sunset', offsetMs: 5 * HOUR },
      to: { event: 'sunrise', offsetMs: -5 * HOUR },
    };
    expect(openSince(deep, jinan, at('2026-06-21T00:10:00+08:00'))).toBeUndefined();
    expect(openSince(deep, jinan, at('2026-12-21T00:10:00+08:00'))).toBeDefined();
  });

  test('are always closed where nobody knows the place', () => {
    expect(openSince(bright, undefined, at('2026-11-26T12:00:00+08:00'))).toBeUndefined();
  });

  test('day and night are never open together, and there is no time between them', () => {
    const exact: SunHours = {
      ...dark,
      from: { event: 'sunset', offsetMs: 0 },
      to: { event: 'sunrise', offsetMs: 0 },
    };
    const places = fc.record({
      lat: fc.integer({ min: -60, max: 60 }),
      lon: fc.integer({ min: -180, max: 180 }),
    });
    fc.assert(
      fc.property(
        places,
        fc.integer({ min: at('2000-01-01T00:00Z'), max: at('2040-01-01T00:00Z') }),
        (place, t) => {
          expect(openSince(bright, place, t) === undefined).toBe(openSince(exact, place, t) !== undefined);
        },
      ),
      { numRuns: 10_000 },
    );
  });
});

test('what is open has been open since its beginning, and was closed, or another stretch, before it', () => {
  const zones = fc.constantFrom('Europe/Berlin', 'America/New_York', 'Asia/Shanghai');
  const clockTime = fc.integer({ min: 0, max: 1_439 });
  const instants = fc.integer({ min: at('2026-01-01T00:00Z'), max: at('2027-01-01T00:00Z') });
  fc.assert(
    fc.property(zones, clockTime, clockTime, instants, (zone, from, to, t) => {
      fc.pre(from !== to);
      const hours = civil(zone, [[from, to]]);
      const since = openSince(hours, undefined, t);
      if (since === undefined) return;
      expect(since).toBeLessThanOrEqual(t);
      expect(openSince(hours, undefined, since)).toBe(since);
      expect(openSince(hours, undefined, since - 1)).not.toBe(since);
    }),
    { numRuns: 10_000 },
  );
});
