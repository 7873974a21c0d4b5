/** The part of RFC 7946 that the map draws; positions are `[lon, lat]` in WGS-84 degrees. */
export type LineOrArea =
  | { type: 'LineString'; coordinates: number[][] }
  | { type: 'MultiLineString' | 'Polygon'; coordinates: number[][][] }
  | { type: 'MultiPolygon'; coordinates: number[][][][] };

export interface Feature {
  type: 'Feature';
  geometry: { type: 'Point'; coordinates: number[] } | LineOrArea;
  properties: Record<string, string | number | boolean>;
}

export interface FeatureCollection {
  type: 'FeatureCollection';
  features: Feature[];
}

export const collection = (features: Feature[]): FeatureCollection => ({
  type: 'FeatureCollection',
  features,
});
