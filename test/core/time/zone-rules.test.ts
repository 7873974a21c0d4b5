import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isZone, offsetAt, ZONE_NAMES } from '../../../core/time/zone-rules.js';

const HOUR = 3_600_000;
const utc = (text: string): number => Date.parse(`${text}Z`);

/** What the host's own time zone data say. */
const clocks = new Map(
  ZONE_NAMES.map((zone) => [
    zone,
    new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      ...({ year: 'numeric', month: 'numeric', day: 'numeric' } as const),
      ...({ hour: 'numeric', minute: 'numeric', second: 'numeric' } as const),
    }),
  ]),
);
function offsetByHost(zone: string, at: number): number {
  const parts = new Map(
    (clocks.get(zone)?.formatToParts(at) ?? []).map(({ type, value }) => [type, Number(value)]),
  );
  const part = (name: Intl.DateTimeFormatPartTypes): number => parts.get(name) ?? Number.NaN;
  return (
    Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second')) - at
  );
}

describe('the offset of a zone', () => {
  test.each([
    { zone: 'Asia/Shanghai', at: '2026-07-01T00:00', hours: 8 },
    { zone: 'Europe/Berlin', at: '2026-03-29T00:59:59', hours: 1 },
    { zone: 'Europe/Berlin', at: '2026-03-29T01:00', hours: 2 },
    { zone: 'Europe/Berlin', at: '2026-10-25T00:59:59', hours: 2 },
    { zone: 'Europe/Berlin', at: '2026-10-25T01:00', hours: 1 },
    { zone: 'America/New_York', at: '2026-03-08T06:59:59', hours: -5 },
    { zone: 'America/New_York', at: '2026-03-08T07:00', hours: -4 },
    { zone: 'America/New_York', at: '2026-11-01T05:59:59', hours: -4 },
    { zone: 'America/New_York', at: '2026-11-01T06:00', hours: -5 },
    { zone: '+05:30', at: '2026-01-01T00:00', hours: 5.5 },
    { zone: '-03:00', at: '2026-01-01T00:00', hours: -3 },
  ])('of $zone at $at is $hours h', ({ zone, at, hours }) => {
    expect(offsetAt(zone, utc(at)).ms).toBe(hours * HOUR);
  });

  test('is the one that the host knows, from 2007 on', () => {
    const instants = fc.integer({ min: utc('2007-01-01T00:00'), max: utc('2037-01-01T00:00') });
    fc.assert(
      fc.property(fc.constantFrom(...ZONE_NAMES), instants, (zone, at) => {
        const second = Math.floor(at / 1_000) * 1_000;
        expect(offsetAt(zone, second).ms).toBe(offsetByHost(zone, second));
      }),
      { numRuns: 10_000 },
    );
  });

  test('names the instant since when it stands', () => {
    const { since } = offsetAt('Europe/Berlin', utc('2026-07-01T00:00'));
    expect(since).toBe(utc('2026-03-29T01:00'));
    expect(offsetAt('Europe/Berlin', since - 1).ms).toBe(HOUR);
    expect(offsetAt('Europe/Berlin', utc('2026-01-01T00:00')).since).toBe(utc('2025-10-26T01:00'));
    expect(offsetAt('Asia/Shanghai', 0).since).toBe(Number.NEGATIVE_INFINITY);
  });
});

test.each(['Mars/Base', '+8', '+15:00', '08:00', '+08:60', '', 'constructor'])('%j is no zone', (name) =>
  expect(isZone(name)).toBe(false),
);
