import { buildCity, type City, type CitySize } from '../../firmware-sim/index.js';

/** A city near Jinan. */
export const aCity = (size: CitySize = 'quarter', seed = 7): City =>
  buildCity({ seed, origin: { lat: 36.66, lon: 117.02 }, size });
