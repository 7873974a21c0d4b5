import { connect, type Socket } from 'node:net';
import { generate } from 'mqtt-packet';
import type { PublishTemplate } from './publish-template.js';

const WRITE_BYTES = 32 * 1024;

/** One MQTT connection that keeps up to `window` QoS 1 messages open and counts what is acknowledged. */
export class LoadConnection {
  readonly #socket: Socket;
  readonly #template: PublishTemplate;
  readonly #window: number;
  readonly #sentAt: Float64Array;
  #buffer = Buffer.alloc(WRITE_BYTES);
  #pendingBytes = 0;
  #sent = 0;
  #acknowledged = 0;
  #skip = 4;
  #blocked = false;
  readonly ready: Promise<void>;
  /** Called for every acknowledgement with its latency in milliseconds. */
  onAck: (latencyMs: number) => void = () => {};

  constructor(options: {
    port: number;
    name: string;
    clientId: string;
    secret: string;
    template: PublishTemplate;
    window: number;
  }) {
    this.#template = options.template;
    this.#window = options.window;
    this.#sentAt = new Float64Array(options.window);
    this.#socket = connect({ port: options.port, host: '127.0.0.1', noDelay: true });
    this.#socket.write(
      generate({
        cmd: 'connect',
        clientId: options.clientId,
        username: options.name,
        password: Buffer.from(options.secret),
        keepalive: 0,
        clean: true,
        protocolId: 'MQTT',
        protocolVersion: 4,
      }),
    );
    this.ready = new Promise((resolve, reject) => {
      this.#socket.once('error', reject);
      this.#socket.on('data', (bytes) => {
        if (this.#skip === 4) resolve();
        this.#read(bytes);
      });
    });
    this.#socket.on('error', () => {});
    this.#socket.on('drain', () => {
      this.#blocked = false;
    });
  }

  get sent(): number {
    return this.#sent;
  }

  get acknowledged(): number {
    return this.#acknowledged;
  }

  get open(): number {
    return this.#sent - this.#acknowledged;
  }

  /** Sends up to `count` reports, fewer when the window is full or the socket is not drained; returns how many. */
  send(count: number, now: number, ts: number): number {
    if (this.#blocked || this.#socket.destroyed) return 0;
    const room = Math.min(count, this.#window - this.open);
    for (let i = 0; i < room; i++) {
      if (this.#pendingBytes + this.#template.bytes > WRITE_BYTES) this.flush();
      const messageId = (this.#sent % 65_535) + 1;
      const device = this.#sent % this.#template.devices;
      this.#pendingBytes += this.#template.write(this.#buffer, this.#pendingBytes, device, messageId, ts);
      this.#sentAt[this.#sent % this.#window] = now;
      this.#sent += 1;
    }
    this.flush();
    return Math.max(room, 0);
  }

  flush(): void {
    if (this.#pendingBytes === 0) return;
    const bytes = this.#buffer.subarray(0, this.#pendingBytes);
    this.#buffer = Buffer.alloc(WRITE_BYTES);
    this.#pendingBytes = 0;
    if (!this.#socket.write(bytes)) this.#blocked = true;
  }

  close(): void {
    this.#socket.destroy();
  }

  // Every packet that comes back is four bytes long: one CONNACK, then PUBACKs in the order of what was sent.
  #read(bytes: Buffer): void {
    let length = bytes.length;
    const skipped = Math.min(this.#skip, length);
    this.#skip -= skipped;
    length -= skipped;
    this.#rest += length;
    const now = performance.now();
    for (; this.#rest >= 4; this.#rest -= 4) {
      this.onAck(now - (this.#sentAt[this.#acknowledged % this.#window] ?? now));
      this.#acknowledged += 1;
    }
  }

  #rest = 0;
}
