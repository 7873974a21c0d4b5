import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from './free-port.js';
import { program } from './programs.js';

/** A real InfluxDB on a free port, with a folder of its own. */
export interface Influxd {
  readonly url: string;
  /** Ends the process: by default as an administrator would, with `SIGKILL` as a crash would. */
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  /** Starts it again on the same folder and port. Resolves when it answers. */
  start(): Promise<void>;
  write(db: string, lines: string): Promise<number>;
  /** The rows of one InfluxQL statement, all series after one another, times in ms. */
  query(db: string, statement: string): Promise<readonly (readonly unknown[])[]>;
  close(): Promise<void>;
}

/** Starts one. Fails with the command to install it where it is missing. */
export async function influxd(): Promise<Influxd> {
  const path = program('influxd', 'influxdb');
  const folder = await mkdtemp(join(tmpdir(), 'influxd-'));
  const config = join(folder, 'influxdb.conf');
  const [port, backupPort] = [await freePort(), await freePort()];
  await writeFile(config, configOf(folder, port, backupPort));
  const url = `http://127.0.0.1:${port}`;
  let child: ChildProcess | undefined;
  const start = async (): Promise<void> => {
    child = spawn(path, ['-config', config], { stdio: 'ignore' });
    await answers(url, child);
  };
  const stop = async (signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> => {
    const running = child;
    child = undefined;
    if (running === undefined || running.exitCode !== null || running.signalCode !== null) return;
    await new Promise<void>((resolve) => {
      running.once('exit', () => resolve());
      running.kill(signal);
    });
  };
  await start();
  return {
    url,
    start,
    stop,
    write: async (db, lines) =>
      (await fetch(`${url}/write?db=${db}&precision=ms`, { method: 'POST', body: lines })).status,
    query: (db, statement) => query(url, db, statement),
    close: async () => {
      await stop('SIGKILL');
      await rm(folder, { recursive: true });
    },
  };
}

const configOf = (folder: string, port: number, backupPort: number): string => `
reporting-disabled = true
bind-address = "127.0.0.1:${backupPort}"
[meta]
dir = "${folder}/meta"
[data]
dir = "${folder}/data"
wal-dir = "${folder}/wal"
query-log-enabled = false
[monitor]
store-enabled = false
[http]
bind-address = "127.0.0.1:${port}"
log-enabled = false
`;

async function query(url: string, db: string, statement: string): Promise<readonly (readonly unknown[])[]> {
  const answer = await fetch(`${url}/query?db=${db}&epoch=ms`, {
    method: 'POST',
    body: new URLSearchParams({ q: statement }),
  });
  // The server's own format; a test that reads it wrongly fails.
  const body = (await answer.json()) as {
    results?: { series?: { values?: unknown[][] }[]; error?: string }[];
  };
  const result = body.results?.[0];
  if (result?.error !== undefined) throw new Error(result.error);
  return result?.series?.flatMap(({ values }) => values ?? []) ?? [];
}

async function answers(url: string, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 1_500; tries++) {
    if (child.exitCode !== null) throw new Error(`influxd ended with ${child.exitCode}`);
    const isUp = await fetch(`${url}/ping`).then(
      ({ status }) => status === 204,
      () => false,
    );
    if (isUp) return;
    await pause(10);
  }
  throw new Error(`nothing answers at ${url}`);
}
