import { type UnixMs, unixMs } from '../../core/index.js';
import type { Clock } from '../clock.js';
import type { Log } from './log.js';

/** Appends with engine time: the clock's, but never less than what an earlier entry bears. */
export class StampedLog<T extends { readonly at: UnixMs }> {
  readonly log: Log<T>;
  readonly #clock: Clock;
  #newest: number;

  constructor(log: Log<T>, clock: Clock, newest: UnixMs) {
    this.log = log;
    this.#clock = clock;
    this.#newest = newest;
  }

  /** Engine time for entries that are appended in this same turn, before anything else is. */
  now(): UnixMs {
    this.#newest = Math.max(this.#newest, this.#clock.now());
    return unixMs(this.#newest);
  }

  /** `build` gets the instant that its entries must bear. Resolves with the first position once they are on disk. */
  append(build: (at: UnixMs) => readonly T[]): Promise<number> {
    return this.log.append(build(this.now()));
  }
}
