import type { AssetId, Device, DeviceId } from '../../core/index.js';
import {
  cabinetChanges,
  circuitChanges,
  circuitQuietUntil,
  lampChanges,
  lampQuietUntil,
} from './lighting/changes.js';
import type { Circuit } from './lighting/circuit.js';
import type { Lamp } from './lighting/lamp.js';
import type { CabinetPlace, Physics } from './physics.js';
import { Radio } from './radio/radio.js';
import { grid, nextOnGrid, polled, type Source } from './radio/source.js';
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
  const widenings = new Map<number, Widened>();
  return city.devices.flatMap((device): Source[] => {
    const radio = radios.get(device.deviceId);
    const { assetId: asset } = device;
    if (radio === undefined || asset === undefined) return [];
    const cabinet = cabinets.get(asset);
    if (cabinet !== undefined)
      return cabinetSources(physics, { cabinet, radio, device, sampleOf, widenings });
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

  quietUntil(at: number): number {
    return nextOnGrid(at, this.numbered, phaseOf(this.radio.key, this.numbered));
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
  // Windows are sized for the hours in which everybody drives.
  const rate = 1_000 / TRUCK_MS.driving;
  return { asset, radio, rate, numbered: 0, sample, samplings, quietUntil: (at) => at };
}

/** What a poller looks at: when it changes by more than the map's deadband. */
interface Watch {
  /** Changes that a poll within the stretch is the first to see, so those just before it as well. */
  changes(stretch: Stretch): readonly number[];
  /** No change comes between `at` and this instant. */
  quietUntil(at: number): number;
}

interface Beat {
  readonly interval: number;
  readonly pollMs: number;
}

/** One asset of a cabinet, as its poller reports it: on its beat, and at the first poll after a change. */
class PolledSource implements Source {
  readonly numbered = 0;
  readonly #phase: number;

  constructor(
    readonly asset: AssetId,
    readonly radio: Radio,
    readonly sample: Source['sample'],
    private readonly from: { readonly beat: Beat; readonly watch: Watch },
  ) {
    const { interval, pollMs } = from.beat;
    this.#phase = Math.floor(phaseOf(hash(radio.key, asset), interval) / pollMs) * pollMs;
  }

  get rate(): number {
    return 1_000 / this.from.beat.interval;
  }

  samplings(stretch: Stretch): readonly number[] {
    const { beat, watch } = this.from;
    const beats = grid(stretch, beat.interval, this.#phase);
    const seen = watch.changes(stretch);
    if (seen.length === 0) return beats;
    return polled(beats, seen, beat.pollMs).filter((at) => at >= stretch.from && at < stretch.to);
  }

  quietUntil(at: number): number {
    const { beat, watch } = this.from;
    // A change before `at` may still wait for its poll.
    const change = watch.quietUntil(at - beat.pollMs);
    return Math.max(at, Math.min(nextOnGrid(at, beat.interval, this.#phase), change));
  }
}

/** Stretches that begin a poll earlier. One for all, since a window's stretch is asked for by every circuit. */
class Widened {
  #known: Stretch | undefined;
  #wide: Stretch = { from: 0, to: 0 };

  constructor(private readonly pollMs: number) {}

  of(stretch: Stretch): Stretch {
    if (this.#known !== stretch) {
      this.#known = stretch;
      this.#wide = { from: stretch.from - this.pollMs, to: stretch.to };
    }
    return this.#wide;
  }
}

/** A circuit and its lamps are all asked about the same stretch, one after the other. */
class CircuitWatch implements Watch {
  #known: Stretch | undefined;
  #changes: readonly number[] = [];

  constructor(
    private readonly circuit: Circuit,
    private readonly utcOffset: number,
    readonly widened: Widened,
  ) {}

  changes(stretch: Stretch): readonly number[] {
    if (this.#known !== stretch) {
      this.#known = stretch;
      this.#changes = circuitChanges(this.circuit, this.utcOffset, this.widened.of(stretch));
    }
    return this.#changes;
  }

  quietUntil(at: number): number {
    return circuitQuietUntil(this.circuit, this.utcOffset, at);
  }
}

class LampWatch implements Watch {
  constructor(
    private readonly circuit: CircuitWatch,
    private readonly lamp: Lamp,
  ) {}

  changes(stretch: Stretch): readonly number[] {
    const ofCircuit = this.circuit.changes(stretch);
    return lampChanges(this.lamp, ofCircuit, this.circuit.widened.of(stretch));
  }

  quietUntil(at: number): number {
    return lampQuietUntil(this.lamp, this.circuit.quietUntil(at), at);
  }
}

interface CabinetParts {
  readonly cabinet: CabinetPlace;
  readonly radio: Radio;
  readonly device: Device;
  readonly sampleOf: SampleOf;
  /** By the poller's interval; shared by all cabinets. */
  readonly widenings: Map<number, Widened>;
}

const pollMsOf = ({ modbus }: Device): number => (modbus?.pollS ?? 5) * 1_000;

/** A cabinet, its circuits and their lamps. */
function cabinetSources(
  { city }: Physics,
  { cabinet, radio, device, sampleOf, widenings }: CabinetParts,
): Source[] {
  const pollMs = pollMsOf(device);
  const widened = widenings.get(pollMs) ?? new Widened(pollMs);
  widenings.set(pollMs, widened);
  const beatOf = (interval: number): Beat => ({ interval, pollMs });
  const [ofCabinet, ofCircuit] = [beatOf(POLLED_MS.cabinet), beatOf(POLLED_MS.circuit)];
  const ofLamp = beatOf(POLLED_MS.lamp);
  const source = (asset: AssetId, beat: Beat, watch: Watch): Source =>
    new PolledSource(asset, radio, sampleOf(asset) ?? (() => undefined), { beat, watch });
  const { supply, circuits } = cabinet;
  const watch: Watch = {
    changes: (stretch) => cabinetChanges(supply, widened.of(stretch)),
    quietUntil: (at) => at,
  };
  return [
    source(cabinet.asset.assetId, ofCabinet, watch),
    ...circuits.flatMap((circuit) => {
      const own = new CircuitWatch(circuit, city.utcOffset, widened);
      return [
        source(circuit.id, ofCircuit, own),
        ...circuit.lamps.map((lamp) => source(lamp.id, ofLamp, new LampWatch(own, lamp))),
      ];
    }),
  ];
}
