import { hours, type UnixMs } from '../../core/index.js';
import { chance, hash, noise } from './random.js';
import { clamp, lithiumVolts, round, type Sampler } from './sampler.js';

const DAY = hours(24);
const HEIGHT_MM = 2_000;
const FLOOR_MM = 150;
const CLEARED_AT = hours(10);
/** Share of a day's inflow that has come by the end of each civil hour, percent. */
const INFLOW = [
  2, 3, 4, 5, 6, 9, 15, 23, 29, 33, 37, 42, 48, 52, 55, 58, 62, 67, 74, 82, 89, 94, 97, 100,
] as const;

export interface TankSpec {
  readonly seed: number;
  readonly id: string;
  readonly utcOffset: number;
}

/** Rises with the household's day until a crew clears it, every seven to thirteen weeks; gas follows the sludge. */
export function tankSampler({ seed, id, utcOffset }: TankSpec): Sampler {
  const key = hash(seed, id);
  const cycle = Math.floor(50 + 40 * chance(key, 1));
  const phase = Math.floor(chance(key, 2) * cycle);
  const perDay = (1_300 + 400 * chance(key, 3)) / cycle;
  const vented = chance(key, 4);
  return (at: UnixMs) => {
    const local = at + utcOffset;
    // A tank is cleared in the morning, so that is where its days begin.
    const day = Math.floor((local - CLEARED_AT) / DAY);
    const came = cameBy((local % DAY) / hours(1)) - cameBy(CLEARED_AT / hours(1));
    const days = ((day + phase) % cycle) + (came < 0 ? came + 1 : came);
    const level = FLOOR_MM + perDay * days;
    const sludge = days / cycle;
    return {
      level_mm: Math.round(level + 3 * noise(key, at)),
      freeboard_mm: Math.round(HEIGHT_MM - level + 3 * noise(key, at)),
      ch4_pct_lel: round(clamp(2 + 8 * sludge * vented + 0.4 * noise(key + 1, at), 0, 100), 1),
      h2s_ppm: round(clamp(1 + 5 * sludge * vented + 0.3 * noise(key + 2, at), 0, 1_000), 1),
      battery_v: lithiumVolts(chance(key, 5), noise(key + 3, at)),
    };
  };
}

/** Share of the day's inflow that has come by a civil hour, 0-24, even within the hour. */
function cameBy(hour: number): number {
  const whole = Math.floor(hour);
  const before = whole === 0 ? 0 : (INFLOW[whole - 1] ?? 0);
  return (before + ((INFLOW[whole] ?? 100) - before) * (hour - whole)) / 100;
}
