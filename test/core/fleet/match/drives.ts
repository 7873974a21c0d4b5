import {
  eastOf,
  type Fix,
  headingAtChainage,
  northOf,
  type Polyline,
  placeAt,
  placeAtChainage,
  unixMs,
} from '../../../../core/index.js';
import type { Random } from './random.js';

export interface Sky {
  /** Standard deviation of the error on each axis, metres, and how long an error lasts, seconds. */
  readonly sigmaM: number;
  readonly lastsS: number;
  /** Share of fixes that a reflection throws 60 to 150 m away. */
  readonly outliers: number;
}

export const OPEN_SKY: Sky = { sigmaM: 5, lastsS: 10, outliers: 0 };
export const urbanCanyon = (random: Random): Sky => ({
  sigmaM: random.between(15, 25),
  lastsS: 30,
  outliers: 0.02,
});

export interface Terminal {
  readonly intervalS: number;
  /** Full terminals also give speed, heading and accuracy; bare ones a place and a time. */
  readonly isBare: boolean;
}

export interface DrivenFix {
  readonly fix: Fix;
  readonly trueM: number;
}

const START = Date.UTC(2026, 10, 25, 1);

/** Where the truck is every second: it speeds up, slows down, and halts every 80 to 400 m for 5 to 60 s. */
export function truth(
  { lengthM }: Polyline,
  random: Random,
): { readonly chainageM: number; readonly mps: number }[] {
  const seconds: { chainageM: number; mps: number }[] = [];
  let [chainageM, mps, halt] = [0, 0, Math.floor(random.between(0, 30))];
  let nextHalt = random.between(80, 400);
  let cruise = random.between(4, 12);
  while (chainageM < lengthM && seconds.length < 20_000) {
    if (halt > 0) halt--;
    else {
      const brake = Math.sqrt(2 * 1.2 * Math.max(0, nextHalt - chainageM));
      mps = Math.max(0.5, Math.min(mps + 1, cruise, brake));
      chainageM = Math.min(lengthM, chainageM + mps);
      if (nextHalt - chainageM < 1) {
        mps = 0;
        halt = Math.floor(random.between(5, 60));
        nextHalt = chainageM + random.between(80, 400);
        cruise = random.between(4, 12);
      }
    }
    seconds.push({ chainageM, mps });
  }
  return seconds;
}

/** A drive along the whole line as a terminal under that sky sees it, with the truth beside each fix. */
export function drive(line: Polyline, random: Random, sky: Sky, terminal: Terminal): DrivenFix[] {
  const way = truth(line, random);
  const keep = Math.exp(-terminal.intervalS / sky.lastsS);
  const renew = Math.sqrt(1 - keep * keep);
  let [ex, ey] = [sky.sigmaM * random.normal(), sky.sigmaM * random.normal()];
  const fixes: DrivenFix[] = [];
  for (let s = 0; s < way.length; s += terminal.intervalS) {
    const { chainageM = 0, mps = 0 } = way[s] ?? {};
    ex = keep * ex + renew * sky.sigmaM * random.normal();
    ey = keep * ey + renew * sky.sigmaM * random.normal();
    const isOutlier = random.next() < sky.outliers;
    const [far, angle] = [isOutlier ? random.between(60, 150) : 0, random.between(0, 2 * Math.PI)];
    const place = placeAtChainage(line, chainageM);
    const east = eastOf(line.projection, place.lon) + ex + far * Math.cos(angle);
    const north = northOf(line.projection, place.lat) + ey + far * Math.sin(angle);
    const fix = { observedAt: unixMs(START + s * 1_000), ...placeAt(line.projection, east, north) };
    const speedKmh = Math.max(0, mps * 3.6 + 1.5 * random.normal());
    const headingDeg =
      mps < 1
        ? random.between(0, 360)
        : (headingAtChainage(line, chainageM) + 12 * random.normal() + 360) % 360;
    const accuracyM = sky.sigmaM * random.between(0.5, 1.5);
    fixes.push({
      fix: terminal.isBare ? fix : { ...fix, speedKmh, headingDeg, accuracyM },
      trueM: chainageM,
    });
  }
  return fixes;
}
