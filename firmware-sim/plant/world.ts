import type { AssetId, DeviceId, UnixMs } from '../../core/index.js';
import type { Fault } from '../fault/fault.js';
import type { Delivery, TruthRow } from './delivery.js';
import { FaultBook } from './fault-book.js';
import { createPhysics, type Physics } from './physics.js';
import { deliver } from './radio/deliveries.js';
import { hash } from './random.js';
import type { Points } from './sampler.js';
import { faulty, isSensorFault } from './sensor-faults.js';
import { radiosOf, sourcesOf } from './sources.js';
import type { City } from './town/build-city.js';
import { truthOf } from './truth/truth.js';

/** A city with its physics, its faults and its radios. Every answer is a function of the arguments alone. */
export interface World {
  /** What the asset's sensors read; `undefined` when it has none. */
  sample(asset: AssetId, at: UnixMs): Points | undefined;
  /** Is the device's link up: does its MQTT connection stand, does its Modbus unit answer? */
  isReachable(device: DeviceId, at: UnixMs): boolean;
  /**
   * Everything that reaches the city's network in [from, to), in order of `at`; `spoken` leaves out what somebody polls
   * for real.
   */
  deliveries(from: UnixMs, to: UnixMs, which?: 'all' | 'spoken'): Iterable<Delivery>;
  /** Physical events that overlap [from, to), in order of their beginning; a row keeps its full length. */
  truth(from: UnixMs, to: UnixMs): TruthRow[];
}

export function createWorld(city: City, faults: readonly Fault[] = []): World {
  const book = new FaultBook(faults);
  const physics = createPhysics(city, book);
  const radios = radiosOf(physics);
  const samplers = samplersOf(physics);
  const sources = sourcesOf(physics, radios, (asset) => samplers.get(asset));
  const spoken = sources.filter(({ radio }) => radio.device.modbus === undefined);
  return {
    sample: (asset, at) => samplers.get(asset)?.(at),
    isReachable: (device, at) => {
      const radio = radios.get(device);
      return radio !== undefined && !radio.isOff(at) && !radio.isCutOff(at);
    },
    deliveries: (from, to, which = 'all') => deliver(which === 'all' ? sources : spoken, from, to),
    truth: (from, to) => truthOf(physics, radios, { from, to }),
  };
}

type Sample = (at: number) => Points | undefined;

/** What every asset's sensors read, their own faults included. */
function samplersOf(physics: Physics): ReadonlyMap<AssetId, Sample> {
  const { city, book, bins, tanks, trucks, cabinets } = physics;
  const samplers = new Map<AssetId, Sample>();
  const add = (asset: AssetId, sample: Sample): void => {
    const onAsset = book.asset(asset);
    const device = physics.deviceOn(asset);
    const onDevice = device === undefined ? [] : book.device(device.deviceId);
    const own = onAsset.length + onDevice.length === 0 ? [] : [...onAsset, ...onDevice].filter(isSensorFault);
    samplers.set(asset, faulty(sample, own, hash(city.seed, asset)));
  };
  for (const [asset, { model }] of bins) add(asset, (at) => model.sample(at));
  for (const [asset, model] of tanks) add(asset, model.sample);
  for (const [asset, model] of trucks) add(asset, model.sample);
  for (const { asset, supply, circuits } of cabinets) {
    add(asset.assetId, (at) => ({
      door_open: supply.openings(at, at + 1).length > 0 ? 1 : 0,
      supply_ok: supply.isOn(at) ? 1 : 0,
    }));
    for (const circuit of circuits) {
      add(circuit.id, (at) => circuit.sample(at));
      circuit.lamps.forEach((lamp, index) => {
        add(lamp.id, (at) => circuit.sampleLamp(index, at));
      });
    }
  }
  return samplers;
}
