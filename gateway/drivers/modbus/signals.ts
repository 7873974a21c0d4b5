/** Why a work's own signal aborts: its work is over, or somebody gave it up. Ready made, since a reason holds a stack. */
export const OVER = Symbol('over');
const GIVEN_UP = new Error('given up');

/**
 * Runs `work` under a signal that aborts when any of `signals` does, and when the work is over. Unlike
 * `AbortSignal.any` it leaves nothing behind on a signal that lives as long as the process.
 */
export async function underSignals<T>(
  signals: readonly AbortSignal[],
  work: (signal: AbortSignal, stop: () => void) => Promise<T>,
): Promise<T> {
  const own = new AbortController();
  const stop = () => own.abort(GIVEN_UP);
  for (const signal of signals) {
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
  }
  try {
    return await work(own.signal, stop);
  } finally {
    for (const signal of signals) signal.removeEventListener('abort', stop);
    own.abort(OVER);
  }
}
