import { generateLoad, type LoadPlan } from './generator.js';

// `node dist/bench/load/main.js '{"port":1883,…}'`: the generator as a process of its own; prints its result as JSON.
const defaults = { connections: 50, devicesPerConnection: 200, durationMs: 10_000, window: 1_000, boot: 1 };
const given: Partial<LoadPlan> & { port: number } = JSON.parse(process.argv[2] ?? '{}');
const result = await generateLoad({ ...defaults, ...given, rate: given.rate ?? Infinity });
process.stdout.write(`${JSON.stringify(result)}\n`);
