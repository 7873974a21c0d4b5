import { setImmediate as turn } from 'node:timers/promises';
import type { UnixMs } from '../core/index.js';
import type { Clock } from '../runtime/index.js';
import type { City } from './plant/town/build-city.js';
import type { World } from './plant/world.js';
import { createFleet, type Fleet } from './transport/mqtt-fleet.js';

export interface BurstOptions {
  readonly city: City;
  readonly world: World;
  readonly from: UnixMs;
  /** Exclusive. */
  readonly to: UnixMs;
  /** `mqtt://user:secret@host:port`; all connections are that one's. */
  readonly mqttUrl: string;
  readonly clock: Clock;
}

export interface BurstResult {
  /** Reports that the broker has acknowledged. */
  readonly reports: number;
  /** From the first report to the last acknowledgement. */
  readonly seconds: number;
}

/** Messages under way; a connection keeps fewer than it may forget. */
const WINDOW = 16_000;
const CONNECTIONS = 1_000;
/** Reports between two looks at the sockets: what one connection has to send meanwhile goes in one write. */
const BATCH = 4_000;

/** Sends all that devices say in [from, to) as fast as the broker takes it, whatever the time is. */
export async function burstCity(options: BurstOptions): Promise<BurstResult> {
  const { city, world, from, to, mqttUrl, clock } = options;
  const fleet = createFleet({
    devices: city.devices,
    url: mqttUrl,
    secrets: new Map(),
    clock,
    connections: CONNECTIONS,
  });
  try {
    const wanted = Math.min(CONNECTIONS, city.devices.length);
    while (fleet.connected < wanted) await turn();
    const started = performance.now();
    let reports = 0;
    for (const delivery of world.deliveries(from, to, 'spoken')) {
      if (delivery.kind !== 'report') continue;
      fleet.deliver(delivery);
      reports += 1;
      if (reports % BATCH === 0) await drained(fleet, WINDOW);
    }
    await drained(fleet, 0);
    return { reports: fleet.acknowledged, seconds: (performance.now() - started) / 1_000 };
  } finally {
    fleet.close();
  }
}

async function drained(fleet: Fleet, most: number): Promise<void> {
  do await turn();
  while (fleet.open > most);
}
