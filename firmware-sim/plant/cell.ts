import type { FaultOf } from '../fault/fault.js';
import { CELL } from './constants.js';
import { chance } from './random.js';
import { round } from './sampler.js';

const DAY = 86_400_000;
const LIFE = CELL.life.value * DAY;
const KNEE = CELL.knee.value;
/** A `dead-battery` fault starts from a cell that is this far used up … */
const FAULT_STARTS = 0.9;
/** … and has nothing left after this share of its span. */
export const DIES_AFTER = 0.75;

/** A primary cell, swapped before (mostly) or after it passed the knee of its discharge curve. */
export interface Cell {
  /** Volts, with the converter's noise; `noise` has standard deviation 1. */
  volts(at: number, noise: number): number;
  /** True instants between which the cell is past its knee, around `at`; `undefined` when it is not. */
  lowAround(at: number): { readonly from: number; readonly to: number } | undefined;
}

export function cellOf(key: number, faults: readonly FaultOf<'dead-battery'>[]): Cell {
  const phase = chance(key, 901) * LIFE;
  const period = (at: number): { readonly start: number; readonly swap: number } => {
    const index = Math.floor((at + phase) / LIFE);
    const isLate = chance(key ^ 0x51ed, index) < CELL.lateSwaps.value;
    const share = isLate
      ? KNEE + (1 - KNEE) * chance(key ^ 0x77aa, index)
      : 0.9 + 0.06 * chance(key ^ 0x77aa, index);
    // The next cell's life begins with the swap; the rest of the period it is simply young.
    return { start: index * LIFE - phase, swap: share };
  };
  const usedUp = (at: number): number => {
    const fault =
      faults.length === 0 ? undefined : faults.find(({ from, until }) => at >= from && at < until);
    if (fault !== undefined) {
      const share = (at - fault.from) / ((fault.until - fault.from) * DIES_AFTER);
      return FAULT_STARTS + (1 - FAULT_STARTS) * Math.min(1, share);
    }
    const { start, swap } = period(at);
    const share = (at - start) / LIFE;
    return share < swap ? share : share - swap;
  };
  return {
    volts: (at, noise) => round(voltsAt(usedUp(at)) + CELL.noise.value * noise, 3),
    lowAround: (at) => {
      const { start, swap } = period(at);
      return swap <= KNEE ? undefined : { from: start + KNEE * LIFE, to: start + swap * LIFE };
    },
  };
}

/** Flat for years, then down within weeks. */
function voltsAt(used: number): number {
  const atKnee = CELL.fullV.value - CELL.slopeV.value;
  if (used < KNEE) return CELL.fullV.value - (CELL.slopeV.value * used) / KNEE;
  return atKnee - ((atKnee - CELL.emptyV.value) * (used - KNEE)) / (1 - KNEE);
}

/** From when on a `dead-battery` cell is past its knee, and from when on it is dead. */
export function deathOf({ from, until }: FaultOf<'dead-battery'>): {
  readonly low: number;
  readonly dead: number;
} {
  const length = (until - from) * DIES_AFTER;
  return { low: from + (length * (KNEE - FAULT_STARTS)) / (1 - FAULT_STARTS), dead: from + length };
}
