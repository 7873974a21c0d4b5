import type { UnixMs } from '../../core/index.js';
import { type LatLon, toLatLon } from './place.js';
import { chance, hash, noise } from './random.js';
import { round, type Sampler } from './sampler.js';
import { shiftAt } from './shifts.js';
import { type Progress, progress, type Timetable } from './timetable.js';
import { chainages, onWay, type TruckLine } from './truck-line.js';

/** A receiver in a street is off by this much, metres (one standard deviation). */
const RECEIVER_NOISE = 2.5;
const KG_PER_STOP = 280;

export interface TruckSpec {
  readonly seed: number;
  readonly origin: LatLon;
  readonly utcOffset: number;
  readonly line: TruckLine;
  readonly timetable: Timetable;
}

/** Where the truck is in its shift's loops. */
function whereabouts({ timetable }: TruckSpec, elapsed: number): Progress & { readonly loops: number } {
  const { collecting, patrol, busy } = timetable;
  if (elapsed < collecting.duration) return { ...progress(collecting, elapsed), loops: 0 };
  const patrolled = Math.min(elapsed, busy) - collecting.duration;
  const loops = Math.floor(patrolled / patrol.duration);
  if (elapsed >= busy) return { metres: 0, speedKmh: 0, loops: loops + 1 };
  return { ...progress(patrol, patrolled % patrol.duration), loops: loops + 1 };
}

/** Drives its shift's loops along the streets; position with a receiver's noise, load by the stops it has served. */
export function truckSampler(spec: TruckSpec): Sampler {
  const { seed, origin, utcOffset, line, timetable } = spec;
  const key = hash(seed, line.truck);
  const marks = chainages(line.spots);
  const perShift =
    timetable.length *
    (1 + Math.round((timetable.busy - timetable.collecting.duration) / timetable.patrol.duration));
  const driven = 20_000 + 60_000 * chance(key, 1);
  return (at: UnixMs) => {
    const shift = shiftAt(at, utcOffset, line.crew);
    const elapsed = at - shift.start;
    const { metres, speedKmh, loops } = whereabouts(spec, elapsed);
    const { spot, headingDeg } = onWay(line.spots, marks, metres);
    const east = RECEIVER_NOISE * noise(key, at);
    const north = RECEIVER_NOISE * noise(key + 1, at);
    const served = timetable.served.filter((when) => when <= elapsed).length;
    const isBusy = elapsed < timetable.busy;
    return {
      ...toLatLon(origin, { x: spot.x + east, y: spot.y + north }),
      speed_kmh: speedKmh === 0 ? 0 : round(Math.max(0, speedKmh + 0.5 * noise(key + 2, at)), 1),
      heading_deg: Math.round(headingDeg) % 360,
      accuracy_m: round(3 + 2 * chance(key + 3, at), 1),
      ignition_on: isBusy ? 1 : 0,
      load_kg: isBusy ? served * KG_PER_STOP : 0,
      lift_count: served * 4,
      mileage_km: round(
        driven + ((shift.number % 10_000) * perShift + loops * timetable.length + metres) / 1_000,
        1,
      ),
    };
  };
}
