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
        : plainSource(asset, radio, sample),
    ];
  });
}

const phaseOf = (key: number, interval: number): number => Math.floor(chance(key, 99) * interval);

function plainSource(asset: AssetId, radio: Radio, sample: Source['sample']): Source {
  const interval = (radio.device.expectedIntervalS ?? 1_200) * 1_000;
  const phase = phaseOf(radio.key, interval);
  return {
    asset,
    radio,
    rate: 1_000 / interval,
    numbered: interval,
    sample,
    samplings: (stretch) => grid(stretch, interval, phase),
  };
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

/** A cabinet, its circuits and their lamps, as its poller reports them. */
function cabinetSources({ city }: Physics, { cabinet, radio, device, sampleOf }: CabinetParts): Source[] {
  const pollMs = (device.modbus?.pollS ?? 5) * 1_000;
  const source = (
    asset: AssetId,
    kind: keyof typeof POLLED_MS,
    changes: (range: Stretch) => readonly number[],
  ): Source => {
    const interval = POLLED_MS[kind];
    const phase = Math.floor(phaseOf(hash(city.seed, asset), interval) / pollMs) * pollMs;
    const sample = sampleOf(asset) ?? (() => undefined);
    return {
      asset,
      radio,
      rate: 1_000 / interval,
      numbered: 0,
      sample,
      // A change just before the stretch may be seen by the first poll in it.
      samplings: (stretch) => {
        const seen = changes({ from: stretch.from - pollMs, to: stretch.to });
        const instants = polled(grid(stretch, interval, phase), seen, pollMs);
        return seen.length === 0 ? instants : instants.filter((at) => at >= stretch.from && at < stretch.to);
      },
    };
  };
  const { supply, circuits } = cabinet;
  return [
    source(cabinet.asset.assetId, 'cabinet', (range) => cabinetChanges(supply, range)),
    ...circuits.flatMap((circuit) => {
      const changes = remembered((range) => circuitChanges(circuit, city.utcOffset, range));
      return [
        source(circuit.id, 'circuit', changes),
        ...circuit.lamps.map((lamp) =>
          source(lamp.id, 'lamp', (range) => lampChanges(lamp, changes(range), range)),
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
