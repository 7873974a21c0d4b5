import type { AssetKind } from '../../../../../core/index.js';
import type { Asset } from '../../api/types';
import type { LiveStore } from '../../live/store';
import { MARKS, type Mark } from '../../ui/shapes';
import { markOf, nameOf } from '../alerts/sentence';
import { isUnknown } from '../asset/freshness';
import { collection, type Feature, type FeatureCollection } from './geojson';
import { geometryOf, type LonLat, placeOf, spread } from './places';

/** What stands still; `calm` needs nobody, `marked` needs somebody. */
export interface FixedFeatures {
  readonly calm: FeatureCollection;
  readonly marked: FeatureCollection;
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

const markFor = (store: LiveStore, { assetId, kind }: Asset): Mark | undefined =>
  markOf(store.alertsOf(assetId)) ??
  (isUnknown(store.latestOf(assetId), kind, store.now()) ? 'unknown' : undefined);

/** Everything but the trucks; worth building again when alerts or the registry changed. */
export function buildFixed(
  store: LiveStore,
  fixed: ReadonlyMap<string, LonLat>,
  kinds: readonly AssetKind[],
): FixedFeatures {
  const calm: Feature[] = [];
  const marked: Feature[] = [];
  const lines: Feature[] = [];
  let placeless = 0;
  for (const asset of store.assets.values()) {
    const { assetId, kind } = asset;
    if (kind === 'truck') continue;
    const alerts = store.alertsOf(assetId);
    const line = lineOf(asset, rankOf(markOf(alerts)));
    // Lines are the ground to stand on; the filter hides symbols, not streets.
    if (line) lines.push(line);
    if (kinds.length > 0 && !kinds.includes(kind)) continue;
    const place = fixed.get(assetId);
    if (!place) {
      placeless++;
      continue;
    }
    const mark = markFor(store, asset);
    const name = nameOf(asset).slice(0, LABEL_LENGTH);
    const properties = { id: assetId, kind, name, rank: rankOf(mark), icon: `${mark ?? 'calm'}-${kind}` };
    (alerts.length > 0 ? marked : calm).push(spot(place, properties));
  }
  return { calm: collection(calm), marked: collection(marked), lines: collection(lines), placeless };
}

/** The trucks where they were last heard; worth building again with every batch of readings. */
export function buildTrucks(store: LiveStore, kinds: readonly AssetKind[]): readonly Truck[] {
  if (kinds.length > 0 && !kinds.includes('truck')) return [];
  const trucks: Truck[] = [];
  for (const asset of store.assets.values()) {
    if (asset.kind !== 'truck') continue;
    const truck = truckOf(store, asset, markFor(store, asset));
    if (truck) trucks.push(truck);
  }
  return trucks;
}

/** Equal for features that look equal, so that an unchanged source is left alone. */
export const looksOf = ({ features }: FeatureCollection): string =>
  features
    .map(({ geometry, properties: { id, icon, rank, heading } }) => {
      const place = geometry.type === 'Point' ? geometry.coordinates.join() : '';
      return `${id} ${icon} ${rank} ${heading} ${place}`;
    })
    .join(';');

export const truckFeatures = (trucks: Iterable<Truck>): FeatureCollection =>
  collection([...trucks].map((truck) => spot(truck.place, truck.properties)));
