import type { UnixMs } from '../../core/index.js';

const MOST_FAILURES = 10;
const WINDOW_MS = 60_000;
const MOST_NAMES = 10_000;

/** Slows guessing down: ten wrong passwords a minute for one name from one address, then a pause. */
export class LoginLimit {
  readonly #failures = new Map<string, number[]>();

  isReached(key: string, now: UnixMs): boolean {
    return this.#recent(key, now).length >= MOST_FAILURES;
  }

  noteFailure(key: string, now: UnixMs): void {
    if (this.#failures.size >= MOST_NAMES) this.#failures.clear();
    this.#failures.set(key, [...this.#recent(key, now), now]);
  }

  #recent(key: string, now: UnixMs): number[] {
    return (this.#failures.get(key) ?? []).filter((at) => now - at < WINDOW_MS);
  }
}
