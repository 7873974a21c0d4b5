import type { AssetKind } from '../../../../../core/index.js';
import type { Asset } from '../../api/types';
import type { LiveStore } from '../../live/store';
import { MARKS, type Mark } from '../../ui/shapes';
import { markOf, nameOf } from '../alerts/sentence';
import { isUnknown } from '../asset/freshness';
import { collection, type Feature, type FeatureCollection } from './geojson';
import { geometryOf, type LonLat, placeOf, spread } from './places';

/** What each source of the map shows; `calm` needs nobody, `marked` needs somebody. */
export interface MapFeatures {
  readonly calm: FeatureCollection;
  readonly marked: FeatureCollection;
  readonly trucks: readonly Truck[];
  readonly lines: FeatureCollection;
  /** Assets that have no valid place. */
  readonly placeless: number;
}

export interface Truck {
  readonly assetId: string;
  readonly place: LonLat;
  readonly properties: Readonly<Record<string, string | number | boolean>>;
}

const LABEL_LENGTH = 18;
/** A truck slower than this stands. */
const MOVING_KMH = 3;

/** Counted up from 1 for unknown to 5 for critical, so that clusters can keep the worst by `max`; 0 is calm. */
export const rankOf = (mark: Mark | undefined): number =>
  mark === undefined ? 0 : MARKS.length - MARKS.indexOf(mark);

const spot = (place: LonLat, properties: Truck['properties']): Feature => ({
  type: 'Feature',
  geometry: { type: 'Point', coordinates: [place[0], place[1]] },
  properties: { ...properties },
});

/** Fixed places, worked out again only when the registry changes. */
export function fixedPlaces(store: LiveStore): Map<string, LonLat> {
  const places = new Map<string, LonLat>();
  for (const asset of store.assets.values()) {
    if (asset.kind === 'truck') continue;
    const place = placeOf(asset, undefined) ?? parentPlace(store, asset);
    if (place) places.set(asset.assetId, place);
  }
  spread(places);
  return places;
}

function parentPlace(store: LiveStore, asset: Asset): LonLat | undefined {
  const parent = store.assets.get(asset.parentId ?? '');
  return parent && placeOf(parent, undefined);
}

function truckOf(store: LiveStore, asset: Asset, mark: Mark | undefined): Truck | undefined {
  const latest = store.latestOf(asset.assetId);
  const place = placeOf(asset, latest);
  if (!place) return undefined;
  const speed = latest?.speed_kmh?.value;
  const heading = latest?.heading_deg?.value;
  const isMoving =
    mark !== 'unknown' && typeof speed === 'number' && speed > MOVING_KMH && typeof heading === 'number';
  return {
    assetId: asset.assetId,
    place,
    properties: {
      id: asset.assetId,
      kind: 'truck',
      name: (asset.plate ?? nameOf(asset)).slice(0, LABEL_LENGTH),
      rank: rankOf(mark),
      icon: `${mark ?? 'calm'}-truck`,
      heading: isMoving ? heading : -1,
    },
  };
}

function lineOf(asset: Asset, rank: number): Feature | undefined {
  const geometry = geometryOf(asset);
  return geometry && { type: 'Feature', geometry, properties: { id: asset.assetId, rank } };
}

/** Builds what the map draws from the store; called at most twice a second. */
export function buildFeatures(
  store: LiveStore,
  fixed: ReadonlyMap<string, LonLat>,
  kinds: readonly AssetKind[],
): MapFeatures {
  const now = store.now();
  const calm: Feature[] = [];
  const marked: Feature[] = [];
  const lines: Feature[] = [];
  const trucks: Truck[] = [];
  let placeless = 0;
  for (const asset of store.assets.values()) {
    const { assetId, kind } = asset;
    const fault = markOf(store.alertsOf(assetId));
    const line = lineOf(asset, rankOf(fault));
    // Lines are the ground to stand on; the filter hides symbols, not streets.
    if (line) lines.push(line);
    if (kinds.length > 0 && !kinds.includes(kind)) continue;
    const mark = fault ?? (isUnknown(store.latestOf(assetId), kind, now) ? 'unknown' : undefined);
    if (kind === 'truck') {
      const truck = truckOf(store, asset, mark);
      if (truck) trucks.push(truck);
      else placeless++;
      continue;
    }
    const place = fixed.get(assetId);
    if (!place) {
      placeless++;
      continue;
    }
    const properties = {
      id: assetId,
      kind,
      name: nameOf(asset).slice(0, LABEL_LENGTH),
      rank: rankOf(mark),
      icon: `${mark ?? 'calm'}-${kind}`,
    };
    (fault ? marked : calm).push(spot(place, properties));
  }
  return { calm: collection(calm), marked: collection(marked), trucks, lines: collection(lines), placeless };
}

export const truckFeatures = (trucks: Iterable<Truck>): FeatureCollection =>
  collection([...trucks].map((truck) => spot(truck.place, truck.properties)));
