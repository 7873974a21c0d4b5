import type { AssetId } from '../../../core/index.js';
import type { Points } from '../sampler.js';
import type { Radio } from './radio.js';
import type { Stretch } from './spans.js';

/** One asset that one device reports. */
export interface Source {
  readonly asset: AssetId;
  readonly radio: Radio;
  /** Average reports a second, to size windows. */
  readonly rate: number;
  /** Milliseconds between reports that are numbered; 0 when they are not. */
  readonly numbered: number;
  sample(at: number): Points | undefined;
  /** When the sensors are read within a stretch, in order; `to` exclusive. */
  samplings(stretch: Stretch): readonly number[];
}

/** Every `interval` from `phase` on. */
export function grid({ from, to }: Stretch, interval: number, phase: number): number[] {
  const instants: number[] = [];
  for (let at = Math.ceil((from - phase) / interval) * interval + phase; at < to; at += interval)
    instants.push(at);
  return instants;
}

/** A poller's instants: its beat, and the first poll after each change. */
export function polled(beat: readonly number[], changes: readonly number[], pollMs: number): number[] {
  if (changes.length === 0) return [...beat];
  const seen = changes.map((at) => Math.ceil(at / pollMs) * pollMs);
  return [...new Set([...beat, ...seen])].sort((a, b) => a - b);
}
