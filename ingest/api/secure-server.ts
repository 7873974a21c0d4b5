import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { TlsKeeper } from '../../runtime/index.js';
import { WebSocketRequest } from './web-socket-request.js';

export interface SecureApi {
  readonly port: number;
  readonly server: Server;
  close(): Promise<void>;
}

/** The same routes over HTTPS, on a port of their own; the server gets new certificates while it runs. */
export async function serveSecurely(
  app: FastifyInstance,
  keeper: TlsKeeper,
  at: { readonly port: number; readonly host: string },
): Promise<SecureApi> {
  await app.ready();
  const options = { ...keeper.context, IncomingMessage: WebSocketRequest };
  const server = createServer(options, (request, response) => app.routing(request, response));
  keeper.serve(server);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(at, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return {
    port: portOf(server.address()),
    server,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const portOf = (address: AddressInfo | string | null): number =>
  typeof address === 'object' && address !== null ? address.port : 0;
