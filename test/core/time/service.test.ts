import { expect, test } from 'vitest';
import { parseCivilDay, runsOn, type ServiceDays } from '../../../core/index.js';

const day = (text: string) => {
  const found = parseCivilDay(text);
  if (found === undefined) throw new Error(text);
  return found;
};
const WEEKDAYS = 0b0011111;
const service: ServiceDays = {
  serviceId: 'weekdays',
  weekdays: WEEKDAYS,
  from: day('2026-11-02'),
  until: day('2026-11-30'),
  added: [day('2026-11-28'), day('2026-12-05')],
  removed: [day('2026-11-25')],
};

test.each([
  { says: 'on a weekday of the period', date: '2026-11-24', runs: true },
  { says: 'on its first day', date: '2026-11-02', runs: true },
  { says: 'on its last day', date: '2026-11-30', runs: true },
  { says: 'not on a Sunday', date: '2026-11-29', runs: false },
  { says: 'not before the period', date: '2026-10-30', runs: false },
  { says: 'not after it', date: '2026-12-01', runs: false },
  { says: 'not on a date taken away', date: '2026-11-25', runs: false },
  { says: 'on a Saturday that was added', date: '2026-11-28', runs: true },
  { says: 'on a date added outside the period', date: '2026-12-05', runs: true },
])('a weekday service runs $says: $runs', ({ date, runs }) => expect(runsOn(service, day(date))).toBe(runs));
