export * from './broker/credentials.js';
export * from './broker/mqtt-server.js';
export * from './broker/pressure.js';
export * from './intake.js';
export type * from './ports.js';
