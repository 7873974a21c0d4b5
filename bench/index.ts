export { benchEngine, type EngineFigures } from './engine.js';
