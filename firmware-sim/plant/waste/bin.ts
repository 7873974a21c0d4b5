import type { Fault, FaultOf } from '../../fault/fault.js';
import { type Cell, cellOf } from '../cell.js';
import { BIN } from '../constants.js';
import { ofKind } from '../fault-book.js';
import { chance, noise } from '../random.js';
import { clamp, type Points, round } from '../sampler.js';
import type { Weather } from '../sky/weather.js';
import { cameBy, type DayOfDeposits, depositsOn, type Pace } from './deposits.js';

const DAY = 86_400_000;

/** When a bin was emptied last, and when it will be next. */
export interface Emptyings {
  /** The last at or before `at` and the first after it; the first may lie as far off as the next planned visit. */
  around(at: number): { readonly last: number; readonly next: number };
}

export interface BinOptions {
  readonly key: number;
  readonly pace: Pace;
  readonly depthMm: number;
  readonly fullKg: number;
  readonly utcOffset: number;
  readonly emptyings: Emptyings;
  readonly faults: readonly Fault[];
  readonly deviceFaults: readonly Fault[];
  readonly weather: Weather;
}

export interface BinModel {
  readonly key: number;
  readonly cell: Cell;
  readonly emptyings: Emptyings;
  /** Percent of the bin that is taken; above 100 bags stand beside it. */
  fill(at: number): number;
  sample(at: number): Points;
}

/** Deposits since the last emptying, on what stuck to the walls. */
export function binModel(options: BinOptions): BinModel {
  const { key, depthMm, fullKg, faults, weather, emptyings } = options;
  const fires = ofKind(faults, 'fire');
  const cell = cellOf(key, ofKind(options.deviceFaults, 'dead-battery'));
  const fill = fillOf(options);
  return {
    key,
    cell,
    emptyings,
    fill,
    sample: (at) => {
      const truly = fill(at);
      const read = clamp(echo(key, truly, at), 0, 100);
      const air = weather.temperature(at) + (fullKg / 40) * (Math.min(truly, 100) / 100);
      return {
        fill_pct: round(read, 1),
        distance_mm: Math.round(depthMm * (1 - read / 100)),
        weight_kg: round(Math.max(0, (truly / 100) * fullKg + 0.2 * noise(key + 1, at)), 1),
        temperature_c: round(clamp(heated(air, fires, at) + 0.3 * noise(key + 2, at), -60, 400), 1),
        battery_v: cell.volts(at, noise(key + 3, at)),
      };
    },
  };
}

/** What the ultrasonic sensor makes of it: now and then another heap answers, and very rarely the lid. */
function echo(key: number, truly: number, at: number): number {
  const draw = chance(key ^ 0x2545_f491, at);
  if (draw < BIN.lidReflection.value) return BIN.lidReading.value;
  const top = Math.min(truly, 100) + BIN.rangingNoise.value * noise(key, at);
  if (draw > BIN.lidReflection.value + BIN.echoShare.value) return top;
  const share = (draw - BIN.lidReflection.value) / BIN.echoShare.value;
  const step = 1 + Math.floor(chance(key ^ 0x1b87_3593, at) * BIN.echoMax.value);
  return share < 0.5 ? top - step : top + step;
}

function heated(air: number, fires: readonly FaultOf<'fire'>[], at: number): number {
  for (const { from, until, peakC } of fires) {
    if (at < from) continue;
    const burning = 1 - Math.exp(-(Math.min(at, until) - from) / (BIN.fireRise.value * 1_000));
    const cooling = at < until ? 1 : Math.exp(-(at - until) / (BIN.fireFall.value * 1_000));
    const heat = (peakC - air) * burning * cooling;
    if (heat > 0.05) return air + heat;
  }
  return air;
}

function fillOf({ key, pace, utcOffset, emptyings, faults }: BinOptions): (at: number) => number {
  const dumps = ofKind(faults, 'overflow');
  let today: DayOfDeposits | undefined;
  let [last, next] = [Number.NaN, Number.NaN];
  let base = 0;
  const dayOf = (at: number): number => Math.floor((at + utcOffset) / DAY);
  /** What was in the bin when a day began, not counting what came before the emptying. */
  const baseOf = (day: number): number => {
    const residual = BIN.residualMax.value * chance(key ^ 0x68bc_21eb, Math.floor(last / 1_000));
    const emptiedOn = dayOf(last);
    const first = emptiedOn === day && today !== undefined ? today : depositsOn(key, pace, emptiedOn);
    let sum = residual - cameBy(first, last + utcOffset - emptiedOn * DAY);
    if (emptiedOn === day) return sum;
    sum += first.total;
    for (let between = emptiedOn + 1; between < day; between++) sum += depositsOn(key, pace, between).total;
    return sum;
  };
  return (at) => {
    const day = dayOf(at);
    const isStale = !(at >= last && at < next);
    if (isStale) ({ last, next } = emptyings.around(at));
    if (isStale || today?.day !== day) {
      if (today?.day !== day) today = depositsOn(key, pace, day);
      base = baseOf(day);
    }
    const natural = base + cameBy(today, at + utcOffset - day * DAY);
    return dumps.length === 0 ? natural : dumped(natural, dumps, { at, last });
  };
}

/** While the fault lasts somebody brings bags; an emptying takes them too, and they begin again. */
function dumped(
  natural: number,
  dumps: readonly FaultOf<'overflow'>[],
  { at, last }: { readonly at: number; readonly last: number },
): number {
  let fill = natural;
  for (const { from, until, toPct, overMs } of dumps) {
    const since = Math.max(from, last);
    const lasted = Math.min(at, until) - since;
    if (lasted > 0) fill = Math.max(fill, toPct * Math.min(1, lasted / overMs));
  }
  return fill;
}
