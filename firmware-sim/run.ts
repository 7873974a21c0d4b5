import type { Clock, Logger } from '../runtime/index.js';
import type { District } from './plant/district.js';
import { demonstration, type Incident } from './plant/incidents.js';
import { createPlant } from './plant/plant.js';
import { serveCabinets } from './transport/modbus-cabinets.js';
import { LIVELY_PACE, type Pace, startFleet } from './transport/mqtt-fleet.js';

export interface LiveOptions {
  readonly district: District;
  /** `mqtt://host:port` of any broker. */
  readonly mqttUrl: string;
  /** For the cabinets' Modbus server on the loopback; 0 picks a free one. */
  readonly modbusPort: number;
  /** By device id. */
  readonly secrets: ReadonlyMap<string, string>;
  readonly clock: Clock;
  readonly log: Logger;
  /** What goes wrong; give the same to `history`. Default: `demonstration` from now. */
  readonly incidents?: readonly Incident[];
  readonly pace?: Pace;
}

export interface LiveDistrict {
  readonly modbusPort: number;
  close(): Promise<void>;
}

/** Sets the district going in real time: terminals that connect to the broker, cabinets that can be polled. */
export async function startDistrict(options: LiveOptions): Promise<LiveDistrict> {
  const { district, mqttUrl, secrets, clock, log, pace = LIVELY_PACE } = options;
  const plant = createPlant(district, options.incidents ?? demonstration(district, clock.now()));
  const cabinets = await serveCabinets({ district, plant, clock, port: options.modbusPort });
  const fleet = startFleet({ district, plant, url: mqttUrl, secrets, clock, log, pace });
  log.info('district.started', { terminals: fleet.size, modbusPort: cabinets.port });
  return {
    modbusPort: cabinets.port,
    close: async () => {
      await fleet.close();
      await cabinets.close();
    },
  };
}
