import type { Fault, FaultOf } from '../../fault/fault.js';
import { Cell } from '../cell.js';
import { BIN } from '../constants.js';
import { ofKind } from '../fault-book.js';
import { chance, noise } from '../random.js';
import { clamp, type Points, round } from '../sampler.js';
import type { Weather } from '../sky/weather.js';
import { cameBy, type DayOfDeposits, depositsOn, type Pace } from './deposits.js';

const DAY = 86_400_000;

/** When a bin was emptied last at or before an instant, and first after it. */
export interface Emptied {
  around(at: number): { readonly last: number; readonly next: number };
}

export interface BinOptions {
  readonly key: number;
  readonly pace: Pace;
  readonly depthMm: number;
  readonly fullKg: number;
  readonly utcOffset: number;
  readonly emptyings: Emptied;
  readonly faults: readonly Fault[];
  readonly deviceFaults: readonly Fault[];
  readonly weather: Weather;
}

/** Deposits since the last emptying, on what stuck to the walls. */
export class Bin {
  readonly cell: Cell;
  readonly emptyings: Emptied;
  readonly #key: number;
  readonly #options: BinOptions;
  readonly #dumps: readonly FaultOf<'overflow'>[];
  readonly #fires: readonly FaultOf<'fire'>[];
  // What was worked out for the last instant; instants mostly come in order.
  #today: DayOfDeposits | undefined;
  #last = Number.NaN;
  #next = Number.NaN;
  #base = 0;

  constructor(options: BinOptions) {
    this.#options = options;
    this.#key = options.key;
    this.emptyings = options.emptyings;
    this.cell = new Cell(options.key, ofKind(options.deviceFaults, 'dead-battery'));
    this.#dumps = ofKind(options.faults, 'overflow');
    this.#fires = ofKind(options.faults, 'fire');
  }

  /** Percent of the bin that is taken; above 100 bags stand beside it. */
  fill(at: number): number {
    const { pace, utcOffset } = this.#options;
    const day = Math.floor((at + utcOffset) / DAY);
    const isStale = !(at >= this.#last && at < this.#next);
    if (isStale) {
      const { last, next } = this.emptyings.around(at);
      this.#last = last;
      this.#next = next;
    }
    let today = this.#today;
    const isOtherDay = today?.day !== day;
    if (today === undefined || isOtherDay) {
      today = depositsOn(this.#key, pace, day);
      this.#today = today;
    }
    if (isStale || isOtherDay) this.#base = this.#baseOf(today);
    const natural = this.#base + cameBy(today, at + utcOffset - day * DAY);
    return this.#dumps.length === 0 ? natural : dumped(natural, this.#dumps, { at, last: this.#last });
  }

  sample(at: number): Points {
    const { depthMm, fullKg, weather } = this.#options;
    const key = this.#key;
    const truly = this.fill(at);
    const read = clamp(echo(key, truly, at), 0, 100);
    const air = weather.temperature(at) + (fullKg / 40) * (Math.min(truly, 100) / 100);
    return {
      fill_pct: round(read, 1),
      distance_mm: Math.round(depthMm * (1 - read / 100)),
      weight_kg: round(Math.max(0, (truly / 100) * fullKg + 0.2 * noise(key + 1, at)), 1),
      temperature_c: round(clamp(heated(air, this.#fires, at) + 0.3 * noise(key + 2, at), -60, 400), 1),
      battery_v: this.cell.volts(at, noise(key + 3, at)),
    };
  }

  /** What was in the bin when a day began, not counting what came before the emptying. */
  #baseOf(today: DayOfDeposits): number {
    const { pace, utcOffset } = this.#options;
    const residual = BIN.residualMax.value * chance(this.#key ^ 0x68bc_21eb, Math.floor(this.#last / 1_000));
    const emptiedOn = Math.floor((this.#last + utcOffset) / DAY);
    const first = emptiedOn === today.day ? today : depositsOn(this.#key, pace, emptiedOn);
    let sum = residual - cameBy(first, this.#last + utcOffset - emptiedOn * DAY);
    if (emptiedOn === today.day) return sum;
    sum += first.total;
    for (let day = emptiedOn + 1; day < today.day; day++) sum += depositsOn(this.#key, pace, day).total;
    return sum;
  }
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
