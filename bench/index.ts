export { benchEngine, type EngineFigures } from './engine.js';
export { type FuzzResult, fuzz } from './fuzz/run.js';
