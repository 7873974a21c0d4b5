import {
  distanceM,
  eastOf,
  type Fix,
  type Foot,
  localMinima,
  northOf,
  type Polyline,
} from '../../../../core/index.js';

/**
 * The oracle: the likeliest way of a whole trip along its line, found with all fixes at hand (hidden Markov model after
 * Newson and Krumm, "Hidden Markov map matching through noise and sparseness", 2009). Candidates are the places of the
 * whole line where the distance has a local minimum; a fix is normally distributed around its place; the way along the
 * line differs from the way between the fixes by an exponentially distributed amount.
 */
export function viterbi(line: Polyline, fixes: readonly Fix[], sigmaM: number): number[] {
  const layers = fixes.map((fix) => candidates(line, fix));
  const costs: number[][] = [];
  const cameFrom: number[][] = [];
  for (const [i, layer] of layers.entries()) {
    const own = layer.map(({ offsetM }) => 0.5 * (offsetM / sigmaM) ** 2);
    const before = layers[i - 1];
    const fix = fixes[i];
    const beforeFix = fixes[i - 1];
    if (before === undefined || fix === undefined || beforeFix === undefined) {
      // Trips begin at the start of their line.
      costs.push(own.map((cost, j) => cost + (layer[j]?.chainageM ?? 0) / 100));
      cameFrom.push(layer.map(() => -1));
      continue;
    }
    const from = layer.map(({ chainageM }) =>
      cheapest(before, costs[i - 1] ?? [], (earlier) =>
        transition(chainageM - earlier, beforeFix, fix, sigmaM),
      ),
    );
    costs.push(own.map((cost, j) => cost + (from[j]?.cost ?? Number.POSITIVE_INFINITY)));
    cameFrom.push(from.map(({ index }) => index));
  }
  return walkBack(layers, costs, cameFrom);
}

function candidates(line: Polyline, fix: Fix): Foot[] {
  const spot = { x: eastOf(line.projection, fix.lon), y: northOf(line.projection, fix.lat) };
  return localMinima(line, spot, { fromM: 0, toM: line.lengthM });
}

function transition(alongM: number, from: Fix, to: Fix, sigmaM: number): number {
  const seconds = (to.observedAt - from.observedAt) / 1_000;
  if (Math.abs(alongM) > 33 * seconds + 6 * sigmaM + 20) return 1_000;
  const drivenM =
    from.speedKmh !== undefined && to.speedKmh !== undefined && seconds <= 15
      ? ((from.speedKmh + to.speedKmh) / 7.2) * seconds
      : distanceM(from, to);
  const backwards = alongM < 0 ? (-0.5 * alongM) / sigmaM : 0;
  return Math.abs(alongM - drivenM) / (5 + 0.5 * sigmaM) + backwards;
}

function cheapest(
  before: readonly Foot[],
  costs: readonly number[],
  price: (earlierM: number) => number,
): { readonly index: number; readonly cost: number } {
  let best = { index: -1, cost: Number.POSITIVE_INFINITY };
  for (const [index, { chainageM }] of before.entries()) {
    const cost = (costs[index] ?? 0) + price(chainageM);
    if (cost < best.cost) best = { index, cost };
  }
  return best;
}

function walkBack(
  layers: readonly Foot[][],
  costs: readonly number[][],
  cameFrom: readonly number[][],
): number[] {
  const last = costs.at(-1) ?? [];
  let at = last.indexOf(Math.min(...last));
  const way: number[] = [];
  for (let i = layers.length - 1; i >= 0; i--) {
    way.unshift(layers[i]?.[at]?.chainageM ?? Number.NaN);
    at = cameFrom[i]?.[at] ?? -1;
  }
  return way;
}
