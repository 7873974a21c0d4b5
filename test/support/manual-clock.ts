import { type Ms, type UnixMs, unixMs } from '../../core/index.js';
import type { Clock } from '../../runtime/index.js';

interface Sleeper {
  readonly until: number;
  readonly wake: () => void;
}

/** A clock that stands still until it is told to move on. */
export class ManualClock implements Clock {
  #now: number;
  #sleepers: Sleeper[] = [];

  constructor(start = 1_732_233_600_000) {
    this.#now = start;
  }

  now(): UnixMs {
    return unixMs(this.#now);
  }

  get sleepers(): number {
    return this.#sleepers.length;
  }

  sleep(duration: Ms, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted === true) return Promise.resolve();
    return new Promise((resolve) => {
      const sleeper = { until: this.#now + duration, wake: resolve };
      this.#sleepers.push(sleeper);
      signal?.addEventListener('abort', () => {
        this.#sleepers = this.#sleepers.filter((one) => one !== sleeper);
        resolve();
      });
    });
  }

  advance(duration: number): void {
    this.#now += duration;
    const due = this.#sleepers.filter((one) => one.until <= this.#now);
    this.#sleepers = this.#sleepers.filter((one) => one.until > this.#now);
    for (const one of due) one.wake();
  }
}
