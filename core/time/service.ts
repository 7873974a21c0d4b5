import { type CivilDay, weekdayOf } from './civil.js';

/** The days on which a trip runs: some weekdays of a period, with dates added and taken away. */
export interface ServiceDays {
  readonly serviceId: string;
  /** Bit 0 is Monday. */
  readonly weekdays: number;
  /** First and last day, both included; a service made of dates alone has `until` before `from`. */
  readonly from: CivilDay;
  readonly until: CivilDay;
  readonly added: readonly CivilDay[];
  readonly removed: readonly CivilDay[];
}

/** An exception for the date decides; otherwise the weekday within the period does. */
export function runsOn(service: ServiceDays, day: CivilDay): boolean {
  if (service.removed.includes(day)) return false;
  if (service.added.includes(day)) return true;
  return day >= service.from && day <= service.until && (service.weekdays & (1 << weekdayOf(day))) !== 0;
}
