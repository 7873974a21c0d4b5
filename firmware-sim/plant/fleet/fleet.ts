import type { AssetId } from '../../../core/index.js';
import type { Fault } from '../../fault/fault.js';
import { type FaultBook, ofKind } from '../fault-book.js';
import type { City } from '../town/build-city.js';
import { type CollectionLine, SERVICES, type TripPlan } from '../town/line-plan.js';
import { groupBy } from '../town/town.js';
import { type Course, courseOf } from './course.js';
import { midnightOf, plannedSpan, runSortie, type Sortie } from './sortie.js';

const DAY = 86_400_000;
/** 1970-01-01 was a Thursday; weekdays count from Monday. */
const FIRST_WEEKDAY = 3;
/** Sorties kept per trip; the last days are asked for most. */
const KEPT = 4;

/** What all trucks do, day by day. */
export interface Fleet {
  readonly lines: readonly CollectionLine[];
  dayOf(at: number): number;
  runsOn(trip: TripPlan, day: number): boolean;
  /** The run of a line's trip on a day; `undefined` when there is none, planned or not. */
  sortie(line: CollectionLine, trip: TripPlan, day: number): Sortie | undefined;
  /** The sorties that a truck drives and that touch [from, to), in order of their start. */
  drivenBy(truck: AssetId, from: number, to: number): readonly Sortie[];
}

export const weekdayOf = (day: number): number => (((day + FIRST_WEEKDAY) % 7) + 7) % 7;

export function createFleet({ seed, net, utcOffset, lines }: City, book: FaultBook): Fleet {
  const kept = new Map<string, Map<number, Sortie | undefined>>();
  const courses = new Map<CollectionLine, Course>();
  const byTruck = groupBy(lines, ({ truck }) => truck);
  const lentTo = borrowings(lines, book);

  const runsOn = ({ serviceId }: TripPlan, day: number): boolean => SERVICES[serviceId][weekdayOf(day)] === 1;

  const planned = (line: CollectionLine): Course => {
    const course = courses.get(line) ?? courseOf(net, line, []);
    courses.set(line, course);
    return course;
  };

  const run = (line: CollectionLine, trip: TripPlan, day: number): Sortie | undefined => {
    const { from, to } = plannedSpan(trip, midnightOf(day, utcOffset));
    const own = book.asset(line.truck);
    const faults = own.length === 0 ? own : own.filter((fault) => fault.from < to && fault.until > from);
    const stationFaults = (station: AssetId): readonly Fault[] => book.asset(station);
    const course = faults.length === 0 ? planned(line) : courseOf(net, line, faults);
    return runSortie(line, trip, { seed, course, utcOffset, day, faults, stationFaults });
  };

  const sortie = (line: CollectionLine, trip: TripPlan, day: number): Sortie | undefined => {
    if (!runsOn(trip, day)) return undefined;
    let days = kept.get(trip.tripId);
    if (days === undefined) {
      days = new Map();
      kept.set(trip.tripId, days);
    }
    if (days.has(day)) return days.get(day);
    const made = run(line, trip, day);
    for (const oldest of days.keys()) {
      if (days.size < KEPT) break;
      days.delete(oldest);
    }
    days.set(day, made);
    return made;
  };

  const drivenBy = (truck: AssetId, from: number, to: number): Sortie[] => {
    const found: Sortie[] = [];
    const driven = [...(byTruck.get(truck) ?? []), ...(lentTo.get(truck) ?? [])];
    // A night's trip may end on the day after, and one that is late a little later still.
    for (let day = dayOf(from) - 1; day <= dayOf(to); day++) {
      for (const line of driven) {
        for (const trip of line.trips) {
          const one = sortie(line, trip, day);
          if (one !== undefined && one.driver === truck && one.start < to && one.end > from) found.push(one);
        }
      }
    }
    return found.sort((a, b) => a.start - b.start);
  };
  const dayOf = (at: number): number => Math.floor((at + utcOffset) / DAY);
  return { lines, dayOf, runsOn, sortie, drivenBy };
}

/** Which other lines a truck may have to drive, by truck. */
function borrowings(lines: readonly CollectionLine[], book: FaultBook): Map<AssetId, CollectionLine[]> {
  const pairs = lines.flatMap((line) =>
    ofKind(book.asset(line.truck), 'wrong-vehicle').map(({ by }) => ({ by, line })),
  );
  return new Map(
    [...groupBy(pairs, ({ by }) => by)].map(([by, own]) => [by, [...new Set(own.map(({ line }) => line))]]),
  );
}
