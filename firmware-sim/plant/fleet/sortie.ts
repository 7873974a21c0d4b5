import type { AssetId } from '../../../core/index.js';
import { type Fault, type FaultOf, isDuring } from '../../fault/fault.js';
import { BIN, TRUCK } from '../constants.js';
import { ofKind } from '../fault-book.js';
import { type Random, randomOf } from '../random.js';
import type { CollectionLine, TripPlan } from '../town/line-plan.js';
import type { Course } from './course.js';
import { type Drive, type Driven, drive, type Halt } from './drive.js';

const DAY = 86_400_000;
/** After a breakdown of this length the rest of the stops is given up. */
const GIVEN_UP_AFTER = 2 * 3_600_000;
const PLANNED_KMH = 22;

/** A visit as it happened; NaN where the truck did not come, or lifted nothing. */
export interface Visit {
  readonly planned: number;
  readonly arrived: number;
  readonly left: number;
  /** When the bins were lifted. */
  readonly lifted: number;
}

/** One run of a truck on one service day: what really happened. */
export interface Sortie {
  readonly line: CollectionLine;
  readonly trip: TripPlan;
  /** Civil days since 1970. */
  readonly day: number;
  readonly driver: AssetId;
  readonly course: Course;
  readonly drive: Drive;
  readonly start: number;
  readonly end: number;
  readonly visits: readonly Visit[];
  readonly faults: readonly Fault[];
  /** A halt that nobody planned. */
  readonly jam?: { readonly from: number; readonly to: number };
}

export interface SortieOptions {
  readonly seed: number;
  readonly course: Course;
  readonly utcOffset: number;
  readonly day: number;
  /** Of the line's truck, those that overlap the trip. */
  readonly faults: readonly Fault[];
  stationFaults(station: AssetId): readonly Fault[];
}

/** Planned departure from the first and the last stop. */
export function plannedSpan(
  trip: TripPlan,
  midnight: number,
): { readonly from: number; readonly to: number } {
  return { from: midnight + (trip.times[0] ?? 0) * 1_000, to: midnight + (trip.times.at(-1) ?? 0) * 1_000 };
}

export const midnightOf = (day: number, utcOffset: number): number => day * DAY - utcOffset;

/** Drives one trip. `undefined` when the truck never set out. */
export function runSortie(line: CollectionLine, trip: TripPlan, options: SortieOptions): Sortie | undefined {
  const { seed, course, utcOffset, day, faults } = options;
  if (ofKind(faults, 'no-trip').length > 0) return undefined;
  const random = randomOf(seed, `sortie ${trip.tripId} ${day}`);
  const midnight = midnightOf(day, utcOffset);
  const delay = delayOf(random, faults);
  const start = setOut(line, { trip, course, midnight }) + delay;
  const misses = line.stops.map(({ station }, stop) =>
    missed(options.stationFaults(station), midnight + (trip.times[stop] ?? 0) * 1_000),
  );
  const { halts, jamAt } = haltsOf(line, { trip, course, midnight, random, misses });
  const driven = drive(course.way, { start, utcOffset, halts, random });
  const { held, givenUp } = withBreakdown(driven, ofKind(faults, 'breakdown'));
  const visits = trip.times.map((planned, stop) =>
    visitOf(held.stops.get(stop), midnight + planned * 1_000, {
      liftsNothing: misses[stop] !== undefined,
      givenUp,
    }),
  );
  const [wrong] = ofKind(faults, 'wrong-vehicle');
  const jam = jamAt === undefined ? undefined : held.stops.get(jamAt);
  return {
    line,
    trip,
    day,
    driver: wrong?.by ?? line.truck,
    course,
    drive: held,
    start,
    end: held.times.at(-1) ?? start,
    visits,
    faults,
    ...(jam === undefined ? {} : { jam: { from: jam.arrived, to: jam.left } }),
  };
}

function delayOf(random: Random, faults: readonly Fault[]): number {
  const spread = (random.next() + random.next() + random.next() - 1.5) * 2 * TRUCK.departureSpread.value;
  const isLate = random.next() < TRUCK.lateStarts.value;
  const late = isLate ? random.between(0.2, 1) * TRUCK.lateStartMax.value : 0;
  const injected = ofKind(faults, 'late-start').reduce((sum, { byMs }) => sum + byMs, 0);
  return Math.round((spread + late) * 1_000) + injected;
}

interface Planning {
  readonly trip: TripPlan;
  readonly course: Course;
  readonly midnight: number;
}

const dwellOf = ({ kind }: CollectionLine): number =>
  kind === 'music' ? TRUCK.musicDwell.value : TRUCK.busDwell.value;

/** When the truck must leave the depot to be at its first stop in time. */
function setOut(line: CollectionLine, { trip, course, midnight }: Planning): number {
  const [metres = 0] = course.stops.filter((stop) => !Number.isNaN(stop)).sort((a, b) => a - b);
  return midnight + ((trip.times[0] ?? 0) - dwellOf(line) - (metres / PLANNED_KMH) * 3.6) * 1_000;
}

/** The number that a jam has among the halts with a name; stops count from 0. */
const JAM = -1;

interface Halting extends Planning {
  readonly random: Random;
  /** By stop: the fault for which it is missed. */
  readonly misses: readonly (FaultOf<'missed-stop'> | undefined)[];
}

function haltsOf(line: CollectionLine, { trip, course, midnight, random, misses }: Halting) {
  const inReverse = (course.stops[0] ?? 0) > (course.stops.at(-1) ?? 0);
  const halts: Halt[] = course.stops.flatMap((metres, stop) => {
    const spread = 1 + TRUCK.dwellSpread.value * (2 * random.next() - 1);
    if (Number.isNaN(metres) || misses[stop]?.stands === false) return [];
    // Nobody waits for the plan of a line that is driven the wrong way round.
    const notBefore = inReverse ? 0 : midnight + ((trip.times[stop] ?? 0) - TRUCK.early.value) * 1_000;
    return [{ metres, seconds: dwellOf(line) * spread, notBefore, stop }];
  });
  halts.push({ metres: course.unloading, seconds: TRUCK.unloading.value });
  const isJammed = random.next() < TRUCK.jams.value;
  const [from, to] = course.shape;
  const metres = from + random.between(0.2, 0.9) * (to - from);
  const seconds = random.between(TRUCK.jamMin.value, TRUCK.jamMax.value);
  if (isJammed) halts.push({ metres, seconds, stop: JAM });
  return { halts: halts.sort((a, b) => a.metres - b.metres), jamAt: isJammed ? JAM : undefined };
}

/** Holds the truck where it is when it breaks down; everything later comes later. */
function withBreakdown(driven: Driven, breakdowns: readonly FaultOf<'breakdown'>[]) {
  const [fault] = breakdowns;
  const { times, metres, stops } = driven;
  const end = times.at(-1) ?? 0;
  if (fault === undefined || fault.from >= end || fault.until <= (times[0] ?? 0)) {
    return { held: driven, givenUp: Number.POSITIVE_INFINITY };
  }
  const from = Math.max(fault.from, (times[0] ?? 0) + 1);
  const length = fault.until - from;
  const index = times.findLastIndex((time) => time <= from);
  const [t0, t1, m0, m1] = [
    times[index] ?? 0,
    times[index + 1] ?? 0,
    metres[index] ?? 0,
    metres[index + 1] ?? 0,
  ];
  const here = m0 + ((m1 - m0) * (from - t0)) / (t1 - t0 || 1);
  const later = (time: number): number => (time > from ? time + length : time);
  const held: Driven = {
    times: Float64Array.from([
      ...times.slice(0, index + 1),
      from,
      from + length,
      ...times.slice(index + 1).map(later),
    ]),
    metres: Float64Array.from([...metres.slice(0, index + 1), here, here, ...metres.slice(index + 1)]),
    stops: new Map(
      [...stops].map(([stop, { arrived, left }]) => [stop, { arrived: later(arrived), left: later(left) }]),
    ),
  };
  return { held, givenUp: length > GIVEN_UP_AFTER ? from : Number.POSITIVE_INFINITY };
}

/** Whether a stop is missed goes by its planned time. */
const missed = (faults: readonly Fault[], planned: number): FaultOf<'missed-stop'> | undefined =>
  ofKind(faults, 'missed-stop').find((fault) => isDuring(fault, planned));

interface Visiting {
  readonly liftsNothing: boolean;
  readonly givenUp: number;
}

function visitOf(
  stop: { readonly arrived: number; readonly left: number } | undefined,
  planned: number,
  { liftsNothing, givenUp }: Visiting,
): Visit {
  if (stop === undefined || stop.arrived >= givenUp) {
    return { planned, arrived: Number.NaN, left: Number.NaN, lifted: Number.NaN };
  }
  const { arrived, left } = stop;
  const lifted = liftsNothing ? Number.NaN : Math.min(left, arrived + BIN.liftDuration.value * 1_000);
  return { planned, arrived, left, lifted };
}
