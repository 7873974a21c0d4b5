import type { LatLon } from '../../geo/lat-lon.js';
import type { AssetId } from '../../model/ids.js';
import type { CivilDay } from '../../time/civil.js';
import type { ServiceDays } from '../../time/service.js';

/** A line of collection as its timetable names it, with the tolerances it is judged by. */
export interface Route {
  readonly routeId: string;
  readonly name: string;
  /** Half the width of the corridor, metres. */
  readonly corridorM?: number;
  /** How much before and after its time a stop may be served, seconds. */
  readonly earlyS?: number;
  readonly lateS?: number;
  readonly maxHaltS?: number;
}

/** The ground that a trip covers: at least two points, in driving order. */
export interface Shape {
  readonly shapeId: string;
  readonly points: readonly LatLon[];
  /** True when the feed gave none and it was drawn from stop to stop: real streets may lie elsewhere. */
  readonly isFromStops: boolean;
}

export interface Stop extends LatLon {
  readonly stopId: string;
  readonly name: string;
  /** Bins and stations that are served here. */
  readonly assets: readonly AssetId[];
}

/** A planned stop of a trip; times in seconds of the service day, past 86,400 after midnight. */
export interface TripStop {
  readonly stopId: string;
  readonly arrivalS: number;
  readonly departureS: number;
  /** Metres along the trip's shape; never falls from stop to stop. */
  readonly chainageM: number;
}

export interface Trip {
  readonly tripId: string;
  readonly routeId: string;
  readonly serviceId: string;
  readonly shapeId: string;
  readonly stops: readonly TripStop[];
}

/** The truck that drives a trip: on one day, or whenever the trip runs. */
export interface TripVehicle {
  readonly tripId: string;
  readonly day?: CivilDay;
  readonly assetId: AssetId;
}

/** A timetable that can be driven. */
export interface Feed {
  /** Whoever runs the lines; importing the same again replaces it. */
  readonly feedId: string;
  /** IANA name, when the feed gives one. */
  readonly timeZone?: string;
  readonly routes: readonly Route[];
  readonly shapes: readonly Shape[];
  readonly stops: readonly Stop[];
  readonly trips: readonly Trip[];
  readonly services: readonly ServiceDays[];
  readonly vehicles: readonly TripVehicle[];
}
