import type { AssetId, Device, DeviceId } from '../../core/index.js';
import { cabinetChanges, circuitChanges, lampChanges } from './lighting/changes.js';
import type { CabinetPlace, Physics } from './physics.js';
import { Radio } from './radio/radio.js';
import { grid, polled, type Source } from './radio/source.js';
import type { Stretch } from './radio/spans.js';
import { chance, hash } from './random.js';
import type { Points } from './sampler.js';

/** How often a truck's terminal reports, ms. */
const TRUCK_MS = { driving: 10_000, parked: 300_000 };
const POLLED_MS = { cabinet: 300_000, circuit: 300_000, lamp: 900_000 };

export type SampleOf = (asset: AssetId) => ((at: number) => Points | undefined) | undefined;

/** The electronics of every device. */
export function radiosOf({ city, book }: Physics): ReadonlyMap<DeviceId, Radio> {
  return new Map(city.devices.map((device) => [device.deviceId, new Radio(city.seed, device, book)]));
}

/** Everything that reports, in the city's order. */
export function sourcesOf(
  physics: Physics,
  radios: ReadonlyMap<DeviceId, Radio>,
  sampleOf: SampleOf,
): Source[] {
  const { city } = physics;
  const cabinets = new Map(physics.cabinets.map((place) => [place.asset.assetId, place]));
  return city.devices.flatMap((device): Source[] => {
    const radio = radios.get(device.deviceId);
    const { assetId: asset } = device;
    if (radio === undefined || asset === undefined) return [];
    const cabinet = cabinets.get(asset);
    if (cabinet !== undefined) return cabinetSources(physics, { cabinet, radio, device, sampleOf });
    const sample = sampleOf(asset);
    if (sample === undefined) return [];
    return [
      physics.trucks.has(asset)
        ? truckSource(physics, { asset, radio, sample })
        : new SensorSource(asset, radio, sample),
    ];
  });
}

const phaseOf = (key: number, interval: number): number => Math.floor(chance(key, 99) * interval);

/** A battery sensor: reads and sends at its interval, come what may. */
class SensorSource implements Source {
  constructor(
    readonly asset: AssetId,
    readonly radio: Radio,
    readonly sample: Source['sample'],
  ) {}

  get numbered(): number {
    return (this.radio.device.expectedIntervalS ?? 1_200) * 1_000;
  }

  get rate(): number {
    return 1_000 / this.numbered;
  }

  samplings(stretch: Stretch): readonly number[] {
    return grid(stretch, this.numbered, phaseOf(this.radio.key, this.numbered));
  }
}

interface TruckParts {
  readonly asset: AssetId;
  readonly radio: Radio;
  readonly sample: Source['sample'];
}

/** Every ten seconds on duty, every five minutes in the depot. */
function truckSource({ trucks }: Physics, { asset, radio, sample }: TruckParts): Source {
  const phase = phaseOf(radio.key, TRUCK_MS.driving);
  const model = trucks.get(asset);
  const samplings = (stretch: Stretch): number[] =>
    grid(stretch, TRUCK_MS.driving, phase).filter(
      (at) => (at - phase) % TRUCK_MS.parked === 0 || model?.sortieAt(at) !== undefined,
    );
  return { asset, radio, rate: 1 / 20, numbered: 0, sample, samplings };
}

interface CabinetParts {
  readonly cabinet: CabinetPlace;
  readonly radio: Radio;
  readonly device: Device;
  readonly sampleOf: SampleOf;
}

/** When something that a poller watches changes by more than the map's deadband. */
interface Watched {
  changes(range: Stretch): readonly number[];
}

/** One asset of a cabinet, as its poller reports it: on its beat, and at the first poll after a change. */
class PolledSource implements Source {
  readonly numbered = 0;
  readonly #phase: number;

  constructor(
    readonly asset: AssetId,
    readonly radio: Radio,
    readonly sample: Source['sample'],
    private readonly beat: { readonly interval: number; readonly pollMs: number; readonly watched: Watched },
  ) {
    const { interval, pollMs } = beat;
    this.#phase = Math.floor(phaseOf(hash(radio.key, asset), interval) / pollMs) * pollMs;
  }

  get rate(): number {
    return 1_000 / this.beat.interval;
  }

  samplings(stretch: Stretch): readonly number[] {
    const { interval, pollMs, watched } = this.beat;
    const beats = grid(stretch, interval, this.#phase);
    // A change just before the stretch may be seen by the first poll in it.
    const seen = watched.changes({ from: stretch.from - pollMs, to: stretch.to });
    if (seen.length === 0) return beats;
    return polled(beats, seen, pollMs).filter((at) => at >= stretch.from && at < stretch.to);
  }
}

/** A cabinet, its circuits and their lamps. */
function cabinetSources({ city }: Physics, { cabinet, radio, device, sampleOf }: CabinetParts): Source[] {
  const pollMs = (device.modbus?.pollS ?? 5) * 1_000;
  const source = (asset: AssetId, interval: number, changes: Watched['changes']): Source =>
    new PolledSource(asset, radio, sampleOf(asset) ?? (() => undefined), {
      interval,
      pollMs,
      watched: { changes },
    });
  const { supply, circuits } = cabinet;
  return [
    source(cabinet.asset.assetId, POLLED_MS.cabinet, (range) => cabinetChanges(supply, range)),
    ...circuits.flatMap((circuit) => {
      const changes = remembered((range) => circuitChanges(circuit, city.utcOffset, range));
      return [
        source(circuit.id, POLLED_MS.circuit, changes),
        ...circuit.lamps.map((lamp) =>
          source(lamp.id, POLLED_MS.lamp, (range) => lampChanges(lamp, changes(range), range)),
        ),
      ];
    }),
  ];
}

/** A circuit's lamps all ask for the same stretch one after the other. */
function remembered(make: (range: Stretch) => readonly number[]): (range: Stretch) => readonly number[] {
  let known: Stretch = { from: 0, to: 0 };
  let made: readonly number[] = [];
  return (range) => {
    if (range.from !== known.from || range.to !== known.to) {
      made = make(range);
      known = range;
    }
    return made;
  };
}
