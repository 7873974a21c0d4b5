import { type AssetId, hours, type UnixMs, unixMs } from '../../core/index.js';
import { type Incident, isDuring } from './incidents.js';
import { chance, hash, noise } from './random.js';
import { round, type Sampler } from './sampler.js';
import type { Nights } from './sun.js';

const POWER_FACTOR = 0.95;
/** Share of a circuit's power that warms its cable. */
const CABLE_LOSS = 0.02;

export interface CabinetSpec {
  readonly seed: number;
  readonly cabinet: AssetId;
  readonly circuits: readonly { readonly id: AssetId; readonly lamps: readonly AssetId[] }[];
  readonly nights: Nights;
  readonly incidents: readonly Incident[];
}

/** Samplers of a cabinet, its circuits and their lamps: they hang on one supply. */
export function cabinetSamplers(spec: CabinetSpec): ReadonlyMap<AssetId, Sampler> {
  const losses = spec.incidents.filter(
    (incident) => incident.kind === 'supply-loss' && incident.asset === spec.cabinet,
  );
  const hasSupply = (at: UnixMs): boolean => !losses.some((loss) => isDuring(loss, at));
  // Photocells differ: each cabinet switches up to three minutes before or after its neighbours.
  const shift = Math.round((chance(hash(spec.seed, spec.cabinet), 1) - 0.5) * hours(0.1));
  const isLit = (at: UnixMs): boolean => spec.nights.isNight(unixMs(at + shift));
  const samplers = new Map<AssetId, Sampler>();
  samplers.set(spec.cabinet, (at) => ({ door_open: 0, supply_ok: hasSupply(at) ? 1 : 0 }));
  for (const { id, lamps } of spec.circuits) {
    const supply: Supply = { seed: spec.seed, hasSupply, isLit, nights: spec.nights };
    const models = lamps.map((lamp) => lampModel(supply, lamp, spec.incidents));
    for (const { lamp, sampler } of models) samplers.set(lamp, sampler);
    samplers.set(id, circuitSampler(supply, id, models));
  }
  return samplers;
}

interface Supply {
  readonly seed: number;
  readonly nights: Nights;
  hasSupply(at: UnixMs): boolean;
  isLit(at: UnixMs): boolean;
}

interface Lamp {
  readonly lamp: AssetId;
  readonly watts: number;
  readonly sampler: Sampler;
  /** Is it able to burn, given power? */
  isWhole(at: UnixMs): boolean;
}

function lampModel({ seed, hasSupply, isLit }: Supply, lamp: AssetId, incidents: readonly Incident[]): Lamp {
  const key = hash(seed, lamp);
  const watts = chance(key, 1) < 0.5 ? 90 : 120;
  const faults = incidents.filter((incident) => incident.kind === 'lamp-dark' && incident.asset === lamp);
  const isWhole = (at: UnixMs): boolean => !faults.some((fault) => isDuring(fault, at));
  return {
    lamp,
    watts,
    isWhole,
    sampler: (at) => {
      const burns = isLit(at) && hasSupply(at) && isWhole(at);
      return { lamp_on: burns ? 1 : 0, power_w: burns ? round(watts * (1 + 0.01 * noise(key, at)), 1) : 0 };
    },
  };
}

function circuitSampler(
  { seed, hasSupply, isLit, nights }: Supply,
  id: AssetId,
  lamps: readonly Lamp[],
): Sampler {
  const key = hash(seed, id);
  const installed = lamps.reduce((sum, { watts }) => sum + watts, 0) * (1 + CABLE_LOSS);
  const leak = 3 + 9 * chance(key, 1);
  const counted = 5_000 * chance(key, 2);
  return (at) => {
    const isLive = hasSupply(at);
    const isBurning = isLive && isLit(at);
    const whole = isBurning ? lamps.reduce((sum, lamp) => sum + (lamp.isWhole(at) ? lamp.watts : 0), 0) : 0;
    const power = whole * (1 + CABLE_LOSS) * (1 + 0.01 * noise(key, at));
    // The grid sags a little while everyone cooks and the lamps burn.
    const voltage = isLive ? 231 - (isBurning ? 2.5 : 0) + 0.8 * noise(key + 1, at) : 0;
    return {
      voltage_v: round(voltage, 1),
      current_a: isLive ? round(power / (voltage * POWER_FACTOR), 2) : 0,
      power_w: Math.round(power),
      energy_kwh: round(counted + (installed / 1_000) * (nights.darkUntil(at) / hours(1)), 2),
      breaker_closed: 1,
      contactor_closed: isBurning ? 1 : 0,
      leakage_ma: isBurning ? round(leak + 0.3 * Math.abs(noise(key + 2, at)), 1) : 0,
    };
  };
}
