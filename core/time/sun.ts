import { DAY_MS, MINUTE_MS } from './civil.js';

export interface Place {
  /** WGS-84 degrees, north positive. */
  readonly lat: number;
  /** WGS-84 degrees, east positive. */
  readonly lon: number;
}

/** Zenith angle of the sun's centre at sunrise and sunset: 90° and 34' of refraction and 16' of the sun's radius. */
const RISE_ZENITH = 90.833;
const J2000_MS = Date.UTC(2000, 0, 1, 12);
const CENTURY_MS = 36_525 * DAY_MS;
const RAD = Math.PI / 180;

/** Sunrise and sunset, epoch ms, around the solar noon of one day. */
export interface SunDay {
  readonly sunrise: number;
  readonly sunset: number;
}

/** The place's own day, counted by the mean sun: day 0 has its noon near 12:00 UTC on 1970-01-01 at Greenwich. */
export const solarDayOf = (at: number, { lon }: Place): number =>
  Math.floor((at + (lon / 360) * DAY_MS) / DAY_MS);

/**
 * Sunrise and sunset of a solar day, by the equations of NOAA's solar calculator (after Meeus, Astronomical Algorithms).
 * Where the sun stays down all day both are noon; where it stays up they are the midnights around noon.
 */
export function sunDay(day: number, place: Place): SunDay {
  const meanNoon = (day + 0.5 - place.lon / 360) * DAY_MS;
  const sunrise = crossing(meanNoon, place, -1);
  return { sunrise, sunset: Math.max(sunrise, crossing(meanNoon, place, 1)) };
}

/** The sun moves on between noon and the crossing: each round asks for it at the crossing found before. */
function crossing(meanNoon: number, { lat }: Place, side: 1 | -1): number {
  let at = meanNoon;
  for (let round = 0; round < 3; round++) {
    const { declination, equationMs } = sunAt(at);
    const cos =
      Math.cos(RISE_ZENITH * RAD) / (Math.cos(lat * RAD) * Math.cos(declination)) -
      Math.tan(lat * RAD) * Math.tan(declination);
    const hourAngle = Math.acos(Math.min(1, Math.max(-1, cos))) / RAD;
    at = meanNoon - equationMs + side * hourAngle * 4 * MINUTE_MS;
  }
  return at;
}

/** Declination in radians, and how far the true sun runs ahead of the mean one, in ms. */
function sunAt(at: number): { readonly declination: number; readonly equationMs: number } {
  const t = (at - J2000_MS) / CENTURY_MS;
  const meanLongitude = (280.46646 + t * (36_000.76983 + t * 0.0003032)) * RAD;
  const anomaly = (357.52911 + t * (35_999.05029 - t * 0.0001537)) * RAD;
  const eccentricity = 0.016708634 - t * (0.000042037 + t * 0.0000001267);
  const centre =
    Math.sin(anomaly) * (1.914602 - t * (0.004817 + t * 0.000014)) +
    Math.sin(2 * anomaly) * (0.019993 - t * 0.000101) +
    Math.sin(3 * anomaly) * 0.000289;
  const node = (125.04 - 1934.136 * t) * RAD;
  const longitude = meanLongitude + (centre - 0.00569 - 0.00478 * Math.sin(node)) * RAD;
  const obliquity = (23.439291 - t * 0.0130042 + 0.00256 * Math.cos(node)) * RAD;
  const y = Math.tan(obliquity / 2) ** 2;
  const equation =
    y * Math.sin(2 * meanLongitude) -
    2 * eccentricity * Math.sin(anomaly) +
    4 * eccentricity * y * Math.sin(anomaly) * Math.cos(2 * meanLongitude) -
    0.5 * y * y * Math.sin(4 * meanLongitude) -
    1.25 * eccentricity * eccentricity * Math.sin(2 * anomaly);
  const declination = Math.asin(Math.sin(obliquity) * Math.sin(longitude));
  return { declination, equationMs: (equation / RAD) * 4 * MINUTE_MS };
}
