import { rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type ControlLine, controlPath } from './control.js';
import { InputFaults } from './input-faults.js';
import { type Operation, perform } from './operations.js';
import type { System } from './system.js';

/** Lets commands on the same machine, by the same user, work through the running server. */
export async function serveControl(system: System): Promise<{ close(): Promise<void> }> {
  const { base } = system;
  const path = controlPath(base.config.dataDir);
  // We hold the folder's lock, so a socket that lies there is a dead server's.
  rmSync(path, { force: true });
  const server = createServer((request, response) => {
    answer(system, request, response).catch((error: unknown) => {
      base.logger.error('control.failed', { reason: String(error) });
      response.destroy();
    });
  });
  // The socket is born closed to others: between making it and a later chmod a stranger could connect. A path is bound
  // within the call, so nothing else is made under this mask.
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    const before = process.umask(0o177);
    server.listen(path, resolve);
    process.umask(before);
  });
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(system: System, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const say = (line: ControlLine): void => void response.write(`${JSON.stringify(line)}\n`);
  try {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    // Only our own commands reach this socket, and they send an `Operation`.
    const operation = JSON.parse(Buffer.concat(chunks).toString()) as Operation;
    const result = await perform(
      system.base,
      operation,
      (done, total) => say({ progress: [done, total] }),
      () => system.devicesChanged(),
    );
    say({ result });
  } catch (error) {
    say({
      faults:
        error instanceof InputFaults
          ? error.faults
          : [error instanceof Error ? error.message : String(error)],
    });
  }
  response.end();
}
