import { type Ms, type UnixMs, unixMs } from '../../core/index.js';
import type { Clock } from '../../runtime/index.js';

interface Sleeper {
  readonly until: number;
  wake(): void;
}

/** Resolves when all that was set going at an instant has come to rest. */
export type Settle = () => Promise<void>;

/** A clock that goes where it is told, and stops at every instant that somebody sleeps until. */
export class SimulatedClock implements Clock {
  #now: number;
  /** The next to wake stands last; of those with one instant, the one who slept first. */
  readonly #sleepers: Sleeper[] = [];

  constructor(
    start: UnixMs,
    private readonly settle: Settle,
  ) {
    this.#now = start;
  }

  now(): UnixMs {
    return unixMs(this.#now);
  }

  sleep(duration: Ms, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted === true) return Promise.resolve();
    return new Promise((resolve) => {
      const sleeper: Sleeper = {
        // Clocks tell whole milliseconds, and nobody is woken early.
        until: Math.ceil(this.#now + duration),
        wake: () => {
          signal?.removeEventListener('abort', giveUp);
          resolve();
        },
      };
      const giveUp = (): void => {
        const place = this.#sleepers.lastIndexOf(sleeper);
        if (place >= 0) this.#sleepers.splice(place, 1);
        resolve();
      };
      signal?.addEventListener('abort', giveUp, { once: true });
      this.#put(sleeper);
    });
  }

  /** Goes to `to` at once when nobody sleeps until then or before; false when somebody does. */
  skip(to: UnixMs): boolean {
    const next = this.#sleepers.at(-1);
    if (next !== undefined && next.until <= to) return false;
    this.#now = Math.max(this.#now, to);
    return true;
  }

  /** Goes to `to`, instant by instant, and goes on only when everything has come to rest. */
  async advance(to: UnixMs): Promise<void> {
    for (
      let next = this.#sleepers.at(-1);
      next !== undefined && next.until <= to;
      next = this.#sleepers.at(-1)
    ) {
      this.#now = Math.max(this.#now, next.until);
      this.#wakeAll(next.until);
      await this.settle();
    }
    this.#now = Math.max(this.#now, to);
  }

  #wakeAll(until: number): void {
    const due: Sleeper[] = [];
    for (let next = this.#sleepers.at(-1); next?.until === until; next = this.#sleepers.at(-1)) {
      due.push(next);
      this.#sleepers.pop();
    }
    for (const sleeper of due) sleeper.wake();
  }

  #put(sleeper: Sleeper): void {
    let low = 0;
    let high = this.#sleepers.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#sleepers[middle]?.until ?? 0) > sleeper.until) low = middle + 1;
      else high = middle;
    }
    this.#sleepers.splice(low, 0, sleeper);
  }
}
