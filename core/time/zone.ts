import { type UnixMs, unixMs } from '../units/units.js';
import { addDays, type CivilDay, DAY_MS } from './civil.js';

/**
 * A zone's offset from UTC over time, as data: the core asks no operating system. `changes` are in order of `from`;
 * before the first one its offset holds too.
 */
export interface Zone {
  readonly name: string;
  readonly changes: readonly { readonly from: UnixMs; readonly offsetMs: number }[];
}

/** A zone whose clocks never change. */
export const fixedZone = (name: string, offsetMs: number): Zone => ({
  name,
  changes: [{ from: unixMs(0), offsetMs }],
});

/** Local time less UTC at an instant, in milliseconds; 0 for a zone without data. */
export function offsetAt({ changes }: Zone, at: UnixMs): number {
  let found = changes[0]?.offsetMs ?? 0;
  for (const { from, offsetMs } of changes) {
    if (from > at) break;
    found = offsetMs;
  }
  return found;
}

/** The local date at an instant. */
export const civilDayAt = (zone: Zone, at: UnixMs): CivilDay =>
  addDays(0 as CivilDay, Math.floor((at + offsetAt(zone, at)) / DAY_MS));

/**
 * The instant of a time of a service day, counted in seconds from noon less 12 hours (GTFS): the same as midnight except
 * on days when the clocks change, and 25:10:00 is ten past one of the next day.
 */
export function serviceInstant(zone: Zone, day: CivilDay, secondsOfDay: number): UnixMs {
  const noonUtc = day * DAY_MS + DAY_MS / 2;
  // No zone changes its clocks within a day's half of noon twice: the offset found from the guess is that of noon.
  const guess = noonUtc - offsetAt(zone, unixMs(noonUtc));
  const noon = noonUtc - offsetAt(zone, unixMs(guess));
  return unixMs(noon - DAY_MS / 2 + secondsOfDay * 1_000);
}
