import { IncomingMessage } from 'node:http';

const offers = new WeakSet<IncomingMessage>();

/**
 * Node hands every request that offers an upgrade over to whoever listens for upgrades, and answers it no more. Only
 * WebSockets are meant by that: Java's HTTP client and curl offer `h2c` with ordinary requests, which are to be served.
 */
export class WebSocketRequest extends IncomingMessage {
  // Node sets it before the headers are there, and asks when they are.
  set upgrade(isOffered: boolean) {
    if (isOffered) offers.add(this);
    else offers.delete(this);
  }

  get upgrade(): boolean {
    return offers.has(this) && this.headers.upgrade?.toLowerCase() === 'websocket';
  }
}
