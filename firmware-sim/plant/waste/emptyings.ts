import type { AssetId } from '../../../core/index.js';
import type { FaultOf } from '../../fault/fault.js';
import { type Fleet, weekdayOf } from '../fleet/fleet.js';
import { type CollectionLine, SERVICES, type TripPlan } from '../town/line-plan.js';
import type { Stream } from './streams.js';

const DAY = 86_400_000;
/** No bin waits longer than this many days for a truck, else it counts as emptied then. */
const LONGEST = 40;

/** A line that stops at a station, and which of its stops it is. */
export interface Service {
  readonly line: CollectionLine;
  readonly stop: number;
}

/** By station, the lines that serve it. */
export function servicesOf(lines: readonly CollectionLine[]): ReadonlyMap<AssetId, readonly Service[]> {
  const services = new Map<AssetId, Service[]>();
  for (const line of lines) {
    line.stops.forEach(({ station }, stop) => {
      const known = services.get(station);
      if (known === undefined) services.set(station, [{ line, stop }]);
      else known.push({ line, stop });
    });
  }
  return services;
}

export interface EmptyingOptions {
  readonly fleet: Fleet;
  readonly stream: Stream;
  readonly services: readonly Service[];
  readonly scavenged: readonly FaultOf<'scavenged'>[];
}

/** Hazardous waste is fetched on the first run of every other week only. */
function takes(
  { serviceId }: { readonly serviceId: keyof typeof SERVICES },
  stream: Stream,
  day: number,
): boolean {
  if (stream !== 'hazardous') return true;
  const weekday = weekdayOf(day);
  const isFirst = SERVICES[serviceId].indexOf(1) === weekday;
  return isFirst && Math.floor((day - weekday) / 7) % 2 === 0;
}

interface Turn extends Service {
  readonly trip: TripPlan;
}

/** When a bin was emptied last, and when it will be next. */
export class Emptyings {
  readonly #fleet: Fleet;
  readonly #stream: Stream;
  readonly #turns: readonly Turn[];
  readonly #scavenged: readonly FaultOf<'scavenged'>[];

  constructor({ fleet, stream, services, scavenged }: EmptyingOptions) {
    this.#fleet = fleet;
    this.#stream = stream;
    this.#turns = services.flatMap(({ line, stop }) =>
      line.trips.flatMap((trip) => (trip.streams.includes(stream) ? [{ line, stop, trip }] : [])),
    );
    this.#scavenged = scavenged;
  }

  /** The last at or before `at` and the first after it. */
  around(at: number): { readonly last: number; readonly next: number } {
    return { last: this.#search(at, -1), next: this.#search(at, 1) };
  }

  #search(at: number, step: 1 | -1): number {
    let best = at + step * LONGEST * DAY;
    const isBetter = (instant: number): boolean =>
      step === 1 ? instant > at && instant < best : instant <= at && instant > best;
    for (const { from } of this.#scavenged) if (isBetter(from)) best = from;
    const today = this.#fleet.dayOf(at);
    // Yesterday's night trip may have come today, so one day beyond a find is looked at as well.
    let beyond = LONGEST;
    for (let days = step === 1 ? -1 : 0; days <= beyond; days++) {
      for (const turn of this.#turns) {
        const instant = this.#liftedOn(turn, today + step * days);
        if (!isBetter(instant)) continue;
        best = instant;
        beyond = Math.min(beyond, days + 1);
      }
    }
    return best;
  }

  /** NaN when it was not. */
  #liftedOn({ line, stop, trip }: Turn, day: number): number {
    if (!this.#fleet.runsOn(trip, day) || !takes(trip, this.#stream, day)) return Number.NaN;
    return this.#fleet.sortie(line, trip, day)?.visits[stop]?.lifted ?? Number.NaN;
  }
}
