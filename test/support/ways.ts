import { connect as connectTcp } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { createWebSocketStream, WebSocket } from 'ws';
import type { Gateway } from './gateway.js';

const host = '127.0.0.1';

/** The ways to a gateway that was started with TLS. */
export const WAYS: readonly { readonly way: string; readonly to: (gateway: Gateway) => Duplex }[] = [
  { way: 'TCP', to: ({ port }) => connectTcp({ port, host, noDelay: true }) },
  // That the server is who it says is not what these tests are about.
  { way: 'TLS', to: ({ tlsPort: port }) => connectTls({ port, host, rejectUnauthorized: false }) },
  {
    way: 'WebSocket',
    to: ({ webSocketPort }) =>
      createWebSocketStream(new WebSocket(`ws://${host}:${webSocketPort}/mqtt`, 'mqtt')),
  },
];
