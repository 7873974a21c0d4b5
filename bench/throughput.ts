import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { LoadPlan, LoadResult } from './load/generator.js';
import {
  registerLoad,
  removeDir,
  residentMb,
  type Server,
  scratchDir,
  startServer,
} from './support/server.js';

const CONNECTIONS = 50;
const DEVICES = 200;

/** Runs the generator in a process of its own. `rate` 0 means as fast as it goes. */
export function runLoad(port: number, plan: Partial<LoadPlan>): Promise<LoadResult> {
  const given = { port, connections: CONNECTIONS, devicesPerConnection: DEVICES, ...plan };
  const child = spawn(process.execPath, [join('dist', 'bench', 'load', 'main.js'), JSON.stringify(given)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let out = '';
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  return new Promise((resolve, reject) => {
    child.once('exit', (code) =>
      code === 0 ? resolve(JSON.parse(out)) : reject(new Error(`generator: ${code}`)),
    );
  });
}

export interface ThroughputResult extends LoadResult {
  /** Reports a second from the first PUBLISH until the last one was in the store. */
  readonly storedPerS: number;
  readonly ackedPerS: number;
  readonly peakMb: number;
  readonly lost: number;
}

/** One run against a fresh server with the default rules: what is acknowledged must end in the store, once. */
export async function measure(plan: Partial<LoadPlan>): Promise<ThroughputResult> {
  const dir = scratchDir();
  registerLoad(dir, CONNECTIONS, DEVICES);
  const server = await startServer(dir);
  let peakMb = 0;
  const watch = setInterval(() => {
    peakMb = Math.max(peakMb, residentMb(server.pid));
  }, 250);
  try {
    const started = performance.now();
    const load = await runLoad(server.mqttPort, plan);
    await drained(server);
    const seconds = (performance.now() - started) / 1_000;
    const { items = [] } = await server.get('/api/v1/ledger?from=0');
    const stored = items.reduce((sum, line) => sum + (line.stored ?? 0), 0);
    const lost = load.acknowledged * 3 - stored;
    return {
      ...load,
      storedPerS: load.acknowledged / seconds,
      ackedPerS: load.acknowledged / load.seconds,
      peakMb,
      lost,
    };
  } finally {
    clearInterval(watch);
    await server.kill('SIGTERM');
    removeDir(dir);
  }
}

export async function drained(server: Server): Promise<void> {
  for (;;) {
    const [head, stored] = [
      await server.metric('streetkeep_log_head'),
      await server.metric('streetkeep_recorder_position'),
    ];
    if (head - stored < 5) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

if (process.argv[1]?.endsWith(join('bench', 'throughput.js'))) {
  const plan: Partial<LoadPlan> = JSON.parse(process.argv[2] ?? '{}');
  process.stdout.write(`${JSON.stringify(await measure(plan), null, 1)}\n`);
}
