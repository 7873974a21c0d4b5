import type { City } from '../firmware-sim/index.js';

/** A simulated city's streets as GeoJSON lines with a `name`, WGS-84. */
export const streetsOf = ({ streets }: Pick<City, 'streets'>): object => ({
  type: 'FeatureCollection',
  features: streets.map(({ name, coordinates }) => ({
    type: 'Feature',
    properties: { name },
    geometry: { type: 'LineString', coordinates },
  })),
});
