import type { UnixMs } from '../../units/units.js';

/** What a lifecycle becomes by one input. */
export interface Stepped<S, E> {
  readonly state: S;
  readonly effects: readonly E[];
  /** When time alone would change something. */
  readonly wakeAt: UnixMs | undefined;
}
