export * from './clock.js';
export * from './credentials.js';
export * from './disk-space.js';
export { decodeFrame, encodeFrame, type Frame } from './log/frame.js';
export * from './log/local-log.js';
export * from './log/log.js';
export * from './log/stamped-log.js';
export * from './logger.js';
export * from './zone.js';
