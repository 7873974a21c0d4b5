import { distanceM } from '../../geo/lat-lon.js';
import type { Sighting, Track } from './progress.js';

/** What is known of the way from a track's own fix to the next one. */
export interface Way {
  /** Metres driven: by the speeds, where the terminal gives them, else by the straight way between fixes. */
  readonly travelM: number;
  /** Seconds in which the truck may have driven more than the straight way shows; 0 when speeds tell. */
  readonly untoldS: number;
  /** Where the track would be now if the new fix said nothing, and the variance of that. */
  readonly predictedM: number;
  readonly variance: number;
  /** The farthest it can have come along the line, and how far back noise or a reversing truck can lie, metres. */
  readonly reachM: number;
  readonly backM: number;
}

/** 120 km/h: no collection truck is faster. */
export const FASTEST_MPS = 33;
/** Speeds tell the way driven only between fixes that follow each other closely. */
const LONGEST_SPEED_GAP_MS = 15_000;
/** One or two wild fixes go out and back again; after more than that the truck drove what it drove. */
const MOST_WILD = 2;
/** What the prediction may be off by, metres per second: with speeds at both ends, and by the recent pace alone. */
const SPEED_DRIFT = 1;
const PACE_DRIFT = 10;

/** True when both ends of a leg carry a speed that tells the leg's length. */
export const isTold = (from: Sighting, to: Sighting): boolean =>
  from.speedKmh !== undefined && to.speedKmh !== undefined && to.at - from.at <= LONGEST_SPEED_GAP_MS;

/** Metres driven from one fix to the next. */
export function legM(from: Sighting, to: Sighting): number {
  if (!isTold(from, to)) return distanceM(from, to);
  return ((((from.speedKmh ?? 0) + (to.speedKmh ?? 0)) / 2 / 3.6) * (to.at - from.at)) / 1_000;
}

export interface Leg {
  readonly to: Sighting;
  readonly legM: number;
  readonly isTold: boolean;
  readonly sigmaM: number;
  readonly paceMps: number;
}

/** The way from a track's own fix to a new one, of which `leg` is the last part. */
export function wayOf(track: Track, leg: Leg): Way {
  const gapS = (leg.to.at - track.fix.at) / 1_000;
  const drivenM = track.drivenM + leg.legM;
  const isDetour = track.missed > MOST_WILD;
  const slackM = 3 * leg.sigmaM + 20;
  const reachM = FASTEST_MPS * gapS + slackM;
  const isByDriving = leg.isTold || isDetour;
  const drift = leg.isTold ? SPEED_DRIFT * gapS + 0.1 * drivenM : PACE_DRIFT * gapS;
  return {
    travelM: isByDriving ? drivenM : distanceM(track.fix, leg.to),
    untoldS: leg.isTold ? 0 : gapS,
    predictedM: track.chainageM + (isByDriving ? drivenM : leg.paceMps * gapS),
    variance: track.variance + drift * drift,
    reachM,
    backM: isDetour ? reachM : slackM,
  };
}
