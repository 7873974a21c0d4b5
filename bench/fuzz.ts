import { argv } from 'node:process';
import { fuzz } from './fuzz/run.js';

// node dist/bench/fuzz.js [messages] [seed]
const result = await fuzz(Number(argv[2] ?? 1_000_000), Number(argv[3] ?? 1));
process.stdout.write(`${JSON.stringify(result)}\n`);
