import { oneOf } from '../model/vocabulary.js';
import { parseCivilDay } from '../time/civil.js';
import { HOLIDAYS, type Holidays } from '../time/holidays.js';
import type { CivilHours, Hours, SunEvent, SunHours } from '../time/hours.js';
import { parseClock } from '../time/time-of-day.js';
import { isZone, ZONE_NAMES } from '../time/zone-rules.js';
import { parseDuration } from '../units/duration.js';
import { type Spot, show } from './spot.js';

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;
const ALL_WEEK = DAYS.map((_, index) => index + 1);
const WHOLE_DAY = [0, 24 * 60] as const;
const MOST_WINDOWS = 24;
const MOST_HOLIDAYS = 1_000;
const MOST_SUN_OFFSET_MS = 6 * 3_600_000;
const NO_HOLIDAYS: Holidays = { off: [], worked: [] };

/** `undefined` when absent, or after a complaint. */
export function parseActive(spot: Spot): Hours | undefined {
  if (spot.isAbsent) return undefined;
  const bySun = !spot.field('sun').isAbsent;
  if (!spot.isObject(bySun ? ['sun'] : ['windows', 'zone', 'days', 'holidays'])) return undefined;
  return bySun ? parseSun(spot.field('sun')) : parseCivil(spot);
}

function parseCivil(spot: Spot): CivilHours | undefined {
  const windows = parseWindows(spot.field('windows'));
  const zone = parseZone(spot.field('zone'));
  const days = parseDays(spot.field('days'));
  const holidays = parseHolidays(spot.field('holidays'));
  if (!windows || zone === undefined || !days || !holidays) return undefined;
  return { type: 'civil', zone, windows, days, ...holidays };
}

function parseWindows(spot: Spot): CivilHours['windows'] | undefined {
  if (spot.isAbsent) return [WHOLE_DAY];
  const windows = spot.items(MOST_WINDOWS).map(parseWindow);
  if (windows.length === 0) return spot.complain('at least one window is needed, such as "06:30-09:30"');
  const sound = windows.filter((window) => window !== undefined);
  return sound.length === windows.length ? sound : undefined;
}

function parseWindow(spot: Spot): readonly [number, number] | undefined {
  const [from = '', to = '', ...more] = typeof spot.value === 'string' ? spot.value.split('-', 3) : [];
  const start = parseClock(from);
  const end = parseClock(to);
  if (start === undefined || end === undefined || start === 24 * 60 || more.length > 0)
    return spot.complain(`expected a window such as "06:30-09:30", found ${show(spot.value)}`);
  return start === end ? spot.complain('a window must not begin and end at the same time') : [start, end];
}

export function parseZone(spot: Spot): string | undefined {
  const { value } = spot;
  if (typeof value === 'string' && isZone(value)) return value;
  return spot.complain(
    `expected a time zone: ${ZONE_NAMES.join(', ')} or an offset such as "+08:00"; found ${show(value)}`,
  );
}

function parseDays(spot: Spot): readonly number[] | undefined {
  if (spot.isAbsent) return ALL_WEEK;
  const days = spot.items(DAYS.length, true).map((day) => day.word(DAYS, 'a day of the week'));
  if (days.length === 0) return spot.complain('name at least one day');
  const sound = days.filter((day) => day !== undefined);
  return sound.length === days.length ? sound.map((day) => DAYS.indexOf(day) + 1) : undefined;
}

/** A calendar is written out: the rule stays what it was when the calendar gets another year. */
function parseHolidays(spot: Spot): Holidays | undefined {
  if (spot.isAbsent) return NO_HOLIDAYS;
  if (typeof spot.value === 'string') {
    const name = oneOf(['cn'], spot.value);
    return name === undefined
      ? spot.complain(`${show(spot.value)} is not a calendar; expected cn or a list of dates`)
      : HOLIDAYS[name];
  }
  const off = spot
    .items(MOST_HOLIDAYS)
    .map((day) => (typeof day.value === 'string' ? parseCivilDay(day.value) : undefined) ?? noDate(day));
  const sound = off.filter((day) => day !== undefined);
  return sound.length === off.length ? { off: sound, worked: [] } : undefined;
}

const noDate = (spot: Spot): undefined =>
  spot.complain(`expected a date such as "2026-10-01", found ${show(spot.value)}`);

function parseSun(spot: Spot): SunHours | undefined {
  if (!spot.isObject(['from', 'to'])) return undefined;
  const from = parseSunEvent(spot.field('from'));
  const to = parseSunEvent(spot.field('to'));
  if (from === undefined || to === undefined) return undefined;
  if (from.event === to.event && from.offsetMs === to.offsetMs)
    return spot.complain('from and to must not be the same');
  return { type: 'sun', from, to };
}

function parseSunEvent(spot: Spot): SunEvent | undefined {
  const text = typeof spot.value === 'string' ? spot.value.slice(0, 40) : '';
  const [, word, sign, duration] = /^(sunrise|sunset)(?:([+-])(\S+))?$/.exec(text) ?? [];
  const event = oneOf(['sunrise', 'sunset'], word);
  const offsetMs = duration === undefined ? 0 : parseDuration(duration);
  if (event === undefined || offsetMs === undefined || offsetMs > MOST_SUN_OFFSET_MS)
    return spot.complain(
      `expected sunrise or sunset, with up to 6h before or after it, such as sunset-10m; found ${show(spot.value)}`,
    );
  return { event, offsetMs: sign === '-' ? -offsetMs : offsetMs };
}
