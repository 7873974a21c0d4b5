import type { AssetId } from '../../../core/index.js';
import type { Points } from '../sampler.js';
import type { Radio } from './radio.js';
import type { Stretch } from './spans.js';

/** One asset that one device reports. */
export interface Source {
  readonly asset: AssetId;
  readonly radio: Radio;
  /** Reports a second when it is busy, to size windows. */
  readonly rate: number;
  /** Milliseconds between reports that are numbered; 0 when they are not. */
  readonly numbered: number;
  sample(at: number): Points | undefined;
  /** When the sensors are read within a stretch, in order; `to` exclusive. */
  samplings(stretch: Stretch): readonly number[];
  /** No sampling lies between `at` and this instant; the source need not be asked before. */
  quietUntil(at: number): number;
}

/** The first of a grid's instants at or after `at`. */
export const nextOnGrid = (at: number, interval: number, phase: number): number =>
  Math.ceil((at - phase) / interval) * interval + phase;

const NEVER: readonly number[] = [];

/** Every `interval` from `phase` on. Most stretches of most sources hold none, so that case makes nothing. */
export function grid({ from, to }: Stretch, interval: number, phase: number): readonly number[] {
  const first = nextOnGrid(from, interval, phase);
  if (first >= to) return NEVER;
  const instants: number[] = [];
  for (let at = first; at < to; at += interval) instants.push(at);
  return instants;
}

/** A poller's instants: its beat, and the first poll after each change. */
export function polled(
  beat: readonly number[],
  changes: readonly number[],
  pollMs: number,
): readonly number[] {
  const seen = changes.map((at) => Math.ceil(at / pollMs) * pollMs);
  return [...new Set([...beat, ...seen])].sort((a, b) => a - b);
}
