import {
  type AssetId,
  type Device,
  type DeviceId,
  hours,
  minutes,
  seconds,
  type UnixMs,
  unixMs,
} from '../../core/index.js';
import { type Fault, isDuring } from '../fault/fault.js';
import type { City } from './city.js';
import type { Delivery, TruthRow } from './delivery.js';
import type { Incident } from './incidents.js';
import { createPlant, type Plant } from './plant.js';
import { chance, hash } from './random.js';
import type { Points } from './sampler.js';

/** A city with its physics, its faults and its radios. Every answer is a function of the arguments alone. */
export interface World {
  /** What the asset's sensors read; `undefined` when it has none. */
  sample(asset: AssetId, at: UnixMs): Points | undefined;
  /** Is the device's link up: does its MQTT connection stand, does its Modbus unit answer? */
  isReachable(device: DeviceId, at: UnixMs): boolean;
  /** Everything that reaches the city's network in [from, to), in order of `at`. */
  deliveries(from: UnixMs, to: UnixMs): Iterable<Delivery>;
  /** Physical events that overlap [from, to), in order of their beginning. */
  truth(from: UnixMs, to: UnixMs): TruthRow[];
}

const INTERVALS = {
  bin: minutes(20),
  tank: minutes(30),
  cabinet: minutes(5),
  circuit: minutes(5),
  lamp: minutes(15),
  truck: seconds(10),
} as const;
const WINDOW = hours(1);

export function createWorld(city: City, faults: readonly Fault[] = []): World {
  const plant = createPlant(city, faults.flatMap(incidentOf));
  const devices = new Map(city.devices.map((device) => [device.deviceId, device]));
  const isReachable = (id: DeviceId, at: UnixMs): boolean => {
    const device = devices.get(id);
    return device !== undefined && plant.isSpeaking(device, at) && !isCutOff(device, faults, at);
  };
  return {
    sample: (asset, at) => plant.sample(asset, at),
    isReachable,
    deliveries: (from, to) => deliveries({ city, plant, isReachable }, from, to),
    truth: () => [],
  };
}

const isCutOff = (device: Device, faults: readonly Fault[], at: UnixMs): boolean =>
  faults.some((fault) => fault.kind === 'link-loss' && fault.link === device.link && isDuring(fault, at));

function incidentOf(fault: Fault): Incident[] {
  const { from, until } = fault;
  switch (fault.kind) {
    case 'overflow':
      return [{ kind: 'bin-surge', from, until, asset: fault.asset, toPct: fault.toPct, over: fault.overMs }];
    case 'supply-loss':
      return [{ kind: 'supply-loss', from, until, asset: fault.asset }];
    case 'lamp-dead':
      return [{ kind: 'lamp-dark', from, until, asset: fault.asset }];
    case 'silence':
      return [{ kind: 'silence', from, until, device: fault.device }];
    default:
      return [];
  }
}

interface Sending {
  readonly city: City;
  readonly plant: Plant;
  isReachable(device: DeviceId, at: UnixMs): boolean;
}

function* deliveries(sending: Sending, from: UnixMs, to: UnixMs): Generator<Delivery> {
  const sources = sourcesOf(sending.city);
  for (let start = Math.floor(from / WINDOW) * WINDOW; start < to; start += WINDOW) {
    const window: Delivery[] = [];
    for (const { asset, device, interval, phase } of sources) {
      const first = Math.ceil((start - phase) / interval) * interval + phase;
      for (let ts = first; ts < start + WINDOW; ts += interval) {
        const at = unixMs(ts);
        if (at < from || at >= to || !sending.isReachable(device.deviceId, at)) continue;
        const points = sending.plant.sample(asset, at);
        if (points === undefined) continue;
        const { deviceId, modbus } = device;
        const polled = modbus !== undefined;
        const stamp = polled ? {} : { ts, boot: 1, seq: Math.round((ts - phase) / interval) };
        window.push({
          kind: 'report',
          at,
          device: deviceId,
          asset,
          sampledAt: at,
          ...stamp,
          points,
          polled,
        });
      }
    }
    yield* window.sort((a, b) => a.at - b.at);
  }
}

function sourcesOf({ seed, assets, devices }: City) {
  const mounted = new Map(devices.map((device) => [device.assetId, device]));
  const parents = new Map(assets.map(({ assetId, parentId }) => [assetId, parentId]));
  const deviceOf = (asset: AssetId | undefined): Device | undefined =>
    asset === undefined ? undefined : (mounted.get(asset) ?? deviceOf(parents.get(asset)));
  return assets.flatMap(({ assetId: asset, kind }) => {
    const interval = kind in INTERVALS ? INTERVALS[kind as keyof typeof INTERVALS] : undefined;
    const device = deviceOf(asset);
    if (interval === undefined || device === undefined) return [];
    return [{ asset, device, interval, phase: Math.floor(chance(hash(seed, asset), 99) * interval) }];
  });
}
