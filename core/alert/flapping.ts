import type { Alert } from '../model/alert.js';
import { hours } from '../units/units.js';
import type { Limits, Standing } from './levels.js';
import type { Step } from './life.js';

/** Cycles are counted over this much observed time. */
const WINDOW_MS = hours(1);
const CYCLES_IN = 4;
/** Fewer than this many, and it has calmed down. */
const CYCLES_OUT = 2;

/** How often a subject's alert was raised lately. Instants are observed time; values are mirrored, so that lower is better. */
export interface Flap {
  /** When it was raised, oldest first. At least one. */
  readonly raises: readonly number[];
  /** The lowest value between each raise and the one before it. */
  readonly dips: readonly number[];
  /** The lowest value since the last raise. */
  readonly low: number;
  readonly isFlapping: boolean;
}

export interface FlapReading {
  readonly observedAt: number;
  readonly value: number;
  /** It is this reading that raised what was not raised before. */
  readonly isRaise: boolean;
}

/** `undefined` when it was not raised within the window: there is nothing to remember. */
export function stepFlap(before: Flap | undefined, reading: FlapReading): Flap | undefined {
  const { observedAt, value, isRaise } = reading;
  const kept = before?.raises.filter((at) => at > observedAt - WINDOW_MS) ?? [];
  const raises = isRaise ? [...kept, observedAt] : kept;
  if (raises.length === 0) return undefined;
  const low = before?.low ?? value;
  const dips = (before?.dips ?? []).slice(-kept.length || Number.POSITIVE_INFINITY);
  const isFlapping =
    raises.length >= CYCLES_IN || (raises.length >= CYCLES_OUT && (before?.isFlapping ?? false));
  return {
    raises,
    dips: isRaise ? [...dips, low] : dips,
    low: isRaise ? value : Math.min(low, value),
    isFlapping,
  };
}

/** Says on the alert that it flaps, how often, and how wide a deadband would have made one alert of it. */
export function markFlapping(alert: Alert, { raises, dips }: Flap, { raise: [raise = 0] }: Limits): Step {
  const deadband = Math.round((raise - Math.min(...dips.slice(1))) * 1_000) / 1_000;
  return { transition: 'flapping', alert: { ...alert, flapping: { cycles: raises.length, deadband } } };
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
