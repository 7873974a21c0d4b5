import { addDays, type CivilDay, DAY_MS, dayOf, isoWeekdayOf, MINUTE_MS } from './civil.js';
import type { Holidays } from './holidays.js';
import { type Place, solarDayOf, sunDay } from './sun.js';
import { offsetAt } from './zone-rules.js';

/** Stretches of the civil day. A stretch belongs to the day it begins on, also when it ends on the next. */
export interface CivilHours extends Holidays {
  readonly type: 'civil';
  readonly zone: string;
  /** Minutes since midnight on the clock; one that does not end after it begins ends on the next day. */
  readonly windows: readonly (readonly [from: number, to: number])[];
  /** 1 is Monday, 7 is Sunday. A weekend day that is worked counts as a Monday. */
  readonly days: readonly number[];
}

export interface SunEvent {
  readonly event: 'sunrise' | 'sunset';
  readonly offsetMs: number;
}

/** From one event to the next one of the other. */
export interface SunHours {
  readonly type: 'sun';
  readonly from: SunEvent;
  readonly to: SunEvent;
}

export type Hours = CivilHours | SunHours;

/**
 * An instant, at or before `at`, since when the hours have been open without a break; it may have begun even earlier.
 * `undefined` while they are closed. Where the sun is asked for and the place is unknown they are always closed.
 */
export function openSince(hours: Hours, place: Place | undefined, at: number): number | undefined {
  if (hours.type === 'civil') return civilSince(hours, at);
  return place === undefined ? undefined : sunSince(hours, place, at);
}

/** True when the hours were open at both instants and all the time between; `from` may lie long ago. */
export function isOpenThroughout(
  hours: Hours,
  place: Place | undefined,
  { from, to }: { readonly from: number; readonly to: number },
): boolean {
  let since = openSince(hours, place, to);
  // A night and the next day's first window may adjoin, and a clock may be changed inside one: each is a stretch.
  while (since !== undefined && since > from) since = openSince(hours, place, since - 1);
  return since !== undefined;
}

function civilSince(hours: CivilHours, at: number): number | undefined {
  const offset = offsetAt(hours.zone, at);
  const local = at + offset.ms;
  const today = dayOf(local);
  for (const day of [today, addDays(today, -1)]) {
    if (!countsAsDay(hours, day)) continue;
    for (const [from, to] of hours.windows) {
      const start = day * DAY_MS + from * MINUTE_MS;
      const end = day * DAY_MS + to * MINUTE_MS + (to > from ? 0 : DAY_MS);
      if (local >= start && local < end) return Math.max(start - offset.ms, offset.since);
    }
  }
  return undefined;
}

function countsAsDay({ days, off, worked }: CivilHours, day: CivilDay): boolean {
  if (off.includes(day)) return false;
  return days.includes(worked.includes(day) ? 1 : isoWeekdayOf(day));
}

function sunSince({ from, to }: SunHours, place: Place, at: number): number | undefined {
  const day = solarDayOf(at, place);
  // An offset may move the beginning over midnight, either way.
  for (const near of [day + 1, day, day - 1]) {
    const start = instantOf(from, place, near);
    const end = instantOf(to, place, near + daysBetween(from, to));
    if (at >= start && at < end) return start;
  }
  return undefined;
}

/** Night ends on the next day, daylight on the same; whatever the offsets, and also where the sun does not rise or set. */
function daysBetween(from: SunEvent, to: SunEvent): 0 | 1 {
  if (from.event !== to.event) return from.event === 'sunset' ? 1 : 0;
  return to.offsetMs > from.offsetMs ? 0 : 1;
}

const instantOf = ({ event, offsetMs }: SunEvent, place: Place, day: number): number =>
  sunDay(day, place)[event] + offsetMs;
