import { setMaxListeners } from 'node:events';
import { type Asset, type Device, type Ms, ms, seconds } from '../../core/index.js';
import { type Clock, type Logger, ticks } from '../../runtime/index.js';
import type { District } from '../plant/district.js';
import type { Plant } from '../plant/plant.js';
import { MqttDevice } from './mqtt-device.js';

/** How often terminals report, by the kind of asset they watch. */
export type Pace = Readonly<Partial<Record<Asset['kind'], Ms>>>;

/** Faster than in the field, so that a visitor sees something happen. */
export const LIVELY_PACE: Pace = { bin: seconds(20), tank: seconds(30), truck: seconds(5) };

export interface FleetDeps {
  readonly district: District;
  readonly plant: Plant;
  readonly url: string;
  /** By device id; a device without a secret stays switched off. */
  readonly secrets: ReadonlyMap<string, string>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly pace: Pace;
}

export interface Fleet {
  /** How many terminals are switched on. */
  readonly size: number;
  close(): Promise<void>;
}

/** All switch on within this time, evenly spread: a broker is not to meet them all at once. */
const STARTING = seconds(10);

/** Every device of the district that speaks MQTT, each over a connection of its own. */
export function startFleet(deps: FleetDeps): Fleet {
  const stopping = new AbortController();
  // Every terminal listens to the one signal.
  setMaxListeners(0, stopping.signal);
  const terminals = terminalsOf(deps);
  const loops = terminals.map((terminal, index) => {
    const share = index / terminals.length;
    return run(deps, terminal, share, stopping.signal);
  });
  return {
    size: terminals.length,
    close: async () => {
      stopping.abort();
      await Promise.all(loops);
    },
  };
}

interface Terminal {
  readonly device: Device;
  readonly asset: Asset;
  readonly secret: string;
  readonly period: Ms;
}

function terminalsOf({ district, secrets, pace, log }: FleetDeps): Terminal[] {
  const assets = new Map(district.assets.map((asset) => [asset.assetId, asset]));
  return district.devices.flatMap((device) => {
    const asset = device.assetId === undefined ? undefined : assets.get(device.assetId);
    if (asset === undefined || device.modbus !== undefined) return [];
    const secret = secrets.get(device.deviceId);
    if (secret === undefined) {
      log.warn('fleet.no-secret', { device: device.deviceId });
      return [];
    }
    const period = pace[asset.kind] ?? seconds(device.expectedIntervalS ?? 600);
    return [{ device, asset, secret, period }];
  });
}

async function run(deps: FleetDeps, terminal: Terminal, share: number, signal: AbortSignal): Promise<void> {
  const { plant, clock } = deps;
  const { device, asset, secret, period } = terminal;
  await clock.sleep(ms(share * Math.min(STARTING, period)), signal);
  // The seconds of the start rise with every start, which is all that a boot counter must do.
  const boot = Math.floor(clock.now() / 1_000);
  const link = new MqttDevice({ ...deps, device, asset: asset.assetId, secret, boot });
  const beat = () => {
    const at = clock.now();
    const points = plant.sample(asset.assetId, at);
    if (points === undefined || !plant.isSpeaking(device, at)) return link.cutOff();
    link.switchOn();
    link.report(at, points);
  };
  if (!signal.aborted) beat();
  for await (const _ of ticks(clock, period, signal)) beat();
  await link.close();
}
