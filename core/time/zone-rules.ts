import { DAY_MS, dayOf, isoWeekdayOf, MINUTE_MS, partsOfDay } from './civil.js';

/** A change of the clock that comes every year: a Sunday of a month, at an instant counted in minutes of UTC. */
interface Change {
  readonly month: number;
  /** First day of the month on which that Sunday can fall: 8 is the second Sunday, 25 the last of a month of 31 days. */
  readonly from: number;
  readonly utcMinute: number;
}

interface Zone {
  /** Minutes ahead of UTC in winter. */
  readonly standard: number;
  /** Northern summer time, an hour ahead of standard. */
  readonly summer?: { readonly begins: Change; readonly ends: Change };
}

/** Directive 2000/84/EC: from the last Sunday of March to the last Sunday of October, at 01:00 UTC. */
const EUROPEAN = {
  begins: { month: 3, from: 25, utcMinute: 60 },
  ends: { month: 10, from: 25, utcMinute: 60 },
};
/** Energy Policy Act of 2005: from the second Sunday of March to the first Sunday of November, at 02:00 on the clock. */
const american = (standard: number): NonNullable<Zone['summer']> => ({
  begins: { month: 3, from: 8, utcMinute: 120 - standard },
  ends: { month: 11, from: 1, utcMinute: 60 - standard },
});

/** Zones by their IANA names, under the law in force: right from 2007 on. Others are given as a fixed offset. */
const ZONES: Readonly<Record<string, Zone>> = {
  UTC: { standard: 0 },
  'Asia/Shanghai': { standard: 480 },
  'Asia/Urumqi': { standard: 360 },
  'Asia/Hong_Kong': { standard: 480 },
  'Asia/Singapore': { standard: 480 },
  'Asia/Tokyo': { standard: 540 },
  'America/Guayaquil': { standard: -300 },
  'America/New_York': { standard: -300, summer: american(-300) },
  'America/Chicago': { standard: -360, summer: american(-360) },
  'America/Los_Angeles': { standard: -480, summer: american(-480) },
  'Europe/London': { standard: 0, summer: EUROPEAN },
  'Europe/Paris': { standard: 60, summer: EUROPEAN },
  'Europe/Berlin': { standard: 60, summer: EUROPEAN },
};

const FIXED = /^([+-])(\d\d):([0-5]\d)$/;
const MOST_OFFSET = 14 * 60;

export const ZONE_NAMES: readonly string[] = Object.keys(ZONES);

/** True for a name of the table, or a fixed offset such as `+08:00`. */
export const isZone = (name: string): boolean =>
  Object.hasOwn(ZONES, name) || fixedOffset(name) !== undefined;

/** How the zone's clocks stand at an instant. */
export interface Offset {
  /** Milliseconds that the clock is ahead of UTC. */
  readonly ms: number;
  /** The instant since when; -Infinity in a zone that never changes its clocks. */
  readonly since: number;
}

/** The offset in force at `at`, epoch ms. A name that is no zone counts as UTC. */
export function offsetAt(name: string, at: number): Offset {
  const zone = Object.hasOwn(ZONES, name) ? ZONES[name] : undefined;
  const standard = (zone?.standard ?? fixedOffset(name) ?? 0) * MINUTE_MS;
  if (zone?.summer === undefined) return { ms: standard, since: Number.NEGATIVE_INFINITY };
  const { begins, ends } = zone.summer;
  const [year] = partsOfDay(dayOf(at));
  const summer = standard + 60 * MINUTE_MS;
  if (at >= changeIn(year, ends)) return { ms: standard, since: changeIn(year, ends) };
  if (at >= changeIn(year, begins)) return { ms: summer, since: changeIn(year, begins) };
  return { ms: standard, since: changeIn(year - 1, ends) };
}

function changeIn(year: number, { month, from, utcMinute }: Change): number {
  const first = Date.UTC(year, month - 1, from);
  const toSunday = (7 - isoWeekdayOf(dayOf(first))) % 7;
  return first + toSunday * 24 * 60 * MINUTE_MS + utcMinute * MINUTE_MS;
}

/** The instant at which the zone's clocks show `local`, ms as if it were UTC; the first one, or the one just after a skip. */
export function instantOf(name: string, local: number): number {
  const early = local - offsetAt(name, local - DAY_MS).ms;
  const late = local - offsetAt(name, local + DAY_MS).ms;
  return early + offsetAt(name, early).ms === local ? early : Math.max(early, late);
}

/** Minutes ahead of UTC, at most 14 hours; `undefined` when the text is not such an offset. */
function fixedOffset(text: string): number | undefined {
  const [, sign, hours, rest] = FIXED.exec(text) ?? [];
  const minutes = Number(hours) * 60 + Number(rest);
  if (!(minutes <= MOST_OFFSET)) return undefined;
  return sign === '-' ? -minutes : minutes;
}
