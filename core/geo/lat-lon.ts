/** A place on the ground: WGS-84 degrees. */
export interface LatLon {
  readonly lat: number;
  readonly lon: number;
}

const RADIANS = Math.PI / 180;

/** Metres that one degree of latitude and one of longitude span at a latitude. */
export interface DegreeSpan {
  readonly lat: number;
  readonly lon: number;
}

/**
 * Series of the WGS-84 ellipsoid (US FCC, 47 CFR 73.208, there in kilometres); within 0.05 % of a geodesic up to 475 km
 * when taken at the middle latitude of the two ends.
 */
export function degreeSpan(lat: number): DegreeSpan {
  const phi = lat * RADIANS;
  return {
    lat: 111_132.09 - 566.05 * Math.cos(2 * phi) + 1.2 * Math.cos(4 * phi),
    lon: 111_415.13 * Math.cos(phi) - 94.55 * Math.cos(3 * phi) + 0.12 * Math.cos(5 * phi),
  };
}

/** The difference of two longitudes, -180 to 180: the short way round. */
const turn = (degrees: number): number => degrees - 360 * Math.round(degrees / 360);

/** Metres between two places of one region (up to some hundred kilometres). */
export function distanceM(a: LatLon, b: LatLon): number {
  const span = degreeSpan((a.lat + b.lat) / 2);
  const [north, east] = [(b.lat - a.lat) * span.lat, turn(b.lon - a.lon) * span.lon];
  return Math.sqrt(north * north + east * east);
}

/** The direction from `a` to `b`, degrees clockwise from north, 0 to below 360; 0 when they are one place. */
export function bearingDeg(a: LatLon, b: LatLon): number {
  const span = degreeSpan((a.lat + b.lat) / 2);
  return headingOf(turn(b.lon - a.lon) * span.lon, (b.lat - a.lat) * span.lat);
}

/** The direction of a vector (east, north), degrees clockwise from north, 0 to below 360. */
export function headingOf(east: number, north: number): number {
  const degrees = Math.atan2(east, north) / RADIANS;
  return degrees < 0 ? degrees + 360 : degrees;
}

/** The angle between two directions, 0 to 180 degrees. */
export const angleBetween = (a: number, b: number): number => Math.abs(turn(a - b));
