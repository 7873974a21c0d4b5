import { degreeSpan, type LatLon } from './lat-lon.js';

/** A flat map in metres around an origin: x to the east, y to the north. Good for a city, not for a country. */
export interface Projection {
  readonly origin: LatLon;
  readonly metresPerLat: number;
  readonly metresPerLon: number;
}

/** 30 km north or south of the origin east-west distances are off by 0.2 % at 25° and by 0.4 % at 45° of latitude. */
export function projectionAt(origin: LatLon): Projection {
  const span = degreeSpan(origin.lat);
  return { origin, metresPerLat: span.lat, metresPerLon: span.lon };
}

export const eastOf = ({ origin, metresPerLon }: Projection, lon: number): number =>
  (lon - origin.lon) * metresPerLon;

export const northOf = ({ origin, metresPerLat }: Projection, lat: number): number =>
  (lat - origin.lat) * metresPerLat;

/** The place at (x, y) metres. */
export const placeAt = (
  { origin, metresPerLat, metresPerLon }: Projection,
  x: number,
  y: number,
): LatLon => ({
  lat: origin.lat + y / metresPerLat,
  lon: origin.lon + x / metresPerLon,
});
