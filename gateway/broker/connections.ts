import type { Duplex } from 'node:stream';
import { seconds } from '../../core/index.js';
import type { Clock, Logger } from '../../runtime/index.js';
import type { Caller } from './caller.js';
import type { Pressure } from './pressure.js';
import type { Client } from './uplink-broker.js';

export interface Connected {
  readonly client: Client;
  readonly caller: Caller;
}

interface HoldDeps {
  readonly pressure: Pressure;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** How long connected devices are held under pressure before they are sent away, well inside any keepalive. */
const HOLD_MS = seconds(5);

/** Leaves sockets unread while the log can't take more, and after a while sends everybody away. */
export function holdUnderPressure(
  { pressure, clock, logger }: HoldDeps,
  connected: ReadonlyMap<Duplex, Connected>,
  signal: AbortSignal,
): void {
  let rises = 0;
  pressure.onChange((high) => {
    for (const { caller } of connected.values()) {
      if (high) caller.valve.shut();
      else caller.valve.open();
    }
    if (!high) return;
    rises += 1;
    const thisRise = rises;
    void clock.sleep(HOLD_MS, signal).then(() => {
      if (signal.aborted || !pressure.high || rises !== thisRise) return;
      logger.warn('mqtt.sent-away', { connections: connected.size });
      for (const stream of connected.keys()) stream.destroy();
    });
  });
}
