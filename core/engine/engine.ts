import type { Transition } from '../alert/life.js';
import type { Alert } from '../model/alert.js';
import type { EngineInput } from '../model/entry.js';
import type { UnixMs } from '../units/units.js';

/** What happened to an alert; `alert` is the whole of it afterwards. Performing one twice is harmless: ids are stable. */
export interface Effect {
  readonly kind: 'alert';
  readonly transition: Transition;
  readonly at: UnixMs;
  readonly alert: Alert;
}

/** Decides; never reads a clock, a file or a random number. Owns its state and updates it in place. */
export interface Engine {
  /**
   * Meets the deadlines up to the input's `at`, then applies it. `at` must not fall. After our own downtime the `gap`
   * comes first: an input that jumps over it would take our silence for everybody's. The returned array is small, most
   * often empty, and never written to again.
   */
  apply(input: EngineInput): readonly Effect[];
  /** The next instant at which time alone would change something. */
  readonly wakeAt: UnixMs | undefined;
  /** The whole state; `restoreEngine` makes an engine that goes on exactly as this one would. */
  snapshot(): Uint8Array;
}
