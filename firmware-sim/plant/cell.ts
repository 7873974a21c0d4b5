import { type FaultOf, isDuring } from '../fault/fault.js';
import { CELL } from './constants.js';
import { chance } from './random.js';
import { clamp, round } from './sampler.js';

const DAY = 86_400_000;
const LIFE = CELL.life.value * DAY;
const KNEE = CELL.knee.value;
/** A `dead-battery` fault starts from a cell that is this far used up … */
const FAULT_STARTS = 0.9;
/** … and has nothing left after this share of its span. */
const DIES_AFTER = 0.75;

/** A primary cell, swapped before (mostly) or after it passed the knee of its discharge curve. */
export class Cell {
  readonly #key: number;
  readonly #faults: readonly FaultOf<'dead-battery'>[];

  constructor(key: number, faults: readonly FaultOf<'dead-battery'>[]) {
    this.#key = key;
    this.#faults = faults;
  }

  /** Volts, with the converter's noise; `noise` has standard deviation 1. */
  volts(at: number, noise: number): number {
    return round(voltsAt(this.#usedUp(at)) + CELL.noise.value * noise, 3);
  }

  /** True instants between which the cell is past its knee, around `at`; `undefined` when it is not. */
  lowAround(at: number): { readonly from: number; readonly to: number } | undefined {
    const { start, swap } = this.#period(at);
    return swap <= KNEE ? undefined : { from: start + KNEE * LIFE, to: start + swap * LIFE };
  }

  #usedUp(at: number): number {
    const fault = this.#faults.length === 0 ? undefined : this.#faults.find((known) => isDuring(known, at));
    if (fault !== undefined) {
      const share = (at - fault.from) / ((fault.until - fault.from) * DIES_AFTER);
      return FAULT_STARTS + (1 - FAULT_STARTS) * Math.min(1, share);
    }
    const { start, swap } = this.#period(at);
    const share = (at - start) / LIFE;
    // After the swap the rest of the period is the next cell's youth.
    return share < swap ? share : share - swap;
  }

  #period(at: number): { readonly start: number; readonly swap: number } {
    const key = this.#key;
    const phase = chance(key, 901) * LIFE;
    const index = Math.floor((at + phase) / LIFE);
    const isLate = chance(key ^ 0x51ed, index) < CELL.lateSwaps.value;
    const draw = chance(key ^ 0x77aa, index);
    return { start: index * LIFE - phase, swap: isLate ? KNEE + (1 - KNEE) * draw : 0.9 + 0.06 * draw };
  }
}

/** Flat for years, then down within weeks. */
function voltsAt(used: number): number {
  const atKnee = CELL.fullV.value - CELL.slopeV.value;
  if (used < KNEE) return CELL.fullV.value - (CELL.slopeV.value * used) / KNEE;
  return atKnee - ((atKnee - CELL.emptyV.value) * (used - KNEE)) / (1 - KNEE);
}

/** Per cent that is left in a cell of this voltage, 0-100: what a sensor that knows its cell makes of it. */
export function chargeOf(volts: number): number {
  const atKnee = CELL.fullV.value - CELL.slopeV.value;
  const used =
    volts > atKnee
      ? (KNEE * (CELL.fullV.value - volts)) / CELL.slopeV.value
      : KNEE + ((1 - KNEE) * (atKnee - volts)) / (atKnee - CELL.emptyV.value);
  return clamp(Math.round(100 * (1 - used)), 0, 100);
}

/** From when on a `dead-battery` cell is past its knee, and from when on it is dead. */
export function deathOf({ from, until }: FaultOf<'dead-battery'>): {
  readonly low: number;
  readonly dead: number;
} {
  const length = (until - from) * DIES_AFTER;
  return { low: from + (length * (KNEE - FAULT_STARTS)) / (1 - FAULT_STARTS), dead: from + length };
}
