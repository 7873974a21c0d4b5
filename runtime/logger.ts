import { pino } from 'pino';

export type Fields = Readonly<Record<string, unknown>>;

/** Log lines are stable event names with fields (`recorder.flushed`, `{ rows }`), not prose. */
export interface Logger {
  debug(event: string, fields?: Fields): void;
  info(event: string, fields?: Fields): void;
  warn(event: string, fields?: Fields): void;
  error(event: string, fields?: Fields): void;
}

/** JSON lines on standard error. `level` is one of pino's: debug, info, warn, error, silent. */
export function createLogger(level: string): Logger {
  const sink = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination(2));
  return {
    debug: (event, fields) => sink.debug(fields ?? {}, event),
    info: (event, fields) => sink.info(fields ?? {}, event),
    warn: (event, fields) => sink.warn(fields ?? {}, event),
    error: (event, fields) => sink.error(fields ?? {}, event),
  };
}

const nothing = (): void => {};
/** For tests and one-shot commands that say what they have to say themselves. */
export const silentLogger: Logger = { debug: nothing, info: nothing, warn: nothing, error: nothing };
