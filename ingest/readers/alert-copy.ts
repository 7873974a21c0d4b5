import { seconds } from '../../core/index.js';
import { type Clock, type Logger, ticks } from '../../runtime/index.js';
import type { AlertsRepo } from '../state/alerts.js';
import type { CopyMarks } from '../state/copy-marks.js';
import { alertLine } from '../stores/influx/alert-line.js';
import { sendLines } from '../stores/influx/send.js';
import { InfluxServer, type ServerSettings } from '../stores/influx/server.js';

export interface AlertCopyDeps {
  readonly alerts: AlertsRepo;
  readonly marks: CopyMarks;
  readonly server: Omit<ServerSettings, 'timeoutMs'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface AlertCopy {
  /** Under which its mark stands. */
  readonly name: string;
  /** Ends the round under way and stops. */
  close(): Promise<void>;
}

const LOOK_EVERY = seconds(1);
const TIMEOUT_MS = 30_000;
const MOST_LINES = 5_000;

/**
 * Copies what happens to alerts from the state store to InfluxDB, where dashboards find it. The state store is the
 * source, so a server that is down holds nothing up, and one that is new gets everything. How far it came is noted
 * after the server has the lines: a crash in between sends the same lines again, which changes nothing.
 */
export function startAlertCopy({ alerts, marks, server, clock, logger }: AlertCopyDeps): AlertCopy {
  const stopped = new AbortController();
  const influx = new InfluxServer({ ...server, timeoutMs: TIMEOUT_MS });
  const name = `alerts to ${server.url} ${server.bucket}`;
  let isStuck = false;

  /** Resolves with the number of transitions that were copied. */
  const copySome = async (): Promise<number> => {
    const changes = await alerts.changesAfter(await marks.get(name), MOST_LINES);
    const last = changes.at(-1);
    if (last === undefined) return 0;
    for (const { index, reason } of await sendLines(influx, changes.map(alertLine))) {
      logger.warn('alert-copy.refused', { id: changes[index]?.alert.id, reason });
    }
    await marks.set(name, last);
    return changes.length;
  };

  const round = async (): Promise<void> => {
    try {
      while ((await copySome()) === MOST_LINES && !stopped.signal.aborted);
      if (isStuck) logger.info('alert-copy.recovered', {});
      isStuck = false;
    } catch (error) {
      if (!isStuck) logger.warn('alert-copy.failed', { reason: String(error) });
      isStuck = true;
    }
  };

  const run = async (): Promise<void> => {
    for await (const _ of ticks(clock, LOOK_EVERY, stopped.signal)) await round();
  };
  const running = run();
  return {
    name,
    close: async () => {
      stopped.abort();
      await running;
    },
  };
}
