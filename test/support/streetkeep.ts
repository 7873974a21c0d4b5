import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { loadConfig } from '../../bin/config.js';
import { serveControl } from '../../bin/control-server.js';
import { openFoundation } from '../../bin/foundation.js';
import { type Operation, perform } from '../../bin/operations.js';
import { type System, startSystem } from '../../bin/system.js';
import { type Clock, silentLogger, systemClock } from '../../runtime/index.js';
import { program } from './programs.js';

export const PASSWORD = 'a-test-password';
const run = promisify(execFile);

/** The whole system in this process, on ports of its own. */
export interface Running {
  readonly system: System;
  readonly dir: string;
  readonly url: string;
  /** Answers of the API, with the administrator's session. */
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body: unknown): Promise<T>;
  fetch(path: string, init?: RequestInit): Promise<Response>;
  publish(device: string, secret: string, payload: string, qos?: 0 | 1 | 2): Promise<void>;
  stop(): Promise<void>;
}

export interface RunOptions {
  readonly clock?: Clock;
  readonly env?: Readonly<Record<string, string>>;
}

export async function startStreetkeep(dir: string, options: RunOptions = {}): Promise<Running> {
  const config = loadConfig({
    STREETKEEP_DATA: dir,
    STREETKEEP_HTTP_PORT: '0',
    STREETKEEP_MQTT_PORT: '0',
    ...options.env,
  });
  const base = await openFoundation(config, options.clock ?? systemClock, silentLogger);
  if (await base.people.isEmpty()) await base.people.add('admin', 'admin', PASSWORD);
  const system = await startSystem(base, (reason) => {
    throw new Error(reason);
  });
  const control = await serveControl(system);
  await system.engine.caughtUp;
  const url = `http://127.0.0.1:${system.httpPort}`;
  const cookie = await logIn(url, 'admin', PASSWORD);
  const call = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(url + path, { ...init, headers: { cookie, ...init.headers } });
  const json = async <T>(answer: Response): Promise<T> => {
    if (!answer.ok) throw new Error(`${answer.url}: ${answer.status} ${await answer.text()}`);
    // The test says which shape it expects and asserts on it.
    return (await answer.json()) as T;
  };
  return {
    system,
    dir,
    url,
    fetch: call,
    get: async (path) => json(await call(path)),
    post: async (path, body) =>
      json(
        await call(path, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
      ),
    publish: async (device, secret, payload, qos = 1) => {
      await run(program('mosquitto_pub', 'mosquitto-clients'), [
        ...['-h', '127.0.0.1', '-p', String(system.mqtt.port), '-u', device, '-P', secret],
        ...['-t', `sk/v1/${device}/up`, '-q', String(qos), '-m', payload],
      ]);
    },
    stop: async () => {
      await control.close();
      await system.close();
    },
  };
}

export async function logIn(url: string, username: string, password: string): Promise<string> {
  const answer = await fetch(`${url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password }),
  });
  return answer.headers.get('set-cookie')?.split(';')[0] ?? '';
}

/** What a command prints and how it ends. */
export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `streetkeep …` on a data folder, as an operator would. */
export const command = (dir: string, ...args: readonly string[]): Promise<CommandResult> =>
  folderless(...args, '--data', dir);

/** A command that works on no data folder. */
export async function folderless(...args: readonly string[]): Promise<CommandResult> {
  const cli = join('dist', 'bin', 'streetkeep.js');
  try {
    const { stdout, stderr } = await run(process.execPath, [cli, ...args], { maxBuffer: 1 << 28 });
    return { code: 0, stdout, stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, stdout, stderr };
  }
}

/** A file of the test's own. */
export function file(dir: string, name: string, content: string | readonly object[]): string {
  const path = join(dir, name);
  writeFileSync(
    path,
    typeof content === 'string' ? content : content.map((line) => JSON.stringify(line)).join('\n'),
  );
  return path;
}

export const KITCHEN_BIN = {
  assetId: 'bin-1',
  kind: 'bin',
  name: '泉城路 1 号 厨余垃圾桶',
  lat: 36.66,
  lon: 117.02,
  attributes: { stream: 'kitchen' },
};
export const ITS_DEVICE = {
  deviceId: 'nb-1',
  assetId: 'bin-1',
  secret: 'open-sesame',
  expectedIntervalS: 600,
};

/** Performs operations on a folder that no server has. */
export async function prepare(dir: string, ...operations: readonly Operation[]): Promise<void> {
  const base = await openFoundation(loadConfig({ STREETKEEP_DATA: dir }), systemClock, silentLogger);
  for (const one of operations)
    await perform(
      base,
      one,
      () => {},
      () => Promise.resolve(),
    );
  await base.close();
}

const lines = (...items: readonly object[]): string => items.map((item) => JSON.stringify(item)).join('\n');

/** A folder with one kitchen bin and its device. */
export const furnish = (dir: string, ...more: readonly Operation[]): Promise<void> =>
  prepare(
    dir,
    { op: 'import', what: 'assets', file: 'assets.jsonl', text: lines(KITCHEN_BIN) },
    { op: 'import', what: 'devices', file: 'devices.jsonl', text: lines(ITS_DEVICE) },
    ...more,
  );
