import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import { program } from './programs.js';

const PACKAGE = 'mosquitto-clients';

/** Where to, and as whom. */
export interface Account {
  readonly port: number;
  readonly name: string;
  readonly secret?: string;
}

const login = ({ port, name, secret = `secret of ${name}` }: Account): string[] => [
  ...['-h', '127.0.0.1', '-p', String(port)],
  ...(name === '' ? [] : ['-u', name, '-P', secret]),
];

export interface Outcome {
  readonly code: number | null;
  readonly errors: string;
}

/** Publishes with the Debian client and waits for its end: with QoS 1 or 2 that is the acknowledgement. */
export function mosquittoPub(account: Account, ...options: readonly string[]): Promise<Outcome> {
  const child = spawn(program('mosquitto_pub', PACKAGE), [...login(account), ...options]);
  let errors = '';
  child.stderr.on('data', (bytes: Buffer) => {
    errors += bytes.toString();
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, errors }));
  });
}

export interface Subscriber {
  /** Messages as `topic payload`. */
  readonly seen: string[];
  readonly child: ChildProcess;
}

/** Subscribes with the Debian client; resolves once it is subscribed. `options` name the topics. */
export function mosquittoSub(account: Account, ...options: readonly string[]): Promise<Subscriber> {
  const args = [...login(account), '-v', '-d', ...options];
  // Into a pipe the client would hold its lines back.
  const child = spawn(program('stdbuf', 'coreutils'), ['-oL', program('mosquitto_sub', PACKAGE), ...args]);
  onTestFinished(() => void child.kill('SIGKILL'));
  const seen: string[] = [];
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => reject(new Error(`mosquitto_sub ended with ${code}`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.startsWith('Subscribed')) resolve({ seen, child });
      else if (!line.startsWith('Client ')) seen.push(line);
    });
  });
}
