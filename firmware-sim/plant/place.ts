/** WGS-84 degrees. */
export interface LatLon {
  readonly lat: number;
  readonly lon: number;
}

/** Metres east and north of a district's origin. */
export interface Spot {
  readonly x: number;
  readonly y: number;
}

const METRES_PER_DEGREE = 111_320;

/** A flat map around the origin: wrong by less than 0.1 % within ten kilometres, far below a receiver's noise. */
export function toLatLon(origin: LatLon, { x, y }: Spot): LatLon {
  return {
    lat: rounded(origin.lat + y / METRES_PER_DEGREE),
    lon: rounded(origin.lon + x / (METRES_PER_DEGREE * Math.cos((origin.lat * Math.PI) / 180))),
  };
}

export const distance = (a: Spot, b: Spot): number => Math.hypot(b.x - a.x, b.y - a.y);

/** Degrees clockwise from north, 0-360. */
export function bearing(a: Spot, b: Spot): number {
  const degrees = (Math.atan2(b.x - a.x, b.y - a.y) * 180) / Math.PI;
  return (degrees + 360) % 360;
}

export const between = (a: Spot, b: Spot, share: number): Spot => ({
  x: a.x + (b.x - a.x) * share,
  y: a.y + (b.y - a.y) * share,
});

/** A spot to the right of the way from `a` to `b`, where things stand that face the street. */
export function beside(a: Spot, b: Spot, share: number, metres: number): Spot {
  const on = between(a, b, share);
  const length = distance(a, b) || 1;
  return { x: on.x + ((b.y - a.y) / length) * metres, y: on.y - ((b.x - a.x) / length) * metres };
}

/** Seven decimals are a centimetre. */
const rounded = (degrees: number): number => Math.round(degrees * 1e7) / 1e7;
