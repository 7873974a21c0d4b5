export { type BurstOptions, type BurstResult, burstCity } from './burst.js';
export type { DeviceFault, Fault, FaultKind, FaultOf } from './fault/fault.js';
export { parseFaults } from './fault/parse-faults.js';
export type { Delivery, ReportDelivery, TruthRow } from './plant/delivery.js';
export type { Gtfs, GtfsFile, GtfsRow } from './plant/gtfs.js';
export type { LatLon } from './plant/place.js';
export type { Points } from './plant/sampler.js';
export { buildCity, type City, type CityOptions, type StreetLine } from './plant/town/build-city.js';
export type { GridCollection } from './plant/town/cells.js';
export type { CollectionLine, LineShape, TripPlan } from './plant/town/line-plan.js';
export type { CitySize } from './plant/town/sizes.js';
export type { LineStop, TruckLine } from './plant/town/truck-line.js';
export { createWorld, type World } from './plant/world.js';
export { type LiveCity, type LiveOptions, startCity } from './run.js';
export {
  type OpenedScenario,
  openScenario,
  type Scenario,
  type ScenarioSource,
} from './scenario/open-scenario.js';
export { SimulatedClock } from './scenario/simulated-clock.js';
export { type CabinetUnits, cabinetUnits } from './transport/cabinet-units.js';
export { type Dialect, dialectOf, type Platform, platformsOf } from './transport/dialect.js';
export { type Framing, type ModbusServer, serveModbus } from './transport/modbus-server.js';
export { createFleet, type Fleet } from './transport/mqtt-fleet.js';
export { OFFLINE, ONLINE, wirePoints } from './transport/native.js';
