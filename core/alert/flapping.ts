import type { Alert } from '../model/alert.js';
import { hours } from '../units/units.js';
import type { Limits, Standing } from './levels.js';
import type { Step } from './life.js';

/** Cycles are counted over this much observed time. */
const WINDOW_MS = hours(1);
const CYCLES_IN = 4;
/** Fewer than this many, and it has calmed down. */
const CYCLES_OUT = 2;

/**
 * The cycles, each a raise and an end, that a subject went through lately. They are counted by their ends: a rule with a
 * lower raise value has all the ends of one with a higher, so it never calms down earlier.
 */
export interface Flap {
  /** Observed time of the ends, oldest first. At least one. */
  readonly ends: readonly number[];
  /** The lowest value since each of them and up to the next, mirrored, so that lower is better. */
  readonly dips: readonly number[];
  readonly isFlapping: boolean;
}

export interface FlapReading {
  readonly observedAt: number;
  /** Mirrored. */
  readonly value: number;
  /** It is with this reading that the condition stopped being met. */
  readonly isEnd: boolean;
  /** The condition is met, as it was before: this value is part of no dip. */
  readonly isRaised: boolean;
}

/** `undefined` when no cycle ended within the window: there is nothing to remember. */
export function stepFlap(before: Flap | undefined, reading: FlapReading): Flap | undefined {
  const { observedAt, value, isEnd, isRaised } = reading;
  const { ends: all, dips: allDips, isFlapping: wasFlapping } = before ?? NONE;
  const gone = all.filter((at) => at <= observedAt - WINDOW_MS).length;
  const kept = all.slice(gone);
  const dips = allDips.slice(gone);
  const last = dips.at(-1);
  if (last !== undefined && !isRaised && !isEnd) dips[dips.length - 1] = Math.min(last, value);
  const ends = isEnd ? [...kept, observedAt] : kept;
  if (ends.length === 0) return undefined;
  const isFlapping = ends.length >= CYCLES_IN || (wasFlapping && ends.length >= CYCLES_OUT);
  return { ends, dips: isEnd ? [...dips, value] : dips, isFlapping };
}

const NONE: Flap = { ends: [], dips: [], isFlapping: false };

/** Says on the alert that it flaps, how often, and how wide a deadband would have made one alert of these cycles. */
export function markFlapping(alert: Alert, { ends, dips }: Flap, { raise: [raise = 0] }: Limits): Step {
  const lowest = Math.min(...dips.slice(0, -1)); // what comes after the last end is not known yet
  const deadband = Math.round((raise - lowest) * 1_000) / 1_000;
  return { transition: 'flapping', alert: { ...alert, flapping: { cycles: ends.length, deadband } } };
}

/** It has calmed down: from here on it ends like any other alert. */
export function markSteady({ flapping: _, ...alert }: Alert): Step {
  return { transition: 'steady', alert };
}

/** How a flapping alert stands while its condition is not met: it waits for the next cycle, or for none to come. */
export const waiting = ({ severity, threshold }: Alert): Standing => ({
  state: 'clearing',
  severity,
  threshold: threshold?.value ?? Number.NaN,
  layer: threshold?.layer ?? 'rule',
});
