import { type Entry, seconds } from '../../core/index.js';
import type { Clock, Log, Logger } from '../../runtime/index.js';
import type { StoreFrame, TelemetryStore } from '../stores/store.js';
import { type ReaderCare, startReader } from './reader.js';

export const RECORDER = 'recorder';

export interface RecorderDeps {
  readonly log: Log<Entry>;
  readonly store: TelemetryStore;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly care: ReaderCare;
}

export interface Recorder {
  /** The newest position that is durable in the store. */
  readonly position: number;
  /** True while the store refuses or can't be reached. */
  readonly isStuck: boolean;
  /** Writes what was collected and stops. */
  close(): Promise<void>;
}

/** Rows become durable in the store at least this often; the embedded store likes few, large transactions. */
const FLUSH_EVERY = seconds(1);
/** A transaction starts early when this much has come. */
const FLUSH_ENTRIES = 20_000;
/** Reading pauses while this much waits, so a store that is down costs disk in the log and no memory. */
const MOST_WAITING = 60_000;
const RETRY_FIRST_MS = 500;
const RETRY_MOST_MS = 15_000;

/** Follows the log and writes every frame to the store, in order; what fails is tried again with the same bytes. */
export function startRecorder({ log, store, clock, logger, care }: RecorderDeps): Recorder {
  const stopped = new AbortController();
  let waiting: StoreFrame[] = [];
  let waitingEntries = 0;
  let position = store.position;
  let stuck = false;
  let changed: () => void = () => {};

  const nudge = (): Promise<void> =>
    new Promise((resolve) => {
      changed = resolve;
    });

  const collect = async (): Promise<void> => {
    for await (const item of log.follow(store.position + 1, stopped.signal)) {
      if (item.kind === 'hole') continue;
      waiting.push({ frame: item.frame, skip: item.skip, first: item.first });
      waitingEntries += item.entries.length;
      if (waitingEntries >= FLUSH_ENTRIES) changed();
      while (waitingEntries >= MOST_WAITING && !stopped.signal.aborted)
        await clock.sleep(seconds(0.05), stopped.signal);
    }
  };

  const writeAll = async (): Promise<void> => {
    if (waiting.length === 0) return;
    const frames = waiting;
    waiting = [];
    waitingEntries = 0;
    const last = await writeWithRetry(frames);
    if (last === undefined) return;
    position = last;
    await log.commit(RECORDER, position);
  };

  const writeWithRetry = async (frames: readonly StoreFrame[]): Promise<number | undefined> => {
    for (let pause = RETRY_FIRST_MS; ; pause = Math.min(pause * 2, RETRY_MOST_MS)) {
      try {
        await store.write(frames);
        if (stuck) logger.info('recorder.recovered', { position: store.position });
        stuck = false;
        return store.position;
      } catch (error) {
        stuck = true;
        logger.warn('recorder.write-failed', { reason: String(error), retryMs: pause });
        if (stopped.signal.aborted) return undefined;
        await clock.sleep(seconds(pause / 1_000), stopped.signal);
      }
    }
  };

  const flush = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      if (waitingEntries < FLUSH_ENTRIES) {
        await Promise.race([clock.sleep(FLUSH_EVERY, stopped.signal), nudge()]);
      }
      await writeAll();
    }
    await writeAll();
  };

  const reader = startReader(RECORDER, () => Promise.all([collect(), flush()]).then(() => {}), care);
  return {
    get position() {
      return position;
    },
    get isStuck() {
      return stuck;
    },
    close: async () => {
      stopped.abort();
      await reader.close();
    },
  };
}
