import { minutes } from '../../core/index.js';
import type { Clock } from '../../runtime/index.js';

export interface RefusalsDeps {
  audit(by: string, what: string, detail: string): Promise<void>;
  readonly clock: Clock;
  /** The audit could not be written. */
  onFault(error: unknown): void;
}

const QUIET = minutes(1);

interface Window {
  count: number;
  last: string;
}

/**
 * Writes into the audit who was refused what. One who keeps trying gets an entry at once and then one a minute that
 * counts the rest, so that nobody can fill the log from outside.
 */
export class Refusals {
  readonly #deps: RefusalsDeps;
  readonly #windows = new Map<string, Window>();
  readonly #running = new Set<Promise<void>>();
  readonly #stopped = new AbortController();

  constructor(deps: RefusalsDeps) {
    this.#deps = deps;
  }

  /** `by` must come from a bounded set: credentials, not what a stranger calls himself. */
  note(by: string, what: string, detail: string): void {
    const key = `${what} ${by}`;
    const window = this.#windows.get(key);
    if (window !== undefined) {
      window.count += 1;
      window.last = detail;
      return;
    }
    const opened = { count: 0, last: '' };
    this.#windows.set(key, opened);
    const running = this.#write(by, what, detail)
      .then(() => this.#watch(by, what, opened))
      .finally(() => {
        this.#windows.delete(key);
        this.#running.delete(running);
      });
    this.#running.add(running);
  }

  /** Writes what was only counted so far. */
  async close(): Promise<void> {
    this.#stopped.abort();
    await Promise.all(this.#running);
  }

  async #watch(by: string, what: string, window: Window): Promise<void> {
    const { signal } = this.#stopped;
    do {
      await this.#deps.clock.sleep(QUIET, signal);
      if (window.count === 0) return;
      const detail = `${window.count} more, the last: ${window.last}`;
      window.count = 0;
      await this.#write(by, what, detail);
    } while (!signal.aborted);
  }

  async #write(by: string, what: string, detail: string): Promise<void> {
    try {
      await this.#deps.audit(by, what, detail);
    } catch (error) {
      this.#deps.onFault(error);
    }
  }
}
