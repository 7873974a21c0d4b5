import { buildCity, type City, type CityOptions, type CitySize } from '../../firmware-sim/index.js';

/** A city near Jinan. */
export const aCity = (size: CitySize = 'quarter', seed = 7, more: Partial<CityOptions> = {}): City =>
  buildCity({ seed, origin: { lat: 36.66, lon: 117.02 }, size, ...more });
