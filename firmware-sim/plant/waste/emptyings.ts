import type { AssetId } from '../../../core/index.js';
import type { FaultOf } from '../../fault/fault.js';
import type { Fleet } from '../fleet/fleet.js';
import { weekdayOf } from '../fleet/fleet.js';
import type { Stream } from '../stations.js';
import type { CollectionLine } from '../town/line-plan.js';
import { SERVICES } from '../town/line-plan.js';
import type { Emptyings } from './bin.js';

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

export function emptyingsOf({ fleet, stream, services, scavenged }: EmptyingOptions): Emptyings {
  const own = services.flatMap(({ line, stop }) =>
    line.trips.flatMap((trip) => (trip.streams.includes(stream) ? [{ line, stop, trip }] : [])),
  );
  const liftedOn = (day: number): number[] =>
    own.flatMap(({ line, stop, trip }) => {
      if (!fleet.runsOn(trip, day) || !takes(trip, stream, day)) return [];
      const lifted = fleet.sortie(line, trip, day)?.visits[stop]?.lifted ?? Number.NaN;
      return Number.isNaN(lifted) ? [] : [lifted];
    });
  const search = (at: number, step: 1 | -1): number => {
    let best = at + step * LONGEST * DAY;
    const isBetter = (instant: number): boolean =>
      step === 1 ? instant > at && instant < best : instant <= at && instant > best;
    for (const { from } of scavenged) if (isBetter(from)) best = from;
    const today = fleet.dayOf(at);
    // Yesterday's night trip may have come today, so one day beyond a find is looked at as well.
    let beyond = LONGEST;
    for (let days = step === 1 ? -1 : 0; days <= beyond; days++) {
      for (const instant of liftedOn(today + step * days)) {
        if (!isBetter(instant)) continue;
        best = instant;
        beyond = Math.min(beyond, days + 1);
      }
    }
    return best;
  };
  return { around: (at) => ({ last: search(at, -1), next: search(at, 1) }) };
}
