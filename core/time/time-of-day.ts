/**
 * Seconds of a service day from `H:MM:SS` or `HH:MM:SS`; hours run past 24 for trips past midnight (at most 99).
 * `undefined` for anything else.
 */
export function parseTimeOfDay(text: string): number | undefined {
  const match = /^(\d{1,2}):([0-5]\d):([0-5]\d)$/.exec(text);
  if (match === null) return undefined;
  return Number(match[1]) * 3_600 + Number(match[2]) * 60 + Number(match[3]);
}

/** `25:10:00` for 90,600 seconds. */
export function formatTimeOfDay(seconds: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(Math.floor(seconds / 3_600))}:${two(Math.floor(seconds / 60) % 60)}:${two(Math.floor(seconds) % 60)}`;
}

/** Reads `06:30` as minutes since midnight; `24:00` is the end of the day. */
export function parseClock(text: string): number | undefined {
  const [, hour, minute] = /^(\d\d):([0-5]\d)$/.exec(text) ?? [];
  const total = Number(hour) * 60 + Number(minute);
  return total <= 24 * 60 ? total : undefined;
}
