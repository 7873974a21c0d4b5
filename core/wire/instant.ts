import { civilDayOf, DAY_MS, daysInMonth } from '../time/civil.js';
import { type UnixMs, unixMs } from '../units/units.js';

const RFC3339 =
  /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?(?:[Zz]|([+-])(\d{2}):(\d{2}))$/;

/** Reads an RFC 3339 date-time to the millisecond; `undefined` for anything else. A leap second counts as the next one. */
export function parseRfc3339(text: string): UnixMs | undefined {
  const match = RFC3339.exec(text);
  if (match === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number);
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
  if (hour > 23 || minute > 59 || second > 60) return undefined;
  const [offsetHour, offsetMinute] = [Number(match[9] ?? 0), Number(match[10] ?? 0)];
  if (offsetHour > 23 || offsetMinute > 59) return undefined;
  const offsetMinutes = (match[8] === '-' ? -1 : 1) * (offsetHour * 60 + offsetMinute);
  // Digits beyond the millisecond are cut, not rounded: an instant never moves into the future.
  const millisecond = Number((match[7] ?? '').slice(0, 3).padEnd(3, '0'));
  const clock = (hour * 60 + minute - offsetMinutes) * 60_000 + second * 1_000 + millisecond;
  return unixMs(civilDayOf(year, month, day) * DAY_MS + clock);
}
