import { ms, type UnixMs } from '../core/index.js';
import type { Clock, Logger } from '../runtime/index.js';
import type { City } from './plant/town/build-city.js';
import type { World } from './plant/world.js';
import { cabinetUnits } from './transport/cabinet-units.js';
import { type Framing, serveModbus } from './transport/modbus-server.js';
import { createFleet, type Fleet } from './transport/mqtt-fleet.js';

export interface LiveOptions {
  readonly city: City;
  readonly world: World;
  readonly from: UnixMs;
  /** Exclusive. */
  readonly to: UnixMs;
  /** `mqtt://host:port` of any broker; with a user in it, all connections are that one's. */
  readonly mqttUrl: string;
  /** For the cabinets on the loopback; 0 picks a free one. */
  readonly modbusPort: number;
  readonly framing?: Framing;
  /** By device id. */
  readonly secrets: ReadonlyMap<string, string>;
  readonly clock: Clock;
  readonly log: Logger;
}

export interface LiveCity {
  readonly modbusPort: number;
  readonly fleet: Fleet;
  /** Resolves when all up to `to` is delivered. */
  readonly done: Promise<void>;
  close(): Promise<void>;
}

/** All switch on within this time, evenly spread: a broker is not to meet them all at once. */
const STARTING = ms(10_000);
const STARTING_STEPS = 100;

/** Sets the city going in real time: terminals that connect to the broker, cabinets that can be polled. */
export async function startCity(options: LiveOptions): Promise<LiveCity> {
  const { city, mqttUrl, secrets, clock, log } = options;
  const stopping = new AbortController();
  const cabinets = await serveModbus(cabinetUnits(options), options.modbusPort, options.framing ?? 'tcp');
  const fleet = createFleet({ devices: city.devices, url: mqttUrl, secrets, clock });
  const done = Promise.all([
    switchOn(options, fleet, stopping.signal),
    deliver(options, fleet, stopping.signal),
  ]).then(() => {});
  log.info('city.started', { devices: city.devices.length, modbusPort: cabinets.port });
  return {
    modbusPort: cabinets.port,
    fleet,
    done,
    close: async () => {
      stopping.abort();
      await done;
      fleet.close();
      await cabinets.close();
    },
  };
}

async function switchOn({ city, world, from, clock }: LiveOptions, fleet: Fleet, signal: AbortSignal) {
  const reachable = city.devices.filter(({ deviceId }) => world.isReachable(deviceId, from));
  const step = Math.ceil(reachable.length / STARTING_STEPS);
  for (let start = 0; start < reachable.length && !signal.aborted; start += step) {
    for (const { deviceId } of reachable.slice(start, start + step)) fleet.setLink(deviceId, true);
    await clock.sleep(ms(STARTING / STARTING_STEPS), signal);
  }
}

async function deliver({ world, from, to, clock }: LiveOptions, fleet: Fleet, signal: AbortSignal) {
  for (const delivery of world.deliveries(from, to, 'spoken')) {
    const wait = delivery.at - clock.now();
    if (wait > 0) await clock.sleep(ms(wait), signal);
    if (signal.aborted) return;
    fleet.deliver(delivery);
  }
}
