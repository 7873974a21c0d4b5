import type { Fault, FaultOf } from '../../fault/fault.js';
import { Cell } from '../cell.js';
import { TANK } from '../constants.js';
import { ofKind } from '../fault-book.js';
import { chance, noise } from '../random.js';
import { clamp, type Points, round } from '../sampler.js';
import type { Weather } from '../sky/weather.js';

const DAY = 86_400_000;
const HOUR = 3_600_000;
/** Crews clear tanks in the morning, ms after midnight. */
const CLEARED_AT = 10 * HOUR;
/** Share of a day's inflow that has come by the end of each civil hour. */
const INFLOW = [
  2, 3, 4, 5, 6, 9, 15, 23, 29, 33, 37, 42, 48, 52, 55, 58, 62, 67, 74, 82, 89, 94, 97, 100,
] as const;
/** Between the last clearing of a late crew and the plan it is as if nothing had been planned. */
const RIM = TANK.heightMm.value;

export interface TankOptions {
  readonly key: number;
  readonly utcOffset: number;
  readonly weather: Weather;
  readonly faults: readonly Fault[];
  readonly deviceFaults: readonly Fault[];
}

export interface TankModel {
  readonly key: number;
  readonly cell: Cell;
  /** Liquid above the floor, millimetres; above the rim it runs out. */
  level(at: number): number;
  /** Methane, percent of the lower explosive limit. */
  methane(at: number): number;
  /** The clearings around an instant. */
  clearings(at: number): { readonly last: number; readonly next: number };
  sample(at: number): Points;
}

/** Rises with the household's day and the rain until a crew clears it; gas follows the sludge. */
export function tankModel(options: TankOptions): TankModel {
  const { key, faults, utcOffset } = options;
  const clearings = clearingsOf(key, utcOffset);
  const level = levelOf(options, clearings);
  const cell = new Cell(key, ofKind(options.deviceFaults, 'dead-battery'));
  const gases = ofKind(faults, 'gas');
  const vented = chance(key, 4);
  const sludge = (at: number): number => {
    const { last, next } = clearings(at);
    return (at - last) / (next - last);
  };
  const methane = (at: number): number =>
    TANK.gasBase.value + TANK.gasSludge.value * sludge(at) * vented + released(gases, at);
  return {
    key,
    cell,
    level,
    methane,
    clearings,
    sample: (at) => {
      const read = Math.min(level(at), RIM + 200) + TANK.levelNoise.value * noise(key, at) + foam(key, at);
      return {
        level_mm: Math.max(0, Math.round(read)),
        freeboard_mm: Math.round(RIM - read),
        ch4_pct_lel: round(clamp(methane(at) + TANK.gasNoise.value * noise(key + 1, at), 0, 100), 1),
        h2s_ppm: round(clamp(1 + methane(at) * 0.45 + 0.3 * noise(key + 2, at), 0, 1_000), 1),
        battery_v: cell.volts(at, noise(key + 3, at)),
      };
    },
  };
}

function foam(key: number, at: number): number {
  return chance(key + 5, at) < TANK.foamShare.value ? TANK.foamMax.value * chance(key + 6, at) : 0;
}

/** A crew comes every cycle; now and then it comes late. */
function clearingsOf(key: number, utcOffset: number) {
  const cycle = Math.floor(TANK.cycleMin.value + TANK.cycleSpread.value * chance(key, 1));
  const phase = Math.floor(chance(key, 2) * cycle);
  const dayOf = (index: number): number => {
    const isLate = chance(key ^ 0x44d1, index) < TANK.lateCycles.value;
    const late = isLate ? Math.floor(cycle * TANK.lateBy.value * chance(key ^ 0x1ac9, index)) : 0;
    return index * cycle - phase + late;
  };
  const instant = (index: number): number => dayOf(index) * DAY + CLEARED_AT - utcOffset;
  let [last, next] = [Number.NaN, Number.NaN];
  return (at: number): { readonly last: number; readonly next: number } => {
    if (!(at >= last && at < next)) {
      let index = Math.floor(((at + utcOffset) / DAY + phase) / cycle);
      while (instant(index) > at) index--;
      while (instant(index + 1) <= at) index++;
      [last, next] = [instant(index), instant(index + 1)];
    }
    return { last, next };
  };
}

function levelOf(
  { key, utcOffset, weather, faults }: TankOptions,
  clearings: (at: number) => { readonly last: number; readonly next: number },
): (at: number) => number {
  const rises = ofKind(faults, 'septic-rise');
  const spills = ofKind(faults, 'spill');
  const cycle = Math.floor(TANK.cycleMin.value + TANK.cycleSpread.value * chance(key, 1));
  const perDay = (TANK.plannedRise.value + TANK.riseSpread.value * (2 * chance(key, 3) - 1)) / cycle;
  /** Days' worth of inflow since 1970. */
  const came = (at: number): number => {
    const local = at + utcOffset;
    const day = Math.floor(local / DAY);
    return day + cameBy((local - day * DAY) / HOUR);
  };
  return (at) => {
    const { last } = clearings(at);
    const rain = weather.rainUntil(at) - weather.rainUntil(last);
    let level = TANK.floorMm.value + perDay * (came(at) - came(last)) + TANK.rainInflow.value * rain;
    for (const { from, until, mmPerHour } of rises) {
      const lasted = Math.min(at, until) - Math.max(from, last);
      if (lasted > 0) level += (mmPerHour * lasted) / HOUR;
    }
    if (spills.some(({ from, until }) => at >= from && at < until)) {
      level = Math.max(level, RIM + TANK.spillOver.value);
    }
    return level;
  };
}

/** Share of the day's inflow that has come by a civil hour, even within the hour. */
function cameBy(hour: number): number {
  const whole = Math.floor(hour);
  const before = whole === 0 ? 0 : (INFLOW[whole - 1] ?? 0);
  return (before + ((INFLOW[whole] ?? 100) - before) * (hour - whole)) / 100;
}

function released(gases: readonly FaultOf<'gas'>[], at: number): number {
  let most = 0;
  for (const { from, until, peakLel } of gases) {
    if (at < from) continue;
    const rising = 1 - Math.exp(-(Math.min(at, until) - from) / (TANK.gasRise.value * 1_000));
    const falling = at < until ? 1 : Math.exp(-(at - until) / (TANK.gasFall.value * 1_000));
    most = Math.max(most, peakLel * rising * falling);
  }
  return most;
}
