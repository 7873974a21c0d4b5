import { LIGHT } from '../constants.js';
import type { LatLon } from '../place.js';

const DAY = 86_400_000;
const HOUR = 3_600_000;
/** 2000-01-01 12:00 UTC, from which solar days are counted. */
const J2000 = 946_728_000_000;
const RAD = Math.PI / 180;
/** Dark hours are summed from this solar day on, 2020-01-01. */
const FIRST = 7_304;

/** One day by the sun, from midnight to midnight. */
export interface SolarDay {
  readonly index: number;
  readonly midnight: number;
  /** When lamps are switched off and on, to the second. */
  readonly dawn: number;
  readonly dusk: number;
}

/** When it is dark at a place. Fine to a few minutes, which is what photocells differ by as well. */
export interface Daylight {
  dayAt(at: number): SolarDay;
  isDark(at: number): boolean;
  /** Hours of darkness since the beginning of 2020. */
  darkHours(at: number): number;
}

export function daylightAt(place: LatLon): Daylight {
  const days = new Map<number, SolarDay>();
  const before = [0];
  let last = solarDay(place, FIRST);
  const day = (index: number): SolarDay => {
    if (last.index === index) return last;
    last = days.get(index) ?? solarDay(place, index);
    days.set(index, last);
    return last;
  };
  const dayAt = (at: number): SolarDay => day(Math.floor((at - J2000) / DAY + place.lon / 360 + 0.5));
  const darkBefore = (index: number): number => {
    for (let known = before.length - 1; known < index - FIRST; known++) {
      const { dawn, dusk } = day(FIRST + known);
      before.push((before[known] ?? 0) + (DAY - (dusk - dawn)) / HOUR);
    }
    return before[Math.max(0, index - FIRST)] ?? 0;
  };
  return {
    dayAt,
    isDark: (at) => {
      const { dawn, dusk } = dayAt(at);
      return at < dawn || at >= dusk;
    },
    darkHours: (at) => {
      const { index, midnight, dawn, dusk } = dayAt(at);
      return darkBefore(index) + (Math.min(at, dawn) - midnight + Math.max(0, at - dusk)) / HOUR;
    },
  };
}

/** The usual low-precision solar position: declination and equation of time from the day alone. */
function solarDay({ lat, lon }: LatLon, index: number): SolarDay {
  const anomaly = (357.5291 + 0.98560028 * index) * RAD;
  const longitude =
    anomaly + (102.9372 + 180 + 1.9148 * Math.sin(anomaly) + 0.02 * Math.sin(2 * anomaly)) * RAD;
  const declination = Math.asin(Math.sin(longitude) * Math.sin(23.44 * RAD));
  const equation = 0.0053 * Math.sin(anomaly) - 0.0069 * Math.sin(2 * longitude);
  const noon = J2000 + (index - lon / 360 + equation) * DAY;
  const cosine =
    (Math.sin(LIGHT.switchingAltitude.value * RAD) - Math.sin(lat * RAD) * Math.sin(declination)) /
    (Math.cos(lat * RAD) * Math.cos(declination));
  const half = (Math.acos(Math.min(1, Math.max(-1, cosine))) / (2 * Math.PI)) * DAY;
  const second = (value: number): number => Math.round(value / 1_000) * 1_000;
  const midnight = J2000 + (index - 0.5 - lon / 360) * DAY;
  return { index, midnight, dawn: second(noon - half), dusk: second(noon + half) };
}
