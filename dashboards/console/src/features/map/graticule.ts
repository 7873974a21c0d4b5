import { collection, type Feature, type FeatureCollection } from './geojson';
import type { Box } from './places';

/** Degrees between the lines of the ground (about 1.1 km). */
const STEP_DEG = 0.01;
/** Lines each way at most, so that a country-wide registry stays cheap. */
const MOST = 200;

const line = (from: [number, number], to: [number, number]): Feature => ({
  type: 'Feature',
  geometry: { type: 'LineString', coordinates: [from, to] },
  properties: {},
});

/** Meridians and parallels around the assets: something to judge distance by where no street is known. */
export function graticule(box: Box): FeatureCollection {
  const width = Math.max(box.east - box.west, box.north - box.south, STEP_DEG);
  const step = STEP_DEG * Math.max(1, Math.ceil((3 * width) / STEP_DEG / MOST));
  const west = Math.floor((box.west - width) / step) * step;
  const south = Math.floor((box.south - width) / step) * step;
  const east = box.east + width;
  const north = box.north + width;
  const lines: Feature[] = [];
  for (let lon = west; lon <= east; lon += step) lines.push(line([lon, south], [lon, north]));
  for (let lat = south; lat <= north; lat += step) lines.push(line([west, lat], [east, lat]));
  return collection(lines);
}
