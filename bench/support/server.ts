import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LOAD_NAME, LOAD_SECRET, loadDevice } from '../load/generator.js';

const CLI = [join('dist', 'bin', 'streetkeep.js')];
const PASSWORD = 'bench-password';

/** Streetkeep as a process of its own, as an operator would run it. */
export interface Server {
  readonly mqttPort: number;
  readonly httpPort: number;
  readonly pid: number;
  /** Seconds from the start of the process until it is ready. */
  readonly readyS: number;
  get(path: string): Promise<Record<string, unknown> & { items?: Record<string, number>[] }>;
  metric(name: string): Promise<number>;
  stream(path: string): Promise<ReadableStream<Uint8Array>>;
  kill(signal: NodeJS.Signals): Promise<void>;
}

export const scratchDir = (): string => mkdtempSync(join(tmpdir(), 'streetkeep-bench-'));
export const removeDir = (dir: string): void => rmSync(dir, { recursive: true, force: true });

/** Registers what the generator pretends to be: bins with the default rules on. */
export function registerLoad(dataDir: string, connections: number, devicesPerConnection: number): void {
  const assets: string[] = [];
  const devices: string[] = [];
  for (let c = 0; c < connections; c++) {
    for (let d = 0; d < devicesPerConnection; d++) {
      const id = loadDevice(c, d);
      assets.push(JSON.stringify({ assetId: id, kind: 'bin', name: id, attributes: { stream: 'kitchen' } }));
      devices.push(JSON.stringify({ deviceId: id, assetId: id, expectedIntervalS: 600 }));
    }
  }
  const file = join(dataDir, 'load.jsonl');
  for (const [what, lines] of [
    ['assets', assets],
    ['devices', devices],
  ] as const) {
    writeFileSync(file, lines.join('\n'));
    cli(dataDir, ['import', what, file]);
  }
  cli(dataDir, [
    'credential',
    'add',
    LOAD_NAME,
    '--topics',
    'sk/v1/+/up',
    '--prefix',
    'load-',
    '--secret',
    LOAD_SECRET,
  ]);
}

export const cli = (dataDir: string, args: readonly string[]): string =>
  execFileSync(process.execPath, [...CLI, ...args, '--data', dataDir], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { ...process.env, STREETKEEP_LOG_LEVEL: 'warn' },
  });

export async function startServer(dataDir: string, env: NodeJS.ProcessEnv = {}): Promise<Server> {
  const [mqttPort, httpPort] = [await freePort(), await freePort()];
  const started = performance.now();
  const child = spawn(process.execPath, [...CLI, 'start', '--no-sim', '--data', dataDir], {
    env: {
      ...process.env,
      STREETKEEP_MQTT_PORT: String(mqttPort),
      STREETKEEP_HTTP_PORT: String(httpPort),
      STREETKEEP_ADMIN_PASSWORD: PASSWORD,
      STREETKEEP_LOG_LEVEL: 'warn',
      ...env,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const base = `http://127.0.0.1:${httpPort}`;
  await untilReady(base, child);
  const readyS = (performance.now() - started) / 1_000;
  const cookie = await login(base);
  const text = async (path: string): Promise<string> =>
    (await fetch(base + path, { headers: { cookie } })).text();
  return {
    mqttPort,
    httpPort,
    pid: child.pid ?? 0,
    readyS,
    get: async (path) => JSON.parse(await text(path)),
    metric: async (name) => {
      const line = (await text('/metrics')).split('\n').find((one) => one.startsWith(`${name} `));
      return Number(line?.split(' ')[1] ?? Number.NaN);
    },
    stream: async (path) => {
      const { body } = await fetch(base + path, { headers: { cookie } });
      if (body === null) throw new Error(`${path}: no stream`);
      return body;
    },
    kill: (signal) =>
      new Promise((resolve) => {
        child.once('exit', () => resolve());
        child.kill(signal);
      }),
  };
}

async function untilReady(base: string, child: ChildProcess): Promise<void> {
  for (let i = 0; i < 3_000; i++) {
    if (child.exitCode !== null) throw new Error(`the server ended with code ${child.exitCode}`);
    const ready = await fetch(`${base}/health/ready`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (ready) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('the server did not get ready within a minute');
}

async function login(base: string): Promise<string> {
  const answer = await fetch(`${base}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'admin', password: PASSWORD }),
  });
  if (!answer.ok) throw new Error(`login: ${answer.status}`);
  return answer.headers.get('set-cookie')?.split(';')[0] ?? '';
}

/** Resident memory of a process, MB. */
export function residentMb(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
}

export const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
