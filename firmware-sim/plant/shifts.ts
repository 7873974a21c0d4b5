import { hours, type UnixMs, unixMs } from '../../core/index.js';

const DAY = hours(24);
const SHIFTS_PER_DAY = 2;
export const SHIFT_LENGTH = hours(8);

/** One turn of work of a crew. `number` counts from 1970, so that even ones are the first of their day. */
export interface Shift {
  readonly number: number;
  readonly start: UnixMs;
}

/** The crew's shift that began last: two a day, eight hours each, the three crews four hours apart. */
export function shiftAt(at: UnixMs, utcOffset: number, crew: number): Shift {
  const period = DAY / SHIFTS_PER_DAY;
  const lead = utcOffset - crew * hours(4);
  const number = Math.floor((at + lead) / period);
  return { number, start: unixMs(number * period - lead) };
}

export function shiftBefore({ number, start }: Shift): Shift {
  return { number: number - 1, start: unixMs(start - DAY / SHIFTS_PER_DAY) };
}
