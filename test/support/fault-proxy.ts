import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { onTestFinished } from 'vitest';

/**
 * What the proxy does with writes: hands them on; answers with a status of its own; never answers; hands them on and
 * cuts the line instead of answering.
 */
export type Fault = 'none' | 500 | 503 | 'hang' | 'lose-reply';

export interface FaultProxy {
  readonly url: string;
  fault: Fault;
  /** Writes that met a fault. */
  readonly faults: number;
  /** Bodies of all writes, in their order. */
  readonly writes: readonly string[];
}

/** An HTTP proxy before `target`; everything but writes passes. It goes when the test ends. */
export async function faultProxy(target: string): Promise<FaultProxy> {
  const writes: string[] = [];
  const state = { fault: 'none' as Fault, faults: 0 };
  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await readBody(request);
    const isWrite = request.url?.startsWith('/write') === true;
    if (isWrite) writes.push(body.toString());
    const fault = isWrite ? state.fault : 'none';
    if (fault !== 'none') state.faults += 1;
    if (typeof fault === 'number') response.writeHead(fault).end();
    if (typeof fault === 'number' || fault === 'hang') return;
    const answer = await fetch(target + (request.url ?? ''), {
      method: request.method ?? 'GET',
      headers: { 'content-type': request.headers['content-type'] ?? 'text/plain' },
      ...(request.method === 'POST' ? { body: new Uint8Array(body) } : {}),
    });
    const content = Buffer.from(await answer.arrayBuffer());
    if (fault === 'lose-reply') response.destroy();
    else
      response
        .writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' })
        .end(content);
  };
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${port}`,
    writes,
    get fault() {
      return state.fault;
    },
    set fault(fault) {
      state.fault = fault;
    },
    get faults() {
      return state.faults;
    },
  };
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}
