import { GPS } from '../constants.js';
import type { Spot } from '../place.js';
import { chance, noise } from '../random.js';

const SQUARE_M = 150;
const SLOW = GPS.slowKnot.value * 1_000;
const FAST = GPS.fastKnot.value * 1_000;
const OUTAGE = 60_000;

/** How wrong a receiver is at an instant, and how wrong it believes to be. */
export interface Reception {
  readonly east: number;
  readonly north: number;
  /** One standard deviation per axis, metres. */
  readonly sigma: number;
  readonly hasFix: boolean;
}

/** Streets between tall houses: a property of the place, the same for all trucks. */
export const isCanyon = (townKey: number, { x, y }: Spot): boolean =>
  chance(townKey, Math.floor(x / SQUARE_M) * 4_099 + Math.floor(y / SQUARE_M)) < GPS.canyonShare.value;

export interface Receiver {
  /** Of this receiver. */
  readonly key: number;
  readonly townKey: number;
}

/** @param awakeFor milliseconds since the ignition was turned on; infinity for one that never sleeps */
export function receive({ key, townKey }: Receiver, spot: Spot, at: number, awakeFor: number): Reception {
  const canyon = isCanyon(townKey, spot);
  let sigma = canyon ? GPS.canyon.value : GPS.openSky.value;
  const settling = awakeFor - GPS.coldStart.value * 1_000;
  if (settling < GPS.settling.value * 1_000) {
    sigma += GPS.settlingM.value * (1 - Math.max(0, settling) / (GPS.settling.value * 1_000));
  }
  let east = sigma * correlated(key, at) + GPS.white.value * noise(key + 2, at);
  let north = sigma * correlated(key + 7, at) + GPS.white.value * noise(key + 3, at);
  const burst = Math.floor(at / FAST);
  if (canyon && chance(key + 4, burst) < GPS.multipath.value) {
    // An echo from a wall throws all fixes of a while to the same side.
    east += GPS.multipathM.value * noise(key + 5, burst);
    north += GPS.multipathM.value * noise(key + 6, burst);
  }
  const isOut = canyon && chance(key + 8, Math.floor(at / OUTAGE)) < GPS.outages.value;
  return { east, north, sigma, hasFix: !isOut && settling >= 0 };
}

/** Standard deviation 1, with most of its power in minutes: two value noises of different pace. */
function correlated(key: number, at: number): number {
  return 0.9 * wander(key + 11, at, SLOW) + 0.7 * wander(key + 12, at, FAST);
}

/** Values at knots, joined smoothly; standard deviation near 0.85 of the knots'. */
export function wander(key: number, at: number, knot: number): number {
  const index = Math.floor(at / knot);
  const share = at / knot - index;
  const smooth = share * share * (3 - 2 * share);
  return noise(key, index) * (1 - smooth) + noise(key, index + 1) * smooth;
}
