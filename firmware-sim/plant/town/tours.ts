import type { AssetId } from '../../../core/index.js';
import { distance, type Spot } from '../place.js';
import { edgeLength, type StreetNet } from './street-net.js';
import type { LineStop } from './truck-line.js';
import { wayBetween } from './ways.js';

/** Where a station stands: on the stretch from `a` to `b`, `share` of the way along. */
export interface StationPlace {
  readonly id: AssetId;
  readonly a: number;
  readonly b: number;
  readonly share: number;
  readonly spot: Spot;
}

export interface Tour {
  readonly nodes: readonly number[];
  readonly stops: readonly LineStop[];
}

/** A way past all stations, nearest first from the first of them; each is passed on the stretch where it stands. */
export function layTour(net: StreetNet, stations: readonly StationPlace[]): Tour {
  const nodes: number[] = [];
  const stops: LineStop[] = [];
  let driven = 0;
  const drive = (to: number): void => {
    const last = nodes.at(-1);
    if (last !== undefined) driven += edgeLength(net, last, to);
    nodes.push(to);
  };
  for (const { id, a, b, share } of nearestFirst(stations)) {
    const last = nodes.at(-1);
    const before = nodes.at(-2);
    const [entry, exit] = last === b && before !== a ? [b, a] : [a, b];
    const length = edgeLength(net, a, b);
    const along = (entry === a ? share : 1 - share) * length;
    const done = stops.at(-1)?.chainage ?? -1;
    if (before === entry && last === exit && driven - length + along > done) {
      // The next one stands on the stretch that was just driven.
      stops.push({ station: id, chainage: driven - length + along });
      continue;
    }
    if (last === undefined) nodes.push(entry);
    else for (const node of wayBetween(net, { from: last, to: entry }).slice(1)) drive(node);
    stops.push({ station: id, chainage: driven + along });
    drive(exit);
  }
  return { nodes, stops };
}

function nearestFirst(stations: readonly StationPlace[]): StationPlace[] {
  const left = [...stations];
  const order = left.splice(0, 1);
  while (left.length > 0) {
    const here = order.at(-1)?.spot ?? { x: 0, y: 0 };
    let nearest = 0;
    for (const [index, { spot }] of left.entries()) {
      if (distance(here, spot) < distance(here, left[nearest]?.spot ?? spot)) nearest = index;
    }
    order.push(...left.splice(nearest, 1));
  }
  return order;
}
