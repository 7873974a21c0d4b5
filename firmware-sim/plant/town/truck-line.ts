import type { AssetId } from '../../../core/index.js';
import { bearing, between, distance, type Spot } from '../place.js';

/** A planned stop: how far along the line, metres, and the station that is served there. */
export interface LineStop {
  readonly station: AssetId;
  readonly chainage: number;
}

/** The loop a truck drives from the depot back to the depot. */
export interface TruckLine {
  readonly lineId: string;
  readonly name: string;
  readonly truck: AssetId;
  /** Crossings in the order they are passed, metres from the origin. */
  readonly spots: readonly Spot[];
  readonly stops: readonly LineStop[];
  /** Which of the three overlapping crews drives it, 0-2. */
  readonly crew: number;
}

/** Metres from the start to each spot of the way. */
export function chainages(spots: readonly Spot[]): number[] {
  let total = 0;
  return spots.map((spot, index) => {
    const previous = spots[index - 1];
    if (previous !== undefined) total += distance(previous, spot);
    return total;
  });
}

export interface OnWay {
  readonly spot: Spot;
  readonly headingDeg: number;
}

/** Where one is after `metres` of the way, and which way it runs there. `marks` are the way's chainages. */
export function onWay(spots: readonly Spot[], marks: readonly number[], metres: number): OnWay {
  let leg = 1;
  while (leg < spots.length - 1 && (marks[leg] ?? 0) <= metres) leg++;
  const [from, to] = [spots[leg - 1] ?? { x: 0, y: 0 }, spots[leg] ?? { x: 0, y: 0 }];
  const start = marks[leg - 1] ?? 0;
  const length = (marks[leg] ?? 0) - start || 1;
  return { spot: between(from, to, (metres - start) / length), headingDeg: bearing(from, to) };
}
