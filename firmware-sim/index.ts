export {
  atModbusUrl,
  buildDistrict,
  type District,
  type DistrictOptions,
  type StreetLine,
} from './plant/district.js';
export { type HistoryOptions, history, type PastReport } from './plant/history.js';
export { demonstration, type Incident } from './plant/incidents.js';
export type { LatLon } from './plant/place.js';
export { createPlant, type Plant } from './plant/plant.js';
export type { Points } from './plant/sampler.js';
export type { LineStop, TruckLine } from './plant/truck-line.js';
export { type LiveDistrict, type LiveOptions, startDistrict } from './run.js';
export { type CabinetServer, serveCabinets } from './transport/modbus-cabinets.js';
export type { Pace } from './transport/mqtt-fleet.js';
