import { existsSync, statSync } from 'node:fs';
import { request } from 'node:http';
import type { Config } from './config.js';
import { type ControlLine, controlPath } from './control.js';
import { InputFaults } from './input-faults.js';
import type { Operation, Progress } from './operations.js';

/** Runs an operation through the server on this data folder, or on the folder itself when none runs. */
export async function execute(config: Config, operation: Operation, progress: Progress): Promise<unknown> {
  const answered = await askServer(controlPath(config.dataDir), operation, progress);
  if (answered !== undefined) return answered.result;
  // Stores and engines are loaded only where a command needs them itself.
  const { openFoundation } = await import('./foundation.js');
  const { perform } = await import('./operations.js');
  const { createLogger, systemClock } = await import('../runtime/index.js');
  const base = await openFoundation(config, systemClock, createLogger('warn'));
  try {
    return await perform(base, operation, progress, () => Promise.resolve());
  } finally {
    await base.close();
  }
}

/** `undefined` when no server listens. */
async function askServer(
  path: string,
  operation: Operation,
  progress: Progress,
): Promise<{ readonly result: unknown } | undefined> {
  if (!existsSync(path)) return undefined;
  // In a shared temporary folder somebody else could have put a socket there to be told our passwords.
  if (statSync(path).uid !== process.getuid?.()) throw new InputFaults([`${path} belongs to another user`]);
  const lines = await send(path, JSON.stringify(operation));
  if (lines === undefined) return undefined;
  for await (const text of lines) {
    // The server's own lines.
    const line = JSON.parse(text) as ControlLine;
    if ('progress' in line) progress(...line.progress);
    else if ('faults' in line) throw new InputFaults(line.faults);
    else return { result: line.result };
  }
  throw new InputFaults(['the server stopped before it answered']);
}

const send = (socketPath: string, body: string): Promise<AsyncIterable<string> | undefined> =>
  new Promise((resolve, reject) => {
    const call = request({ socketPath, method: 'POST', path: '/' }, (response) => resolve(linesOf(response)));
    call.once('error', (error: NodeJS.ErrnoException) => {
      // A socket file without a server behind it: the server died, and the folder is free.
      if (error.code === 'ECONNREFUSED' || error.code === 'ENOENT') resolve(undefined);
      else reject(error);
    });
    call.end(body);
  });

// Not node:readline: it loses lines that come before anybody asks for them.
async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of chunks) {
    rest += chunk.toString();
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
}
