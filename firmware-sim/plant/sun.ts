import { type UnixMs, unixMs } from '../../core/index.js';
import type { LatLon } from './place.js';

const DAY = 86_400_000;
/** 2000-01-01 12:00 UTC, from which solar days are counted. */
const J2000 = 946_728_000_000;
/** The sun stands this far below the horizon when lamps are switched, degrees. */
const SWITCHING_ALTITUDE = -1.5;
const RAD = Math.PI / 180;

/** When it is dark at a place. Fine to a few minutes, which is what photocells differ by as well. */
export interface Nights {
  isNight(at: UnixMs): boolean;
  /** Milliseconds of darkness since the beginning of 2024. */
  darkUntil(at: UnixMs): number;
}

interface Day {
  readonly dawn: number;
  readonly dusk: number;
}

export function nightsAt(place: LatLon): Nights {
  // Solar day `n` runs from midnight to midnight by the sun, so each holds one dawn and one dusk.
  const indexOf = (at: UnixMs): number => Math.floor((at - J2000) / DAY + place.lon / 360 + 0.5);
  const first = indexOf(unixMs(Date.UTC(2024, 0, 1)));
  const days = new Map<number, Day>();
  const before: number[] = [0];
  const dayOf = (index: number): Day => {
    const known = days.get(index) ?? solarDay(place, index);
    days.set(index, known);
    return known;
  };
  /** Darkness of whole days before `index`. */
  const darkBefore = (index: number): number => {
    for (let known = before.length - 1; known < index - first; known++) {
      const { dawn, dusk } = dayOf(first + known);
      before.push((before[known] ?? 0) + DAY - (dusk - dawn));
    }
    return before[index - first] ?? 0;
  };
  return {
    isNight: (at) => {
      const { dawn, dusk } = dayOf(indexOf(at));
      return at < dawn || at >= dusk;
    },
    darkUntil: (at) => {
      const index = indexOf(at);
      const { dawn, dusk } = dayOf(index);
      const midnight = J2000 + (index - 0.5 - place.lon / 360) * DAY;
      return darkBefore(index) + (Math.min(at, dawn) - midnight) + Math.max(0, at - dusk);
    },
  };
}

/** The usual low-precision solar position: declination and equation of time from the day alone. */
function solarDay({ lat, lon }: LatLon, index: number): Day {
  const anomaly = (357.5291 + 0.98560028 * index) * RAD;
  const longitude =
    anomaly + (102.9372 + 180 + 1.9148 * Math.sin(anomaly) + 0.02 * Math.sin(2 * anomaly)) * RAD;
  const declination = Math.asin(Math.sin(longitude) * Math.sin(23.44 * RAD));
  const equation = 0.0053 * Math.sin(anomaly) - 0.0069 * Math.sin(2 * longitude);
  const noon = J2000 + (index - lon / 360 + equation) * DAY;
  const cosine =
    (Math.sin(SWITCHING_ALTITUDE * RAD) - Math.sin(lat * RAD) * Math.sin(declination)) /
    (Math.cos(lat * RAD) * Math.cos(declination));
  const half = (Math.acos(Math.min(1, Math.max(-1, cosine))) / (2 * Math.PI)) * DAY;
  return { dawn: noon - half, dusk: noon + half };
}
