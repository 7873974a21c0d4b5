import { join } from 'node:path';
import { type Entry, entryCodec, seconds } from '../../core/index.js';
import { openStoreThread, startRecorder } from '../../ingest/index.js';
import { type Log, type Logger, openLocalLog, systemClock } from '../../runtime/index.js';

/** Copies a scenario's log to a data folder while it runs, and its readings to a store there. */
export interface Keeping {
  /** Resolves when the copy is not far behind. */
  pace(): Promise<void>;
  /** Resolves when all of it is there. */
  finish(): Promise<void>;
}

const FAR_BEHIND = 100_000;
const LOOK_AGAIN = seconds(0.05);

/** So that what a scenario brought can be looked at with every other command. */
export async function keepIn(dir: string, log: Log<Entry>, logger: Logger): Promise<Keeping> {
  const stopped = new AbortController();
  const copy = await openLocalLog<Entry>({
    dir: join(dir, 'log'),
    codec: entryCodec,
    clock: systemClock,
    logger,
  });
  const store = await openStoreThread({ kind: 'duckdb', path: join(dir, 'telemetry.duckdb') });
  let death: unknown;
  const onDeath = (_: string, error: unknown): void => {
    death = error;
  };
  const recorder = startRecorder({ log: copy, store, clock: systemClock, logger, care: { logger, onDeath } });
  const copying = (async () => {
    for await (const item of log.follow(1, stopped.signal)) {
      if (item.kind === 'entries') await copy.append(item.entries);
    }
  })();
  copying.catch((error: unknown) => onDeath('copy', error));
  const until = async (isDone: () => boolean): Promise<void> => {
    while (!isDone()) {
      if (death !== undefined) throw death;
      await systemClock.sleep(LOOK_AGAIN);
    }
  };
  return {
    pace: () => until(() => log.head - copy.head < FAR_BEHIND),
    finish: async () => {
      await until(() => copy.head === log.head && recorder.position === copy.head);
      stopped.abort();
      await copying;
      await recorder.close();
      await store.close();
      await copy.close();
    },
  };
}
