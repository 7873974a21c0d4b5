import type { UnixMs } from '../../units/units.js';

/** A fix that was believed, or one that waits for a second witness. */
export interface Sighting {
  readonly at: UnixMs;
  readonly lat: number;
  readonly lon: number;
  readonly speedKmh: number | undefined;
}

/** One explanation of where on its line the truck is; a few live side by side until the road decides. */
export interface Track {
  /** At its own fix, metres. */
  readonly chainageM: number;
  /** Variance of the chainage, square metres. */
  readonly variance: number;
  /** How unlikely, as a negative logarithm; the best track has 0. */
  readonly cost: number;
  /** The newest fix that it explains, and what came after: fixes that it calls wild, and metres driven over them. */
  readonly fix: Sighting;
  readonly missed: number;
  readonly drivenM: number;
}

/** How far a trip has come. Plain numbers: it goes into a snapshot as it is. */
export interface Progress {
  /** Best first; empty until the truck was seen near its line. */
  readonly tracks: readonly Track[];
  /** The newest fix that was believed, near the line or not. */
  readonly last: Sighting | undefined;
  /** A fix that nothing could have driven to: the next one tells whether it or its forerunners were wrong. */
  readonly jump: Sighting | undefined;
  /** Where the timetable expects the truck while nothing else is known, metres. */
  readonly expectedM: number;
  /** The error of fixes on one axis as this trip shows it, metres. */
  readonly spreadM: number;
  /** The trip's recent speed along its line, metres per second. */
  readonly paceMps: number;
}

/** Under open sky; streets with high houses teach more. */
const FIRST_SPREAD_M = 8;

/** A trip that has not been seen yet: trips begin at the start of their line unless the timetable says otherwise. */
export const newProgress = (expectedM = 0): Progress => ({
  tracks: [],
  last: undefined,
  jump: undefined,
  expectedM,
  spreadM: FIRST_SPREAD_M,
  paceMps: 0,
});
