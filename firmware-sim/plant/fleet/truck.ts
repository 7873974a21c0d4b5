import type { AssetId } from '../../../core/index.js';
import { isDuring } from '../../fault/fault.js';
import { GPS, TRUCK } from '../constants.js';
import { type FaultBook, ofKind } from '../fault-book.js';
import { type LatLon, type Spot, toLatLon } from '../place.js';
import { chance, hash, noise } from '../random.js';
import { type Points, round } from '../sampler.js';
import type { CollectionLine } from '../town/line-plan.js';
import { progressAt } from './drive.js';
import type { Fleet } from './fleet.js';
import { receive, wander } from './receiver.js';
import type { Sortie } from './sortie.js';
import { along } from './way.js';

const HOUR = 3_600_000;
/** Parked trucks stand this far around the depot's gate, metres. */
const YARD_M = 25;
const LIFTED_PER_STOP = 2;
const DRIFT_KNOT = 600_000;

export interface TruckModel {
  sample(at: number): Points;
  /** The sortie under way. */
  sortieAt(at: number): Sortie | undefined;
  /** Where the truck truly is. */
  spotAt(at: number): Spot;
}

export interface TruckOptions {
  readonly seed: number;
  readonly origin: LatLon;
  readonly line: CollectionLine;
  readonly yard: Spot;
  readonly fleet: Fleet;
  readonly book: FaultBook;
  /** Kilograms that a sortie has lifted at each of its stops. */
  liftsOf(sortie: Sortie): readonly { readonly at: number; readonly kg: number }[];
}

/** Drives its sorties; parks in the depot between them. */
export function truckModel(options: TruckOptions): TruckModel {
  const { seed, origin, line, yard, fleet, book, liftsOf } = options;
  const { truck } = line;
  const key = hash(seed, truck);
  const receiver = { key, townKey: hash(seed, 'canyons') };
  const drifts = ofKind(book.asset(truck), 'parked-drift');
  const parking = { x: yard.x + YARD_M * noise(key, 1), y: yard.y + YARD_M * noise(key, 2) };
  const sortieAt = sortieFinder(fleet, truck);
  const counters = countersOf(line, key, fleet);

  const parked = (at: number): Points => {
    const error = receive(receiver, parking, at, Number.POSITIVE_INFINITY);
    const drift = drifts.length === 0 ? undefined : drifts.find((fault) => isDuring(fault, at));
    const east = drift === undefined ? error.east : drift.metres * wander(key + 21, at, DRIFT_KNOT);
    const north = drift === undefined ? error.north : drift.metres * wander(key + 22, at, DRIFT_KNOT);
    const { lat, lon } = toLatLon(origin, { x: parking.x + east, y: parking.y + north });
    const { lift_count, mileage_km } = counters.parked(at);
    return {
      lat,
      lon,
      speed_kmh: 0,
      heading_deg: 0,
      hdop: hdopOf(error.sigma),
      accuracy_m: accuracyOf(error.sigma),
      ignition_on: 0,
      load_kg: 0,
      lift_count,
      mileage_km,
      fuel_pct: fuelAfter(mileage_km),
    };
  };
  const driving = (sortie: Sortie, at: number): Points => {
    const { metres, speedKmh } = progressAt(sortie.drive, at);
    const { spot, headingDeg } = along(sortie.course.way, metres);
    const { east, north, sigma, hasFix } = receive(receiver, spot, at, at - sortie.start);
    let [lifts, kg] = [0, 0];
    for (const lift of liftsOf(sortie)) {
      if (lift.at > at) continue;
      lifts += 1;
      kg += lift.kg;
    }
    const load_kg = metres >= sortie.course.unloading ? 0 : Math.round(kg);
    const { lift_count, mileage_km } = counters.driving(sortie, metres, lifts * LIFTED_PER_STOP);
    const fuel_pct = fuelAfter(mileage_km);
    if (!hasFix) return { ignition_on: 1, load_kg, lift_count, mileage_km, fuel_pct };
    const { lat, lon } = toLatLon(origin, { x: spot.x + east, y: spot.y + north });
    return {
      lat,
      lon,
      speed_kmh:
        speedKmh === 0 ? 0 : round(Math.max(0, speedKmh + GPS.speedNoise.value * noise(key + 9, at)), 1),
      heading_deg: Math.round(headingDeg) % 360,
      hdop: hdopOf(sigma),
      accuracy_m: accuracyOf(sigma),
      ignition_on: 1,
      load_kg,
      lift_count,
      mileage_km,
      fuel_pct,
    };
  };
  return {
    sortieAt,
    sample: (at) => {
      const sortie = sortieAt(at);
      return sortie === undefined ? parked(at) : driving(sortie, at);
    },
    spotAt: (at) => {
      const sortie = sortieAt(at);
      return sortie === undefined
        ? parking
        : along(sortie.course.way, progressAt(sortie.drive, at).metres).spot;
    },
  };
}

/** Per cent of the tank: it is filled up whenever only `fuelLeft` is left. */
function fuelAfter(mileageKm: number): number {
  const used = (mileageKm % TRUCK.fuelRange.value) / TRUCK.fuelRange.value;
  return round(100 - (100 - TRUCK.fuelLeft.value) * used, 1);
}

const hdopOf = (sigma: number): number => round(0.6 + sigma / 5, 1);
const accuracyOf = (sigma: number): number => round(1.4 * sigma + 0.5, 1);

/** The last answer holds for a while: instants mostly come in order. */
function sortieFinder(fleet: Fleet, truck: AssetId): (at: number) => Sortie | undefined {
  let [known, until] = [0, 0];
  let sorties: readonly Sortie[] = [];
  return (at) => {
    if (at < known || at >= until) {
      known = Math.floor(at / HOUR) * HOUR;
      until = known + HOUR;
      sorties = fleet.drivenBy(truck, known, until);
    }
    for (const sortie of sorties) if (at >= sortie.start && at < sortie.end) return sortie;
    return undefined;
  };
}

/** Counters start on this day, 2019-04-14. */
const COUNTED_FROM = 18_000;

/** Lifts and kilometres since the truck was new. Runs that are over count as planned, so that no counter ever falls. */
function countersOf(line: CollectionLine, key: number, fleet: Fleet) {
  const { trips, stops, spots } = line;
  const quota = { km: ((spots.length + 40) * 200) / 1_000, lifts: stops.length * LIFTED_PER_STOP };
  const first = 20_000 + 60_000 * chance(key, 5);
  const after = (runs: number, km: number, lifts: number) => ({
    lift_count: runs * quota.lifts + lifts,
    mileage_km: round(first + runs * quota.km + km, 1),
  });
  const runsBefore = (day: number): number => (day - COUNTED_FROM) * trips.length;
  const parked = (at: number) => {
    const day = fleet.dayOf(at);
    const over = trips.filter((trip) => (fleet.sortie(line, trip, day)?.end ?? 0) <= at).length;
    return after(runsBefore(day) + over, 0, 0);
  };
  return {
    parked,
    driving: ({ day, trip, start }: Sortie, metres: number, lifted: number) => {
      const number = trips.findIndex(({ tripId }) => tripId === trip.tripId);
      // On a strange line the own counters stand still; nobody bills by them.
      if (number < 0) return parked(start);
      return after(runsBefore(day) + number, Math.min(metres / 1_000, quota.km), lifted);
    },
  };
}
