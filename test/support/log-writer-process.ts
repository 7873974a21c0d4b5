import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { WriterPlan } from './log-writer-plan.js';

export interface Ack {
  readonly first: number;
  readonly n: number;
  readonly count: number;
}

const PROGRAM = fileURLToPath(new URL('./log-writer.js', import.meta.url));

/** Says what to install when a program that a fault needs is missing. */
export function requireStrace(): void {
  if (spawnSync('strace', ['-V']).status !== 0) {
    throw new Error(
      'this test makes system calls fail with strace, which is missing: apt-get install strace',
    );
  }
}

/** A running `log-writer`, with what it has said so far. */
export class LogWriter {
  readonly acks: Ack[] = [];
  readonly rejected: string[] = [];
  readonly exited: Promise<unknown>;
  readonly #child: ChildProcess;
  readonly #waiting = new Set<() => void>();
  #idle = false;
  #ended = false;

  /** `inject` are options of strace; without them the program runs by itself. */
  constructor(dir: string, plan: WriterPlan, inject: readonly string[] = []) {
    const command = [process.execPath, PROGRAM, dir, JSON.stringify(plan)];
    if (inject.length > 0) command.unshift('strace', '-f', '-qq', '-o', '/dev/null', ...inject);
    const [program = '', ...args] = command;
    // One thread does the writes, so that a fault that strace counts per thread comes where the test wants it.
    const env = { ...process.env, UV_THREADPOOL_SIZE: '1' };
    this.#child = spawn(program, args, { env, stdio: ['pipe', 'pipe', 'inherit'] });
    this.exited = once(this.#child, 'exit');
    onTestFinished(() => void this.#child.kill('SIGKILL'));
    const lines = createInterface({ input: this.#child.stdout ?? process.stdin });
    lines.on('line', (line) => this.#hear(line));
    lines.on('close', () => {
      this.#ended = true;
      this.#tell();
    });
  }

  /** Resolves when the program has said enough; rejects when it ends before. */
  async until(enough: (writer: this) => boolean): Promise<void> {
    while (!enough(this)) {
      if (this.#ended) throw new Error(`the writer ended early; it rejected: ${this.rejected.join('; ')}`);
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  untilIdle(): Promise<void> {
    return this.until(() => this.#idle);
  }

  /** `kill -9`; then everything it said has been heard. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#heardAll();
  }

  async close(): Promise<void> {
    this.#child.stdin?.end();
    await this.#heardAll();
  }

  async #heardAll(): Promise<void> {
    await this.exited;
    while (!this.#ended) await new Promise<void>((resolve) => this.#waiting.add(resolve));
  }

  #hear(line: string): void {
    const [word, ...rest] = line.split(' ');
    if (word === 'ack') {
      const [first = 0, n = 0, count = 0] = rest.map(Number);
      this.acks.push({ first, n, count });
    } else if (word === 'rejected') this.rejected.push(rest.join(' '));
    else if (word === 'idle') this.#idle = true;
    this.#tell();
  }

  #tell(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}
