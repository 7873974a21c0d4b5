import type { LatLon } from './place.js';

const AXIS_M = 6_378_245;
const ECCENTRICITY_2 = 0.006_693_421_622_965_943;
const RAD = Math.PI / 180;

/** The datum of Chinese maps from WGS-84, by the well-known approximation (about 1 m). Only for places in China. */
export function gcj02Of({ lat, lon }: LatLon): LatLon {
  const [x, y] = [lon - 105, lat - 35];
  const root = Math.sqrt(Math.abs(x));
  const ripple = (20 * Math.sin(6 * x * Math.PI) + 20 * Math.sin(2 * x * Math.PI)) * (2 / 3);
  const swell = (
    value: number,
    amplitudes: readonly [number, number, number, number],
    ends: number,
  ): number =>
    ((amplitudes[0] * Math.sin(value * Math.PI) + amplitudes[1] * Math.sin((value / 3) * Math.PI)) * 2) / 3 +
    ((amplitudes[2] * Math.sin((value / 12) * Math.PI) + amplitudes[3] * Math.sin((value * Math.PI) / 30)) *
      ends) /
      3;
  const north =
    -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + ripple + swell(y, [20, 40, 160, 320], 2);
  const east =
    300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + ripple + swell(x, [20, 40, 150, 300], 2);
  const squeezed = 1 - ECCENTRICITY_2 * Math.sin(lat * RAD) ** 2;
  const meridian = (AXIS_M * (1 - ECCENTRICITY_2)) / (squeezed * Math.sqrt(squeezed));
  const parallel = (AXIS_M / Math.sqrt(squeezed)) * Math.cos(lat * RAD);
  const rounded = (degrees: number): number => Math.round(degrees * 1e7) / 1e7;
  return { lat: rounded(lat + north / (meridian * RAD)), lon: rounded(lon + east / (parallel * RAD)) };
}
