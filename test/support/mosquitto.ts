import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from './free-port.js';
import { program } from './programs.js';

export interface Mosquitto {
  readonly url: string;
  readonly port: number;
  /** Watches topics with the Debian client; every message appears in `seen` as `topic payload`. */
  watch(...topics: readonly string[]): Promise<{ readonly seen: string[] }>;
  close(): Promise<void>;
}

/** A broker that nobody here wrote, on a free port unless one is given. `config` is added to its configuration. */
export async function mosquitto(config = 'allow_anonymous true\n', wanted?: number): Promise<Mosquitto> {
  const [broker, watcher] = [
    program('mosquitto', 'mosquitto'),
    program('mosquitto_sub', 'mosquitto-clients'),
  ];
  const port = wanted ?? (await freePort());
  const folder = await mkdtemp(join(tmpdir(), 'mosquitto-'));
  const file = join(folder, 'broker.conf');
  await writeFile(file, `listener ${port} 127.0.0.1\n${config}`);
  const children = [spawn(broker, ['-c', file], { stdio: 'ignore' })];
  await answers(port);
  return {
    url: `mqtt://127.0.0.1:${port}`,
    port,
    watch: async (...topics) => {
      const seen: string[] = [];
      const filters = topics.flatMap((topic) => ['-t', topic]);
      const options = ['-h', '127.0.0.1', '-p', String(port), '-q', '1', '-v', '-d', ...filters];
      // Into a pipe the client would hold its lines back.
      const child = spawn(program('stdbuf', 'coreutils'), ['-oL', watcher, ...options]);
      children.push(child);
      await new Promise<void>((resolve) => {
        createInterface({ input: child.stdout }).on('line', (line) => {
          if (line.startsWith('Subscribed')) resolve();
          else if (!line.startsWith('Client ')) seen.push(line);
        });
      });
      return { seen };
    },
    close: async () => {
      await Promise.all(children.map(stop));
      await rm(folder, { recursive: true });
    },
  };
}

async function answers(port: number): Promise<void> {
  for (let tries = 0; tries < 500; tries++) {
    const isUp = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
      socket.once('connect', () => socket.destroy());
    });
    if (isUp) return;
    await pause(10);
  }
  throw new Error(`nothing answers on port ${port}`);
}

function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
  });
}
