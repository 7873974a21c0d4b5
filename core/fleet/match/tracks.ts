import type { Foot } from '../../geo/nearest.js';
import { type Polyline, segmentVector } from '../../geo/polyline.js';
import type { Sighting, Track } from './progress.js';
import type { Way } from './way.js';

/** What a fix says by itself. */
export interface Evidence {
  readonly fix: Sighting;
  /** Usual error of the fix on one axis, metres. */
  readonly sigmaM: number;
  /** How long an error lasts compared with the time between fixes: so many fixes are no better than one. */
  readonly repeats: number;
  /** The direction of travel, length 1; undefined while it stands, or when the terminal gives none. */
  readonly heading: { readonly east: number; readonly north: number } | undefined;
}

/** A track with the way that leads from it to the new fix. */
export interface TrackWay {
  readonly track: Track;
  readonly way: Way;
}
/** A track of the new fix, and the foot that it took. */
export interface Led {
  readonly track: Track;
  readonly foot: Foot | undefined;
}

const MOST_TRACKS = 5;
/** A track this much less likely than the best is given up. */
const HOPELESS = 16;
/** However far the truck went its own way, the place where it comes back may cost no more than this. */
const MOST_TRAVEL_COST = 12;
const MOST_OFFSET_COST = 5;
const HEADING_WEIGHT = 2;
/** To call a fix wild costs a little more than to believe one that lies far off. */
const WILD_COST = 8;
/** How much more than the straight way a truck may drive, metres per second. */
const UNTOLD_MPS = 2;
/** A fix this many sigmas along the line from the prediction is news, not noise. */
const NEWS = 6;

/**
 * How unlikely a travel along the line is. Less than the straight way between two fixes is hardly possible; more is where
 * the line bends between them. Backwards is noise, or a truck that reverses.
 */
export function travelCost(alongM: number, { travelM, untoldS }: Way, sigmaM: number): number {
  const overM = alongM - travelM;
  const scaleM = sigmaM + 0.1 * travelM + (overM > 0 ? UNTOLD_MPS * untoldS : 0);
  const backwards = alongM < 0 ? -alongM / sigmaM : 0;
  return Math.min(MOST_TRAVEL_COST, Math.abs(overM) / scaleM + 0.3 * backwards);
}

/** How unlikely a fix is at this place of the line, whatever came before. */
export function placeCost(line: Polyline, foot: Foot, { sigmaM, heading }: Evidence): number {
  const spread = foot.offsetM / sigmaM;
  const offset = Math.min(MOST_OFFSET_COST, 0.5 * spread * spread);
  if (heading === undefined) return offset;
  const { dx, dy } = segmentVector(line, foot.segment);
  const length = Math.sqrt(dx * dx + dy * dy);
  const cosine = length === 0 ? 1 : (heading.east * dx + heading.north * dy) / length;
  return offset + HEADING_WEIGHT * (1 - cosine);
}

/** Leads the likeliest track that can have come to a foot there; undefined when none can. */
export function leadTo(
  line: Polyline,
  foot: Foot,
  from: readonly TrackWay[],
  seen: Evidence,
): Led | undefined {
  let best: TrackWay | undefined;
  let cheapest = Number.POSITIVE_INFINITY;
  for (const one of from) {
    const alongM = foot.chainageM - one.track.chainageM;
    if (alongM > one.way.reachM || alongM < -one.way.backM) continue;
    const cost = one.track.cost + travelCost(alongM, one.way, seen.sigmaM);
    if (cost < cheapest) [best, cheapest] = [one, cost];
  }
  if (best === undefined) return undefined;
  const { way } = best;
  const newsM = foot.chainageM - way.predictedM;
  const noise = seen.sigmaM * seen.sigmaM;
  const gain =
    Math.abs(newsM) > NEWS * seen.sigmaM ? 1 : way.variance / (way.variance + noise * seen.repeats);
  const track: Track = {
    chainageM: Math.min(line.lengthM, Math.max(0, way.predictedM + gain * newsM)),
    variance: gain === 1 ? noise : way.variance * (1 - gain),
    cost: cheapest + placeCost(line, foot, seen),
    fix: seen.fix,
    missed: 0,
    drivenM: 0,
  };
  return { track, foot };
}

/** The track that calls the fix wild and waits for the next one. */
export const waitOut = ({ track }: TrackWay, legM: number): Led => ({
  // Written out: spreading an object costs as much as the rest of the step.
  track: {
    chainageM: track.chainageM,
    variance: track.variance,
    cost: track.cost + WILD_COST,
    fix: track.fix,
    missed: track.missed + 1,
    drivenM: track.drivenM + legM,
  },
  foot: undefined,
});

/** The likeliest few, best first, the best at cost 0. */
export function likeliest(led: Led[]): Led[] {
  led.sort((a, b) => a.track.cost - b.track.cost);
  const least = led[0]?.track.cost ?? 0;
  const kept: Led[] = [];
  for (const one of led) {
    if (kept.length === MOST_TRACKS || one.track.cost - least > HOPELESS) break;
    kept.push(least === 0 ? one : { track: cheaper(one.track, least), foot: one.foot });
  }
  return kept;
}

const cheaper = ({ chainageM, variance, cost, fix, missed, drivenM }: Track, by: number): Track => ({
  chainageM,
  variance,
  cost: cost - by,
  fix,
  missed,
  drivenM,
});
