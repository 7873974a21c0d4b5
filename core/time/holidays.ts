import { addDays, type CivilDay, dayOf, parseCivilDay } from './civil.js';

/** Days off, and days of a weekend that are worked instead. */
export interface Holidays {
  readonly off: readonly CivilDay[];
  readonly worked: readonly CivilDay[];
}

const span = (from: string, to = from): readonly CivilDay[] => {
  const [first, last] = [parseCivilDay(from) ?? dayOf(0), parseCivilDay(to) ?? dayOf(0)];
  return Array.from({ length: last - first + 1 }, (_, i) => addDays(first, i));
};

/** China: the State Council's notices of 2024-11-12 (for 2025) and of 2025-11-04 (for 2026). */
const CN: Holidays = {
  off: [
    span('2025-01-01'),
    span('2025-01-28', '2025-02-04'),
    span('2025-04-04', '2025-04-06'),
    span('2025-05-01', '2025-05-05'),
    span('2025-05-31', '2025-06-02'),
    span('2025-10-01', '2025-10-08'),
    span('2026-01-01', '2026-01-03'),
    span('2026-02-15', '2026-02-23'),
    span('2026-04-04', '2026-04-06'),
    span('2026-05-01', '2026-05-05'),
    span('2026-06-19', '2026-06-21'),
    span('2026-09-25', '2026-09-27'),
    span('2026-10-01', '2026-10-07'),
  ].flat(),
  worked: [
    ...['2025-01-26', '2025-02-08', '2025-04-27', '2025-09-28', '2025-10-11'],
    ...['2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10'],
  ].flatMap((day) => span(day)),
};

/** Calendars that a rule may name. */
export const HOLIDAYS = { cn: CN } as const satisfies Readonly<Record<string, Holidays>>;
