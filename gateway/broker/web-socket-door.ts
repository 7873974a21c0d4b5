import type { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { createWebSocketStream, type WebSocket, WebSocketServer } from 'ws';
import { type Arrive, probe } from './listeners.js';
import { MAX_FIRST_PACKET_BYTES, MAX_PACKET_BYTES } from './packet-reader.js';

export interface WebSocketDoorDeps {
  readonly arrive: Arrive;
  /** True when not even one more may wait for an answer. */
  isCrowded(): boolean;
}

const PATH = '/mqtt';
const SUBPROTOCOL = 'mqtt';
/** Type and length before what `MAX_PACKET_BYTES` counts. */
const FIXED_HEADER_BYTES = 5;

/** MQTT over WebSocket [MQTT 3.1.1, 6] on the port of an HTTP server, which hands its upgrades over. */
export class WebSocketDoor {
  readonly #deps: WebSocketDoorDeps;
  readonly #server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    // A frame is buffered until it is whole: a stranger's must be small, as his packets must.
    maxPayload: MAX_FIRST_PACKET_BYTES + FIXED_HEADER_BYTES,
    perMessageDeflate: false,
    handleProtocols: () => SUBPROTOCOL,
  });

  constructor(deps: WebSocketDoorDeps) {
    this.#deps = deps;
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const refused = this.#refusal(request);
    if (refused !== undefined) {
      socket.on('error', () => {});
      socket.end(`HTTP/1.1 ${refused}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    if (socket instanceof Socket) probe(socket);
    const address = request.socket.remoteAddress;
    this.#server.handleUpgrade(request, socket, head, (webSocket) => this.#enter(webSocket, address));
  }

  #refusal({ url, headers }: IncomingMessage): string | undefined {
    if (url?.split('?')[0] !== PATH) return '404 Not Found';
    const offered = headers['sec-websocket-protocol']?.split(',').map((one) => one.trim()) ?? [];
    if (!offered.includes(SUBPROTOCOL)) return '400 Bad Request';
    return this.#deps.isCrowded() ? '503 Service Unavailable' : undefined;
  }

  #enter(webSocket: WebSocket, address: string | undefined): void {
    const stream = createWebSocketStream(webSocket);
    // Packets come in binary frames; anything else ends the connection [MQTT-6.0.0-1].
    webSocket.on('message', (_data, isBinary) => {
      if (!isBinary) stream.destroy(new Error('a text frame'));
    });
    const onAdmitted = (): void => takeFramesUpTo(webSocket, MAX_PACKET_BYTES + FIXED_HEADER_BYTES);
    this.#deps.arrive(stream, { address, onAdmitted });
  }
}

function takeFramesUpTo(webSocket: WebSocket, bytes: number): void {
  const receiver: unknown = Reflect.get(webSocket, '_receiver');
  // It is gone when the connection is.
  if (receiver === null) return;
  if (typeof receiver !== 'object' || !('_maxPayload' in receiver))
    throw new TypeError('this version of ws keeps its limit elsewhere');
  Reflect.set(receiver, '_maxPayload', bytes);
}
