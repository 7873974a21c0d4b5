import { type AddressInfo, createServer, type Server, type ServerOpts, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { createServer as createTlsServer, type TLSSocket } from 'node:tls';
import type { TlsKeeper } from '../../runtime/index.js';
import type { Arrival, ClientCertificate } from './caller.js';

/** Takes a connection over. */
export type Arrive = (stream: Duplex, arrival: Arrival) => void;

/** A handshake and the CONNECT after it must each be done within this time. */
export const CONNECT_TIMEOUT_MS = 10_000;
/** A connection that says nothing is probed after this long: devices may connect without a keepalive. */
export const PROBE_AFTER_MS = 120_000;

const SOCKETS: ServerOpts = { noDelay: true, keepAlive: true, keepAliveInitialDelay: PROBE_AFTER_MS };

export const plainListener = (arrive: Arrive): Server =>
  createServer(SOCKETS, (socket) => arrive(socket, { address: socket.remoteAddress }));

/**
 * MQTT over TLS. Who shows no certificate gives a name and a secret inside; one that is not in order ends in a refused
 * CONNECT rather than in a broken handshake, which says nothing to either side.
 */
export function secureListener(keeper: TlsKeeper, arrive: Arrive, onFault: (fault: Error) => void): Server {
  const server = createTlsServer(
    {
      ...SOCKETS,
      ...keeper.context,
      requestCert: keeper.asksForCertificates,
      rejectUnauthorized: false,
      handshakeTimeout: CONNECT_TIMEOUT_MS,
    },
    (socket) => arrive(socket, { address: socket.remoteAddress, certificate: certificateOf(socket) }),
  );
  server.on('tlsClientError', (error) => onFault(error));
  keeper.serve(server);
  return server;
}

function certificateOf(socket: TLSSocket): ClientCertificate | undefined {
  const { subject, serialNumber, fingerprint256 } = socket.getPeerCertificate();
  if (fingerprint256 === undefined) return undefined;
  // More than one common name comes as an array, whatever the types say.
  const name: unknown = subject?.CN;
  return {
    name: typeof name === 'string' ? name : '',
    serial: serialNumber,
    fingerprint: fingerprint256,
    fault: socket.authorized ? undefined : String(socket.authorizationError),
  };
}

export const listen = (server: Server, port: number, bind: string): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, bind, () => {
      server.off('error', reject);
      resolve();
    });
  });

export function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Sockets that some server has accepted are probed as ours are. */
export const probe = (socket: Socket): Socket => socket.setKeepAlive(true, PROBE_AFTER_MS);
