import { type AssetId, unixMs } from '../../../core/index.js';
import { type FaultOf, isDuring, type Span } from '../../fault/fault.js';
import { LIGHT } from '../constants.js';
import { type FaultBook, ofKind } from '../fault-book.js';
import { chance, hash, noise } from '../random.js';

const HOUR = 3_600_000;
/** At most one natural failure falls into an epoch. */
const EPOCH = 200 * 24 * HOUR;
const FAILS = LIGHT.lampFailures.value * 200;

/** A luminaire with its driver. */
export interface Lamp {
  readonly id: AssetId;
  readonly key: number;
  /** Watts that this very lamp draws when warm and undimmed. */
  readonly watts: number;
  readonly ratedW: number;
  readonly dead: readonly FaultOf<'lamp-dead'>[];
  readonly cycling: readonly FaultOf<'lamp-cycling'>[];
  readonly burning: readonly FaultOf<'day-burner'>[];
}

export function lampOf(seed: number, id: AssetId, ratedW: number, book: FaultBook): Lamp {
  const key = hash(seed, id);
  const faults = book.asset(id);
  const aged = LIGHT.ageing.value * chance(key, 2);
  return {
    id,
    key,
    ratedW,
    watts: ratedW * (1 + LIGHT.lampSpread.value * noise(key, 1) - aged / 2),
    dead: ofKind(faults, 'lamp-dead'),
    cycling: ofKind(faults, 'lamp-cycling'),
    burning: ofKind(faults, 'day-burner'),
  };
}

/** The failure that comes by itself and lies around an instant, until the crew has been there. */
export function failureAround({ key }: Lamp, at: number): Span | undefined {
  const phase = chance(key, 3);
  const epoch = Math.floor(at / EPOCH + phase);
  if (chance(key ^ 0x6a09_e667, epoch) >= FAILS) return undefined;
  const { repairMin, repairMax } = LIGHT;
  const from = (epoch - phase + 0.97 * chance(key ^ 0x3c6e_f372, epoch)) * EPOCH;
  const length =
    (repairMin.value + (repairMax.value - repairMin.value) * chance(key ^ 0x510e_527f, epoch)) * HOUR;
  return { from: unixMs(Math.round(from)), until: unixMs(Math.round(from + length)) };
}

/** Would it burn if it had power? */
export function isWhole(lamp: Lamp, at: number): boolean {
  if (lamp.dead.length > 0 && lamp.dead.some((fault) => isDuring(fault, at))) return false;
  if (lamp.cycling.length > 0) {
    for (const fault of lamp.cycling) {
      if (isDuring(fault, at) && Math.floor((2 * (at - fault.from)) / fault.periodMs) % 2 === 1) return false;
    }
  }
  const failure = failureAround(lamp, at);
  return failure === undefined || !isDuring(failure, at);
}

export const burnsAlways = (lamp: Lamp, at: number): boolean =>
  lamp.burning.length > 0 && lamp.burning.some((fault) => isDuring(fault, at));
