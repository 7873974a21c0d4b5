import type { LatLon } from './lat-lon.js';

/** The datums that terminals in China report in. */
export type Datum = 'wgs84' | 'gcj02' | 'bd09';

// The published reverse engineering of GCJ-02: a sum of waves over the plane, scaled on the Krasovsky 1940 ellipsoid.
const KRASOVSKY_AXIS_M = 6_378_245;
const KRASOVSKY_ECCENTRICITY_2 = 0.006_693_421_622_965_943;
const WAVE_ORIGIN: LatLon = { lat: 35, lon: 105 };
/** BD-09 turns and shifts GCJ-02 by these, degrees and radians. */
const BD_SHIFT: LatLon = { lat: 0.006, lon: 0.0065 };
const BD_WAVE = (Math.PI * 3_000) / 180;
/** Solves the inverse to less than a centimetre: each round leaves about a thousandth. */
const INVERSE_ROUNDS = 4;

/** GCJ-02 is shifted within this box only; map services leave places outside as they are. */
const isShifted = ({ lat, lon }: LatLon): boolean =>
  lat >= 0.8293 && lat <= 55.8271 && lon >= 72.004 && lon <= 137.8347;

/** A WGS-84 place in GCJ-02; outside China it is the same. */
export function gcj02FromWgs84(place: LatLon): LatLon {
  if (!isShifted(place)) return place;
  const x = place.lon - WAVE_ORIGIN.lon;
  const y = place.lat - WAVE_ORIGIN.lat;
  const phi = (place.lat * Math.PI) / 180;
  const w = 1 - KRASOVSKY_ECCENTRICITY_2 * Math.sin(phi) ** 2;
  const meridianM = (KRASOVSKY_AXIS_M * (1 - KRASOVSKY_ECCENTRICITY_2)) / (w * Math.sqrt(w));
  const parallelM = (KRASOVSKY_AXIS_M / Math.sqrt(w)) * Math.cos(phi);
  return {
    lat: place.lat + (northM(x, y) / meridianM) * (180 / Math.PI),
    lon: place.lon + (eastM(x, y) / parallelM) * (180 / Math.PI),
  };
}

const wave = (angle: number): number => Math.sin(angle * Math.PI);

function northM(x: number, y: number): number {
  const base = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * Math.sqrt(Math.abs(x));
  const fine = (20 * wave(6 * x) + 20 * wave(2 * x)) * (2 / 3);
  const middle = (20 * wave(y) + 40 * wave(y / 3)) * (2 / 3);
  const coarse = (160 * wave(y / 12) + 320 * wave(y / 30)) * (2 / 3);
  return base + fine + middle + coarse;
}

function eastM(x: number, y: number): number {
  const base = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * Math.sqrt(Math.abs(x));
  const fine = (20 * wave(6 * x) + 20 * wave(2 * x)) * (2 / 3);
  const middle = (20 * wave(x) + 40 * wave(x / 3)) * (2 / 3);
  const coarse = (150 * wave(x / 12) + 300 * wave(x / 30)) * (2 / 3);
  return base + fine + middle + coarse;
}

/** A GCJ-02 place in WGS-84. */
export const wgs84FromGcj02 = (place: LatLon): LatLon => inverse(gcj02FromWgs84, place);

export function bd09FromGcj02({ lat, lon }: LatLon): LatLon {
  const radius = Math.hypot(lon, lat) + 0.000_02 * Math.sin(lat * BD_WAVE);
  const angle = Math.atan2(lat, lon) + 0.000_003 * Math.cos(lon * BD_WAVE);
  return { lat: radius * Math.sin(angle) + BD_SHIFT.lat, lon: radius * Math.cos(angle) + BD_SHIFT.lon };
}

/** A BD-09 place in WGS-84. */
export const wgs84FromBd09 = (place: LatLon): LatLon => wgs84FromGcj02(inverse(bd09FromGcj02, place));

/** What a terminal of some datum reports, in WGS-84. */
export function toWgs84(datum: Datum, place: LatLon): LatLon {
  switch (datum) {
    case 'wgs84':
      return place;
    case 'gcj02':
      return wgs84FromGcj02(place);
    case 'bd09':
      return wgs84FromBd09(place);
  }
}

/** Where `shift` leads to `place`: the guess is corrected by what is left over. */
function inverse(shift: (place: LatLon) => LatLon, place: LatLon): LatLon {
  let guess = place;
  for (let round = 0; round < INVERSE_ROUNDS; round++) {
    const shifted = shift(guess);
    guess = { lat: guess.lat + place.lat - shifted.lat, lon: guess.lon + place.lon - shifted.lon };
  }
  return guess;
}
