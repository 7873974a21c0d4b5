import type { Asset, AssetKind, Device, Ms } from '../../core/index.js';
import { assetId, minutes, seconds } from '../../core/index.js';
import { type LatLon, type Spot, toLatLon } from './place.js';
import type { StreetGrid } from './streets.js';

/** What every builder needs to know of the place. */
export interface Site {
  readonly seed: number;
  readonly origin: LatLon;
  readonly streets: StreetGrid;
}

/** What one part of the builder contributes. */
export interface Parts {
  readonly assets: readonly Asset[];
  readonly devices: readonly Device[];
}

/** How often each kind reports in the field. */
export const FIELD_INTERVALS = {
  bin: minutes(20),
  tank: minutes(30),
  cabinet: minutes(5),
  circuit: minutes(15),
  lamp: minutes(60),
  truck: seconds(30),
} as const satisfies Readonly<Partial<Record<AssetKind, Ms>>>;

export const number = (value: number, digits: number): string => String(value).padStart(digits, '0');

/** An asset at a spot, with the cell that is responsible for it. */
export function placed(
  site: Site,
  spot: Spot,
  asset: Pick<Asset, 'kind' | 'name'> & Partial<Asset> & { readonly id: string },
): Asset {
  const { id, ...rest } = asset;
  return {
    ...rest,
    assetId: assetId(id),
    ...toLatLon(site.origin, spot),
    gridId: site.streets.gridIdOf(spot),
  };
}
