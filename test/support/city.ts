import { buildCity, type City } from '../../firmware-sim/index.js';

/** A small city near Jinan. */
export const aCity = (seed = 7): City =>
  buildCity({ seed, origin: { lat: 36.66, lon: 117.02 }, size: 'quarter' });
