import type { UnixMs } from '../../units/units.js';

/** One position of a truck as its terminal gave it. */
export interface Fix {
  readonly observedAt: UnixMs;
  /** WGS-84 degrees. */
  readonly lat: number;
  readonly lon: number;
  readonly speedKmh?: number | undefined;
  /** Degrees clockwise from north; means nothing while the truck stands. */
  readonly headingDeg?: number | undefined;
  /** Radius in metres that holds about two positions in three. */
  readonly accuracyM?: number | undefined;
  readonly hdop?: number | undefined;
}

/** Receivers give an HDOP of 1 to 2 under open sky; above 8 the place is a guess. */
const WORST_HDOP = 8;
const WORST_ACCURACY_M = 100;
/** Ranging error of a single-frequency receiver, metres per unit of HDOP. */
const METRES_PER_HDOP = 5;
/** For terminals that say nothing about their accuracy: between open sky and a street with high houses. */
const USUAL_SIGMA_M = 10;
/** What terminals claim is what their filter believes; reflections make all of them too sure of themselves. */
const SMALLEST_SIGMA_M = 8;
const LARGEST_SIGMA_M = 40;

export const isInaccurate = ({ hdop = 0, accuracyM = 0 }: Fix): boolean =>
  hdop > WORST_HDOP || accuracyM > WORST_ACCURACY_M;

/** How far off, in metres, a fix usually is: what its accuracy or its HDOP say, within reason. */
export function sigmaOf({ accuracyM, hdop }: Fix): number {
  const claimed = accuracyM ?? (hdop === undefined ? USUAL_SIGMA_M : hdop * METRES_PER_HDOP);
  return Math.min(LARGEST_SIGMA_M, Math.max(SMALLEST_SIGMA_M, claimed));
}
