export * from './broker/mqtt-server.js';
export * from './broker/pressure.js';
export { createModbusDriver, type ModbusDriver, type ModbusDriverDeps } from './drivers/modbus/driver.js';
export { type LoadedMaps, loadMaps } from './drivers/modbus/load-maps.js';
export type { RegisterMap } from './drivers/modbus/register-map.js';
export * from './intake.js';
export type * from './ports.js';
