import { performance } from 'node:perf_hooks';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import {
  type Fix,
  headingAtChainage,
  newProgress,
  type Polyline,
  placeAt,
  placeAtChainage,
  polylineOf,
  projectionAt,
  stepProgress,
  unixMs,
} from '../core/index.js';

export interface MatchFigures {
  readonly trips: number;
  readonly positions: number;
  readonly positionsPerSecond: number;
  /** Of JSON, per trip: what a snapshot holds. */
  readonly stateBytes: number;
}

const MAP = projectionAt({ lat: 36.65, lon: 117.1 });
const INTERVAL_S = 10;
const SPEED_MPS = 5;

/** 12 km of streets to and fro, 25 m apart, with a vertex every 15 m: many candidates for each fix. */
function denseLine(): Polyline {
  const vertices: [x: number, y: number][] = [];
  for (let row = 0; row < 24; row++) {
    for (let step = 0; step <= 33; step++) {
      const x = step * 15;
      vertices.push([row % 2 === 0 ? x : 495 - x, row * 25]);
    }
  }
  return polylineOf(vertices.map(([x, y]) => placeAt(MAP, x, y)));
}

/** Errors of up to 25 m that turn slowly, each trip's own. */
function fixesOf(line: Polyline, trip: number): Fix[] {
  const fixes: Fix[] = [];
  for (let i = 0; i * INTERVAL_S * SPEED_MPS < line.lengthM; i++) {
    const chainageM = i * INTERVAL_S * SPEED_MPS;
    const { lat, lon } = placeAtChainage(line, chainageM);
    const [east, north] = [25 * Math.sin(i * 0.3 + trip), 25 * Math.cos(i * 0.23 + 2 * trip)];
    const observedAt = unixMs(1_764_000_000_000 + i * INTERVAL_S * 1_000);
    const headingDeg = headingAtChainage(line, chainageM);
    const place = { lat: lat + north / MAP.metresPerLat, lon: lon + east / MAP.metresPerLon };
    fixes.push({ observedAt, ...place, speedKmh: SPEED_MPS * 3.6, headingDeg, accuracyM: 15 });
  }
  return fixes;
}

/** Matches trips whose fixes arrive in turn, as they do from a fleet, on one thread; the fastest of some rounds. */
export function benchMatch({ trips = 200, rounds = 5 } = {}): MatchFigures {
  const line = denseLine();
  const drives = Array.from({ length: trips }, (_, trip) => fixesOf(line, trip));
  const perTrip = drives[0]?.length ?? 0;
  let fastest = Number.POSITIVE_INFINITY;
  let states = drives.map(() => newProgress());
  for (let round = 0; round < rounds; round++) {
    states = drives.map(() => newProgress());
    const from = performance.now();
    for (let i = 0; i < perTrip; i++) {
      for (const [trip, fixes] of drives.entries()) {
        const fix = fixes[i];
        const state = states[trip];
        if (fix !== undefined && state !== undefined) states[trip] = stepProgress(line, state, fix).state;
      }
    }
    fastest = Math.min(fastest, performance.now() - from);
  }
  const positions = perTrip * trips;
  const bytes = states.reduce((sum, state) => sum + JSON.stringify(state).length, 0);
  return {
    trips,
    positions,
    positionsPerSecond: Math.round((positions * 1_000) / fastest),
    stateBytes: Math.round(bytes / trips),
  };
}

if (argv[1] === fileURLToPath(import.meta.url)) console.log(benchMatch());
