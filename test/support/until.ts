import { setTimeout as pause } from 'node:timers/promises';

/** Waits for a condition, not for a time: looks again every few milliseconds, and fails with `what` at the deadline. */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  withinMs = 15_000,
): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`still not so after ${withinMs} ms: ${what}`);
    await pause(5);
  }
}
