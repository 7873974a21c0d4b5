import type { Logger } from '../../runtime/index.js';

/** A loop over the log, and how to end it. */
export interface Reader {
  close(): Promise<void>;
}

export interface ReaderCare {
  readonly logger: Logger;
  /** A reader that fails would fall silent; the process is better restarted, which the log makes safe. */
  readonly onDeath: (reader: string, error: unknown) => void;
}

/** Runs `loop` until it is closed; a failure is said once, here. */
export function startReader(
  name: string,
  loop: (signal: AbortSignal) => Promise<void>,
  { logger, onDeath }: ReaderCare,
): Reader {
  const stopped = new AbortController();
  const running = loop(stopped.signal).catch((error: unknown) => {
    logger.error('reader.died', {
      reader: name,
      reason: error instanceof Error ? error.stack : String(error),
    });
    onDeath(name, error);
  });
  return {
    close: async () => {
      stopped.abort();
      await running;
    },
  };
}
