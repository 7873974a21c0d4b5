import type { AssetId } from '../../core/index.js';
import type { Points } from '../plant/sampler.js';

/**
 * The register layout of the Streetkeep lighting cabinet, as its firmware states it. The gateway's map of the same name
 * describes it a second time from the outside, on purpose: a test holds the two against each other over the wire.
 */
const CIRCUIT_INPUTS = 16;
const CIRCUIT_BITS = { start: 16, each: 2 };
const LAMP_BITS = { start: 64, each: 32 };
const LAMP_INPUTS = { start: 512, each: 32 };
const INPUTS = LAMP_INPUTS.start + 12 * LAMP_INPUTS.each;
const DISCRETES = LAMP_BITS.start + 12 * LAMP_BITS.each;

/** What hangs on a cabinet, in the order of its terminals. */
export interface CabinetWiring {
  readonly cabinet: AssetId;
  readonly circuits: readonly { readonly id: AssetId; readonly lamps: readonly AssetId[] }[];
}

/** The controller's memory at one instant; spare addresses read as 0. */
export interface RegisterImage {
  readonly inputs: Uint16Array;
  readonly discretes: Uint8Array;
}

/** Fills the controller's memory from what its sensors read. */
export function registerImage(
  wiring: CabinetWiring,
  sample: (asset: AssetId) => Points | undefined,
): RegisterImage {
  const image = { inputs: new Uint16Array(INPUTS), discretes: new Uint8Array(DISCRETES) };
  const read = (asset: AssetId, point: string): number => Number(sample(asset)?.[point] ?? 0);
  image.discretes[0] = read(wiring.cabinet, 'door_open');
  image.discretes[1] = read(wiring.cabinet, 'supply_ok');
  wiring.circuits.forEach(({ id, lamps }, circuit) => {
    const points = sample(id) ?? {};
    image.inputs.set(circuitWords(points), circuit * CIRCUIT_INPUTS);
    const flags = [Number(points.breaker_closed ?? 0), Number(points.contactor_closed ?? 0)];
    image.discretes.set(flags, CIRCUIT_BITS.start + circuit * CIRCUIT_BITS.each);
    lamps.forEach((lamp, index) => {
      image.discretes[LAMP_BITS.start + circuit * LAMP_BITS.each + index] = read(lamp, 'lamp_on');
      image.inputs[LAMP_INPUTS.start + circuit * LAMP_INPUTS.each + index] = Math.round(
        read(lamp, 'power_w') * 10,
      );
    });
  });
  return image;
}

/** Voltage 0.1 V, current 0.01 A, power W, energy 0.01 kWh in two words (high word first), leakage 0.1 mA. */
function circuitWords(points: Points): number[] {
  const scaled = (point: string, factor: number): number => Math.round(Number(points[point] ?? 0) * factor);
  const energy = scaled('energy_kwh', 100) % 2 ** 32;
  return [
    scaled('voltage_v', 10),
    scaled('current_a', 100),
    scaled('power_w', 1),
    Math.floor(energy / 65_536),
    energy % 65_536,
    scaled('leakage_ma', 10),
  ];
}
