import { type Asset, assetId, type Device } from '../../../core/index.js';
import { type LatLon, type Spot, toLatLon } from '../place.js';
import type { Cells } from './cells.js';
import type { Sizes } from './sizes.js';
import type { StreetNet } from './street-net.js';

/** What every builder of a city needs to know of the place. */
export interface Town {
  readonly seed: number;
  readonly origin: LatLon;
  readonly sizes: Sizes;
  readonly net: StreetNet;
  readonly cells: Cells;
}

/** What one builder contributes. */
export interface Parts {
  readonly assets: readonly Asset[];
  readonly devices: readonly Device[];
}

/** `7` as `007`, with as many digits as the last of them needs, but at least `digits`. */
export const numbered = (value: number, digits: number, most = 0): string =>
  String(value).padStart(Math.max(digits, String(most).length), '0');

/** An asset at a spot, with the cell that is responsible for it. */
export function placed(
  { origin, cells }: Town,
  spot: Spot,
  { id, ...rest }: Pick<Asset, 'kind' | 'name'> & Partial<Asset> & { readonly id: string },
): Asset {
  return { ...rest, assetId: assetId(id), ...toLatLon(origin, spot), gridId: cells.gridIdOf(spot) };
}

/** Lists by key, in the order of first appearance. */
export function groupBy<K, T>(list: Iterable<T>, keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of list) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
