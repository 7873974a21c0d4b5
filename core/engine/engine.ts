import type { Alert } from '../model/alert.js';
import type { EngineInput } from '../model/entry.js';
import type { UnixMs } from '../units/units.js';

/** What happened to an alert; `alert` is the whole of it afterwards. Performing one twice is harmless: ids are stable. */
export interface Effect {
  readonly kind: 'alert';
  readonly transition:
    | 'raised'
    | 'level-changed'
    | 'clearing'
    | 'firing-again'
    | 'resolved'
    | 'stale'
    | 'fresh'
    | 'acknowledged'
    | 'migrated';
  readonly at: UnixMs;
  readonly alert: Alert;
}

/** Decides; never reads a clock, a file or a random number. Owns its state and updates it in place. */
export interface Engine {
  /** Applies one input; `at` must not fall. The returned array is fresh and small, most often empty. */
  apply(input: EngineInput): readonly Effect[];
  /** The next instant at which time alone would change something. */
  readonly wakeAt: UnixMs | undefined;
  /** The whole state; `restoreEngine` makes an engine that goes on exactly as this one would. */
  snapshot(): Uint8Array;
}
