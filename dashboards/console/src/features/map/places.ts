import type { Asset, LatestPoints } from '../../api/types';
import type { LineOrArea } from './geojson';

export type LonLat = readonly [lon: number, lat: number];

const isLonLat = (lon: unknown, lat: unknown): boolean =>
  typeof lon === 'number' &&
  typeof lat === 'number' &&
  Number.isFinite(lon) &&
  Number.isFinite(lat) &&
  Math.abs(lon) <= 180 &&
  Math.abs(lat) <= 85 &&
  !(lon === 0 && lat === 0);

/** How deep the positions lie in `coordinates`. */
const DEPTHS: ReadonlyMap<unknown, number> = new Map([
  ['LineString', 1],
  ['MultiLineString', 2],
  ['Polygon', 2],
  ['MultiPolygon', 3],
]);

function areCoordinates(node: unknown, depth: number): boolean {
  if (!Array.isArray(node) || node.length === 0) return false;
  return depth === 0 ? isLonLat(node[0], node[1]) : node.every((child) => areCoordinates(child, depth - 1));
}

const isGeometry = (value: unknown): value is LineOrArea =>
  typeof value === 'object' &&
  value !== null &&
  'type' in value &&
  'coordinates' in value &&
  DEPTHS.has(value.type) &&
  areCoordinates(value.coordinates, DEPTHS.get(value.type) ?? 0);

/** A line or an area that can be drawn; anything broken is as if absent. */
export const geometryOf = (asset: Asset): LineOrArea | undefined =>
  isGeometry(asset.geometry) ? asset.geometry : undefined;

/** The positions of a geometry, whatever its depth. */
function positions(node: unknown): readonly LonLat[] {
  if (!Array.isArray(node)) return [];
  const [lon, lat] = node;
  return typeof lon === 'number' && typeof lat === 'number' ? [[lon, lat]] : node.flatMap(positions);
}

function middleOf(geometry: LineOrArea): LonLat | undefined {
  const all = positions(geometry.coordinates);
  const before = all[Math.floor((all.length - 1) / 2)];
  const after = all[Math.ceil((all.length - 1) / 2)];
  return before && after && [(before[0] + after[0]) / 2, (before[1] + after[1]) / 2];
}

/** Where the asset is, by its last position, its registered place, or the middle of its line; WGS-84. */
export function placeOf(asset: Asset, latest: LatestPoints | undefined): LonLat | undefined {
  const lon = latest?.lon?.value;
  const lat = latest?.lat?.value;
  if (typeof lon === 'number' && typeof lat === 'number' && isLonLat(lon, lat)) return [lon, lat];
  if (asset.lon !== undefined && asset.lat !== undefined && isLonLat(asset.lon, asset.lat))
    return [asset.lon, asset.lat];
  const geometry = geometryOf(asset);
  return geometry && middleOf(geometry);
}

/** Radius of the ring on which assets of one and the same place are set apart, degrees of latitude (about 7 m). */
const RING_DEG = 0.000_065;

/** Sets assets that share a place (the bins of a station) on a small ring around it, so that each can be seen and hit. */
export function spread(places: Map<string, LonLat>): void {
  const together = new Map<string, string[]>();
  for (const [assetId, [lon, lat]] of places) {
    const key = `${lon.toFixed(6)},${lat.toFixed(6)}`;
    const group = together.get(key);
    if (group) group.push(assetId);
    else together.set(key, [assetId]);
  }
  for (const group of together.values()) {
    if (group.length < 2) continue;
    group.forEach((assetId, index) => {
      const place = places.get(assetId);
      if (!place) return;
      const angle = (2 * Math.PI * index) / group.length;
      const [lon, lat] = place;
      const shrink = Math.cos((lat * Math.PI) / 180);
      places.set(assetId, [lon + (RING_DEG * Math.sin(angle)) / shrink, lat + RING_DEG * Math.cos(angle)]);
    });
  }
}

export interface Box {
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
}

/** The box that holds 99 % of the places: one stray coordinate must not shrink the city to a dot. */
export function boxOf(places: Iterable<LonLat>): Box | undefined {
  const lons: number[] = [];
  const lats: number[] = [];
  for (const [lon, lat] of places) {
    lons.push(lon);
    lats.push(lat);
  }
  if (lons.length === 0) return undefined;
  lons.sort((a, b) => a - b);
  lats.sort((a, b) => a - b);
  const at = (sorted: readonly number[], share: number): number =>
    sorted[Math.round((sorted.length - 1) * share)] ?? 0;
  return { west: at(lons, 0.005), south: at(lats, 0.005), east: at(lons, 0.995), north: at(lats, 0.995) };
}
