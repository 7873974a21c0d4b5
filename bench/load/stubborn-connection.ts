import { connect, type Socket } from 'node:net';
import { generate } from 'mqtt-packet';
import { LOAD_NAME, LOAD_SECRET } from './generator.js';
import type { PublishTemplate } from './publish-template.js';

const RETRY_MS = 50;

/**
 * A device that does what MQTT asks of one: what was not acknowledged it keeps, and sends again, marked as a
 * duplicate, once it is connected again. Slower than `LoadConnection`, which forgets.
 */
export class StubbornConnection {
  readonly #port: () => number;
  readonly #id: string;
  readonly #template: PublishTemplate;
  readonly #window: number;
  /** Packets sent and not acknowledged, oldest first. */
  #open: Buffer[] = [];
  #socket: Socket | undefined;
  #connected = false;
  #closed = false;
  #sent = 0;
  #acknowledged = 0;

  constructor(port: () => number, id: string, template: PublishTemplate, window: number) {
    this.#port = port;
    this.#id = id;
    this.#template = template;
    this.#window = window;
    this.#connect();
  }

  get sent(): number {
    return this.#sent;
  }

  get acknowledged(): number {
    return this.#acknowledged;
  }

  get isIdle(): boolean {
    return this.#connected && this.#open.length === 0;
  }

  send(count: number, ts: number): number {
    if (!this.#connected) return 0;
    const room = Math.min(count, this.#window - this.#open.length);
    const packets: Buffer[] = [];
    for (let i = 0; i < room; i++) {
      const packet = Buffer.alloc(this.#template.bytes);
      const messageId = (this.#sent % 65_535) + 1;
      const length = this.#template.write(packet, 0, this.#sent % this.#template.devices, messageId, ts);
      packets.push(packet.subarray(0, length));
      this.#sent += 1;
    }
    this.#open.push(...packets);
    if (packets.length > 0) this.#socket?.write(Buffer.concat(packets));
    return packets.length;
  }

  close(): void {
    this.#closed = true;
    this.#socket?.destroy();
  }

  #connect(): void {
    if (this.#closed) return;
    const socket = connect({ port: this.#port(), host: '127.0.0.1', noDelay: true });
    this.#socket = socket;
    let rest = Buffer.alloc(0);
    socket.on('connect', () => socket.write(connectPacket(this.#id)));
    socket.on('data', (bytes) => {
      rest = Buffer.concat([rest, bytes]);
      while (rest.length >= 4) {
        this.#take(rest);
        rest = rest.subarray(4);
      }
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      this.#connected = false;
      setTimeout(() => this.#connect(), RETRY_MS);
    });
  }

  #take(packet: Buffer): void {
    if (packet[0] === 0x20) {
      this.#connected = packet[3] === 0;
      // [MQTT-3.3.1-1] DUP is set on what is sent again.
      for (const one of this.#open) one[0] = 0x3a;
      if (this.#connected && this.#open.length > 0) this.#socket?.write(Buffer.concat(this.#open));
    } else if (packet[0] === 0x40) {
      const open = this.#open.shift();
      if (open === undefined || messageIdOf(open) !== packet.readUInt16BE(2)) {
        throw new Error(`${this.#id}: acknowledged out of order`);
      }
      this.#acknowledged += 1;
    }
  }
}

function messageIdOf(publish: Buffer): number {
  const topicLength = publish.readUInt16BE(3);
  return publish.readUInt16BE(5 + topicLength);
}

const connectPacket = (clientId: string): Buffer =>
  generate({
    cmd: 'connect',
    clientId,
    username: LOAD_NAME,
    password: Buffer.from(LOAD_SECRET),
    keepalive: 60,
    clean: true,
    protocolId: 'MQTT',
    protocolVersion: 4,
  });
