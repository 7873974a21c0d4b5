declare const civilDay: unique symbol;
/** A date of the Gregorian calendar: days since 1970-01-01. */
export type CivilDay = number & { readonly [civilDay]: 'civil-day' };

export const MINUTE_MS = 60_000;
export const DAY_MS = 86_400_000;

/** Monday first, as in GTFS. */
export const WEEKDAYS = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const;

// The algorithms of H. Hinnant, "chrono-compatible low-level date algorithms"; the year begins in March.
export function civilDayOf(year: number, month: number, day: number): CivilDay {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return (era * 146_097 + dayOfEra - 719_468) as CivilDay;
}

/** Year, month 1-12 and day 1-31. */
export function partsOfDay(civil: CivilDay): readonly [year: number, month: number, day: number] {
  const z = civil + 719_468;
  const era = Math.floor(z / 146_097);
  const dayOfEra = z - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1_460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  return [yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day];
}

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

export const daysInMonth = (year: number, month: number): number =>
  month === 2 ? (isLeap(year) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;

/** Reads `20261125` and `2026-11-25`; `undefined` for what is no date. */
export function parseCivilDay(text: string): CivilDay | undefined {
  const match = /^(\d{4})(-?)(\d{2})\2(\d{2})$/.exec(text);
  if (match === null) return undefined;
  const [year, month, day] = [Number(match[1]), Number(match[3]), Number(match[4])];
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
  return civilDayOf(year, month, day);
}

/** `2026-11-25`. */
export function formatCivilDay(civil: CivilDay): string {
  const [year, month, day] = partsOfDay(civil);
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

/** 0 for Monday to 6 for Sunday; 1970-01-01 was a Thursday. */
export const weekdayOf = (civil: CivilDay): number => (((civil + 3) % 7) + 7) % 7;

/** 1 for Monday to 7 for Sunday, as ISO 8601 counts. */
export const isoWeekdayOf = (civil: CivilDay): number => weekdayOf(civil) + 1;

/** The date that a clock shows, of epoch ms shifted by the clock's offset. */
export const dayOf = (local: number): CivilDay => Math.floor(local / DAY_MS) as CivilDay;

export const addDays = (civil: CivilDay, days: number): CivilDay => (civil + days) as CivilDay;
