import { BIN } from '../constants.js';
import { chance } from '../random.js';
import type { Stream } from './streams.js';

const DAY = 86_400_000;
const HOURS = 24;
/** Saturday and Sunday, days of the week from Monday. */
const WEEKEND = 5;
const FIRST_WEEKDAY = 3;

/** How one bin is filled. */
export interface Pace {
  /** Deposits on an average day. */
  readonly perDay: number;
  /** Percent of the bin that an average deposit takes. */
  readonly raise: number;
  /** Share of the day's deposits that has come by the end of each civil hour. */
  readonly byHour: readonly number[];
}

/** Share of a day's deposits in each civil hour, percent. Kitchen and other waste is taken in windows: before work, after dinner. */
const WINDOWED = [0, 0, 0, 0, 0, 1, 6, 16, 16, 7, 2, 1, 2, 2, 1, 1, 2, 5, 13, 14, 8, 2, 1, 0];
/** Recyclable and hazardous waste is taken all day; measured on the Prague series (MIT; origin Golemio, Prague). */
const ALL_DAY = [2, 2, 2, 2, 2, 3, 3, 5, 7, 5, 6, 6, 7, 6, 4, 5, 5, 6, 6, 4, 4, 3, 3, 2];

const summed = (shares: readonly number[]): number[] => {
  const total = shares.reduce((sum, share) => sum + share, 0);
  let sum = 0;
  return shares.map((share) => {
    sum += share;
    return sum / total;
  });
};

const BY_HOUR: Readonly<Record<Stream, readonly number[]>> = {
  kitchen: summed(WINDOWED),
  other: summed(WINDOWED),
  recyclable: summed(ALL_DAY),
  hazardous: summed(ALL_DAY),
};

const PACES: Readonly<Record<Stream, readonly [perDay: number, raise: number]>> = {
  kitchen: [BIN.kitchenDeposits.value, BIN.kitchenRaise.value],
  other: [BIN.otherDeposits.value, BIN.otherRaise.value],
  recyclable: [BIN.recyclableDeposits.value, BIN.recyclableRaise.value],
  hazardous: [BIN.hazardousDeposits.value, BIN.hazardousRaise.value],
};

/** Some kiosks are busy, some are not, and a few are far too small for their street. */
export function paceOf(stream: Stream, key: number): Pace {
  const own = 0.55 + 0.9 * chance(key, 1);
  const tooSmall = chance(key, 2) < BIN.smallBinShare.value ? BIN.smallBinPace.value : 1;
  const [perDay, raise] = PACES[stream];
  return { perDay: perDay * own * tooSmall, raise, byHour: BY_HOUR[stream] };
}

/** A day's deposits: when each came, and what had come with it. */
export interface DayOfDeposits {
  readonly day: number;
  /** Milliseconds after the civil midnight, rising; then, from the middle on, percent of the bin summed from midnight. */
  readonly series: Float32Array;
  readonly total: number;
}

/** Events of a Poisson process whose rate follows the hours; sizes are exponential with a bound. */
export function depositsOn(key: number, { perDay, raise, byHour }: Pace, day: number): DayOfDeposits {
  const weekday = (((day + FIRST_WEEKDAY) % 7) + 7) % 7;
  const mean = perDay * (weekday >= WEEKEND ? BIN.weekendPace.value : 1);
  const dayKey = Math.imul(key ^ day, 0x9e37_79b1) ^ (key >>> 7);
  const count = eventsOf(mean, chance(dayKey, 1));
  const series = new Float32Array(2 * count);
  for (let index = 0; index < count; index++) series[index] = timeOf(byHour, chance(dayKey, 10 + index));
  series.subarray(0, count).sort();
  let total = 0;
  for (let index = 0; index < count; index++) {
    const size = -raise * Math.log(1 - chance(dayKey ^ 0x3c6e_f372, 10 + index));
    // A thousandth of a percent: what a logarithm's last bits are on another machine does not show.
    total += Math.round(1_000 * Math.min(BIN.biggestDeposit.value, size)) / 1_000;
    series[count + index] = total;
  }
  return { day, series, total };
}

function timeOf(byHour: readonly number[], share: number): number {
  let hour = 0;
  while (hour < HOURS - 1 && (byHour[hour] ?? 1) <= share) hour++;
  const before = hour === 0 ? 0 : (byHour[hour - 1] ?? 0);
  const within = (share - before) / ((byHour[hour] ?? 1) - before || 1);
  return ((hour + within) / HOURS) * DAY;
}

/** How many events of a Poisson process of this mean a uniform number stands for; means up to 500. */
function eventsOf(mean: number, uniform: number): number {
  let term = Math.exp(-mean);
  let sum = term;
  let count = 0;
  while (uniform > sum && count < 1_000) {
    count += 1;
    term *= mean / count;
    sum += term;
  }
  return count;
}

/** What had come by `offset` milliseconds after midnight. */
export function cameBy({ series }: DayOfDeposits, offset: number): number {
  const count = series.length / 2;
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((series[middle] ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? 0 : (series[count + low - 1] ?? 0);
}
