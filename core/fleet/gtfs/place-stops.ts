import { distanceM, type LatLon } from '../../geo/lat-lon.js';
import { type Foot, localMinima } from '../../geo/nearest.js';
import type { Polyline } from '../../geo/polyline.js';
import { placeAtChainage } from '../../geo/polyline.js';
import { eastOf, northOf } from '../../geo/projection.js';

export interface PlacedStop {
  readonly chainageM: number;
  /** Metres from the stop to the line there. */
  readonly offsetM: number;
}

/** A stop this far from a pass of the line is not served by that pass, unless none is nearer. */
const NEAR_M = 100;
/** Where passes are equally near the timetable decides: a whole line too early or too late weighs as much as so many metres. */
const TIME_WEIGHT_M = 30;

/**
 * Finds where along its line each stop of a trip is served: in order, never falling, and together as near as can be.
 * `share` says for each stop how much of the trip's time has gone, 0 to 1. `undefined` when the stops can't be met in
 * this order.
 */
export function placeStops(
  line: Polyline,
  stops: readonly (LatLon & { readonly share: number })[],
): PlacedStop[] | undefined {
  const layers = stops.map((stop) => feetOf(line, stop));
  const costs: number[][] = [];
  const cameFrom: number[][] = [];
  for (const [i, layer] of layers.entries()) {
    const share = stops[i]?.share ?? 0;
    const from = layer.map(({ chainageM }) => cheapestBefore(layers[i - 1], costs[i - 1], chainageM));
    costs.push(
      layer.map(({ chainageM, offsetM }, j) => {
        const lateness = Math.abs(chainageM / line.lengthM - share);
        return (from[j]?.cost ?? Number.POSITIVE_INFINITY) + offsetM + TIME_WEIGHT_M * lateness;
      }),
    );
    cameFrom.push(from.map(({ index }) => index));
  }
  return walkBack(layers, costs, cameFrom);
}

function feetOf(line: Polyline, stop: LatLon): readonly Foot[] {
  const spot = { x: eastOf(line.projection, stop.lon), y: northOf(line.projection, stop.lat) };
  const feet = localMinima(line, spot, { fromM: 0, toM: line.lengthM });
  // Many feeds cut their shape a little short: its ends may be the place of stops that lie beyond.
  for (const [chainageM, segment] of [
    [0, 0],
    [line.lengthM, line.xs.length - 2],
  ] as const)
    feet.push({ chainageM, segment, offsetM: distanceM(stop, placeAtChainage(line, chainageM)) });
  const nearest = Math.min(...feet.map(({ offsetM }) => offsetM));
  return feet.filter(({ offsetM }) => offsetM <= Math.max(NEAR_M, nearest));
}

function cheapestBefore(
  layer: readonly Foot[] | undefined,
  costs: readonly number[] | undefined,
  chainageM: number,
): { readonly index: number; readonly cost: number } {
  if (layer === undefined || costs === undefined) return { index: -1, cost: 0 };
  let best = { index: -1, cost: Number.POSITIVE_INFINITY };
  for (const [index, foot] of layer.entries()) {
    const cost = costs[index] ?? Number.POSITIVE_INFINITY;
    if (foot.chainageM <= chainageM && cost < best.cost) best = { index, cost };
  }
  return best;
}

function walkBack(
  layers: readonly (readonly Foot[])[],
  costs: readonly (readonly number[])[],
  cameFrom: readonly (readonly number[])[],
): PlacedStop[] | undefined {
  const last = costs.at(-1) ?? [];
  const least = Math.min(...last);
  if (!Number.isFinite(least)) return undefined;
  let at = last.indexOf(least);
  const placed: PlacedStop[] = [];
  for (let i = layers.length - 1; i >= 0; i--) {
    const foot = layers[i]?.[at];
    if (foot === undefined) return undefined;
    placed.unshift({ chainageM: foot.chainageM, offsetM: foot.offsetM });
    at = cameFrom[i]?.[at] ?? -1;
  }
  return placed;
}
