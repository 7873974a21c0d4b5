export type { DeviceFault, Fault, FaultKind, FaultOf } from './fault/fault.js';
export { parseFaults } from './fault/parse-faults.js';
export type { Delivery, ReportDelivery, TruthRow } from './plant/delivery.js';
export {
  atModbusUrl,
  buildDistrict,
  type District,
  type DistrictOptions,
  type StreetLine,
} from './plant/district.js';
export type { Gtfs, GtfsFile, GtfsRow } from './plant/gtfs.js';
export { type HistoryOptions, history, type PastReport } from './plant/history.js';
export { demonstration, type Incident } from './plant/incidents.js';
export type { LatLon } from './plant/place.js';
export { createPlant, type Plant } from './plant/plant.js';
export type { Points } from './plant/sampler.js';
export { buildCity, type City, type CityOptions } from './plant/town/build-city.js';
export type { GridCollection } from './plant/town/cells.js';
export type { CollectionLine, LineShape, TripPlan } from './plant/town/line-plan.js';
export type { CitySize } from './plant/town/sizes.js';
export type { LineStop, TruckLine } from './plant/truck-line.js';
export { createWorld, type World } from './plant/world.js';
export { type LiveDistrict, type LiveOptions, startDistrict } from './run.js';
export { type CabinetServer, serveCabinets } from './transport/modbus-cabinets.js';
export type { Pace } from './transport/mqtt-fleet.js';
