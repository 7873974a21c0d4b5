export const MINUTE_MS = 60_000;
export const DAY_MS = 86_400_000;

/** A civil day as a count of days since 1970-01-01, the same in every zone. */
export type CivilDay = number;

/** The day that a clock shows, of epoch ms shifted by the clock's offset. */
export const dayOf = (local: number): CivilDay => Math.floor(local / DAY_MS);

/** 1 is Monday, 7 is Sunday. */
export const weekdayOf = (day: CivilDay): number => ((((day + 3) % 7) + 7) % 7) + 1;

export function civilDay(day: CivilDay): {
  readonly year: number;
  readonly month: number;
  readonly date: number;
} {
  const date = new Date(day * DAY_MS);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, date: date.getUTCDate() };
}

/** Reads `2026-10-01`; `undefined` when there is no such day. */
export function parseDay(text: string): CivilDay | undefined {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return undefined;
  const at = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== text ? undefined : dayOf(at);
}

/** Reads `06:30` as minutes since midnight; `24:00` is the end of the day. */
export function parseClock(text: string): number | undefined {
  const [, hour, minute] = /^(\d\d):([0-5]\d)$/.exec(text) ?? [];
  const total = Number(hour) * 60 + Number(minute);
  return total <= 24 * 60 ? total : undefined;
}
