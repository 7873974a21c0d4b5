import { distanceM } from '../../geo/lat-lon.js';
import { type Foot, localMinima, type Spot } from '../../geo/nearest.js';
import { type Polyline, placeAtChainage } from '../../geo/polyline.js';
import { eastOf, northOf } from '../../geo/projection.js';
import { type Fix, isInaccurate, sigmaOf } from './fix.js';
import type { Progress, Sighting } from './progress.js';
import { type Evidence, type Led, leadTo, likeliest, placeCost, type TrackWay, waitOut } from './tracks.js';
import { FASTEST_MPS, isTold, type Leg, legM, wayOf } from './way.js';

export type FixFlag = 'bad-accuracy' | 'impossible-speed' | 'out-of-order';

/** Where on its line a fix shows the truck. */
export interface Match {
  /** Undefined until the truck was first seen near its line. */
  readonly chainageM: number | undefined;
  /** Metres between the fix and the part of the line that the truck can have reached; undefined for a skipped fix. */
  readonly offsetM: number | undefined;
  /** False when the fix lies too far off to tell progress: the chainage is then what the way driven makes likely. */
  readonly isNear: boolean;
  /** Why the fix was skipped; the chainage is then that of the last good one. */
  readonly flag: FixFlag | undefined;
}

export interface Step {
  readonly state: Progress;
  readonly match: Match;
}

/** Beyond this, or three times the usual error, a fix says nothing about progress. */
const NEAR_M = 80;
/** The first fix may be a poor one. */
const NEAR_AT_START_M = 100;
/** Slower than this a heading is the receiver's noise. */
const SLOWEST_HEADING_KMH = 6;
/** A first fix is looked for where the timetable puts the truck: this far away costs 1. */
const START_SCALE_M = 100;
/** Errors of fixes in streets last about this long. */
const ERROR_LASTS_S = 20;
const LEARN = 0.1;
const LEARN_PACE = 0.3;
const LARGEST_SPREAD_M = 40;
const FASTEST_PACE_MPS = 20;

/**
 * Matches the next fix of a trip to the trip's line by progress: candidates are the places where the distance has a local
 * minimum, forward from the last match and no farther than the truck can have driven; the way driven, the heading and the
 * offset choose among them. Never the nearest segment anywhere (docs/adr/0020).
 */
export function stepProgress(line: Polyline, state: Progress, fix: Fix): Step {
  const flag = flagOf(state, fix);
  if (flag !== undefined) return skip(state, fix, flag);
  const sighting = sightingOf(fix);
  const { last } = state;
  const sigmaM = Math.max(sigmaOf(fix), state.spreadM);
  const told = last !== undefined && isTold(last, sighting);
  const leg: Leg = {
    to: sighting,
    legM: last === undefined ? 0 : legM(last, sighting),
    isTold: told,
    sigmaM,
    paceMps: state.paceMps,
  };
  const gapS = last === undefined ? 0 : (sighting.at - last.at) / 1_000;
  const seen: Evidence = {
    fix: sighting,
    sigmaM,
    repeats: told ? 1 + ERROR_LASTS_S / gapS : 0,
    heading: headingVector(fix),
  };
  const ways = state.tracks.map((track): TrackWay => ({ track, way: wayOf(track, leg) }));
  const feet = feetWithin(line, spotOf(line, fix), ways);
  const led =
    ways.length === 0 ? begin(line, feet, state.expectedM, seen) : goOn(line, feet, { ways, leg, seen });
  const best = led[0];
  return {
    state: {
      tracks: led.map(({ track }) => track),
      last: sighting,
      jump: undefined,
      expectedM: state.expectedM,
      spreadM: best?.foot === undefined ? state.spreadM : learnSpread(state.spreadM, best.foot.offsetM),
      paceMps: learnPace(state, best, sighting),
    },
    match:
      best?.foot === undefined
        ? away(line, fix, { feet, ways, led: best })
        : {
            chainageM: best.track.chainageM,
            offsetM: best.foot.offsetM,
            isNear: true,
            flag: undefined,
          },
  };
}

const sightingOf = ({ observedAt, lat, lon, speedKmh }: Fix): Sighting => ({
  at: observedAt,
  lat,
  lon,
  speedKmh,
});

const spotOf = ({ projection }: Polyline, { lat, lon }: Fix): Spot => ({
  x: eastOf(projection, lon),
  y: northOf(projection, lat),
});

function headingVector({ speedKmh, headingDeg }: Fix): Evidence['heading'] {
  if (headingDeg === undefined || (speedKmh !== undefined && speedKmh < SLOWEST_HEADING_KMH))
    return undefined;
  const angle = (headingDeg * Math.PI) / 180;
  return { east: Math.sin(angle), north: Math.cos(angle) };
}

function flagOf({ last, jump }: Progress, fix: Fix): FixFlag | undefined {
  if (last !== undefined && fix.observedAt <= last.at) return 'out-of-order';
  if (isInaccurate(fix)) return 'bad-accuracy';
  const isReachable = (from: Sighting): boolean =>
    distanceM(from, fix) <= (FASTEST_MPS * (fix.observedAt - from.at)) / 1_000 + 3 * sigmaOf(fix);
  if (last === undefined || isReachable(last)) return undefined;
  return jump !== undefined && jump.at < fix.observedAt && isReachable(jump) ? undefined : 'impossible-speed';
}

function skip(state: Progress, fix: Fix, flag: FixFlag): Step {
  const match: Match = { chainageM: state.tracks[0]?.chainageM, offsetM: undefined, isNear: false, flag };
  return { state: flag === 'impossible-speed' ? { ...state, jump: sightingOf(fix) } : state, match };
}

/** Local minima of the part of the line that the tracks can have reached; of the whole line while there are none. */
function feetWithin(line: Polyline, spot: Spot, ways: readonly TrackWay[]): readonly Foot[] {
  let [fromM, toM] = ways.length === 0 ? [0, line.lengthM] : [line.lengthM, 0];
  for (const { track, way } of ways) {
    fromM = Math.min(fromM, track.chainageM - way.backM);
    toM = Math.max(toM, track.chainageM + way.reachM);
  }
  return localMinima(line, spot, { fromM, toM });
}

function begin(line: Polyline, feet: readonly Foot[], expectedM: number, seen: Evidence): Led[] {
  const led: Led[] = [];
  for (const foot of feet) {
    const { chainageM, offsetM } = foot;
    if (offsetM > Math.max(NEAR_AT_START_M, 3 * seen.sigmaM)) continue;
    const cost = placeCost(line, foot, seen) + Math.abs(chainageM - expectedM) / START_SCALE_M;
    const variance = seen.sigmaM * seen.sigmaM;
    led.push({ track: { chainageM, variance, cost, fix: seen.fix, missed: 0, drivenM: 0 }, foot });
  }
  return likeliest(led);
}

interface Onward {
  readonly ways: readonly TrackWay[];
  readonly leg: Leg;
  readonly seen: Evidence;
}

function goOn(line: Polyline, feet: readonly Foot[], { ways, leg, seen }: Onward): Led[] {
  const nearM = Math.max(NEAR_M, 3 * seen.sigmaM);
  const led: Led[] = [];
  for (const foot of feet) {
    const found = foot.offsetM <= nearM ? leadTo(line, foot, ways, seen) : undefined;
    if (found !== undefined) led.push(found);
  }
  for (const way of ways) led.push(waitOut(way, leg.legM));
  return likeliest(led);
}

const learnSpread = (spreadM: number, offsetM: number): number =>
  Math.sqrt((1 - LEARN) * spreadM ** 2 + LEARN * Math.min(LARGEST_SPREAD_M, offsetM) ** 2);

function learnPace({ tracks, paceMps }: Progress, best: Led | undefined, now: Sighting): number {
  const before = tracks[0];
  if (before === undefined || best?.foot === undefined) return paceMps;
  const pace = ((best.track.chainageM - before.chainageM) / (now.at - before.fix.at)) * 1_000;
  return Math.min(FASTEST_PACE_MPS, Math.max(0, paceMps + LEARN_PACE * (pace - paceMps)));
}

interface Away {
  readonly feet: readonly Foot[];
  readonly ways: readonly TrackWay[];
  readonly led: Led | undefined;
}

/** The fix lies beside the line, or is wild: the truck is where the way driven takes it. */
function away(line: Polyline, fix: Fix, { feet, ways, led }: Away): Match {
  const before = ways.find(
    ({ track }) => track.fix === led?.track.fix && track.chainageM === led.track.chainageM,
  );
  const chainageM = before && Math.min(line.lengthM, before.way.predictedM);
  let offsetM =
    chainageM === undefined ? Number.POSITIVE_INFINITY : distanceM(fix, placeAtChainage(line, chainageM));
  for (const foot of feet) offsetM = Math.min(offsetM, foot.offsetM);
  return {
    chainageM,
    offsetM: Number.isFinite(offsetM) ? offsetM : undefined,
    isNear: false,
    flag: undefined,
  };
}
