import { buildDistrict, type District } from '../../firmware-sim/index.js';

/** The district of the demonstration, near Jinan. */
export const aDistrict = (seed = 7): District =>
  buildDistrict({ seed, origin: { lat: 36.66, lon: 117.02 }, size: 'demo' });
