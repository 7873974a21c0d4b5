import { type Ms, type UnixMs, unixMs } from '../core/index.js';

/** The one clock of a process. In a scenario the simulator drives it; nothing else differs. */
export interface Clock {
  /** Now, UTC. May step when the machine's clock is set: never measure a duration with it. */
  now(): UnixMs;
  /** Resolves after `duration`, or at once when `signal` aborts; never rejects. */
  sleep(duration: Ms, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => unixMs(Date.now()),
  sleep: (duration, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted === true) return resolve();
      const done = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, duration);
      signal?.addEventListener('abort', done, { once: true });
    }),
};

/** Beats every `period` until `signal` aborts. A slow consumer skips beats, it never gets two at once. */
export async function* ticks(clock: Clock, period: Ms, signal: AbortSignal): AsyncGenerator<UnixMs> {
  while (!signal.aborted) {
    await clock.sleep(period, signal);
    if (!signal.aborted) yield clock.now();
  }
}
