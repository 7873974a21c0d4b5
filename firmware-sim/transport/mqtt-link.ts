import { connect, type Socket } from 'node:net';
import { generate } from 'mqtt-packet';
import { seconds } from '../../core/index.js';
import type { Clock } from '../../runtime/index.js';
import { publishPacket } from './publish-packet.js';

export interface MqttLinkOptions {
  readonly host: string;
  readonly port: number;
  readonly clientId: string;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** What the broker says when the connection breaks off. */
  readonly will?: { readonly topic: string; readonly payload: string };
  readonly clock: Clock;
}

/** A terminal keeps this many messages that were not acknowledged; then the oldest go. */
const MEMORY = 1_000;
const RETRY_AFTER = seconds(5);
const DUP = 0x08;
const CONNACK = 0x20;
const PUBACK = 0x40;
const DISCONNECT = Buffer.from([0xe0, 0]);

interface OpenMessage {
  readonly packet: Buffer;
  readonly settled: () => void;
  wasSent: boolean;
}

/** One MQTT 3.1.1 connection of a terminal, small enough to have tens of thousands of them in one process. */
export class MqttLink {
  #socket: Socket | undefined;
  #isConnected = false;
  #isWanted = false;
  #isCorked = false;
  #rest: Buffer = Buffer.alloc(0);
  #nextId = 0;
  /** By message id, oldest first. */
  readonly #open = new Map<number, OpenMessage>();

  constructor(private readonly options: MqttLinkOptions) {}

  get isConnected(): boolean {
    return this.#isConnected;
  }

  /** Messages that are not acknowledged. */
  get open(): number {
    return this.#open.size;
  }

  /** Connects and stays connected, as far as the broker lets it. */
  connect(): void {
    this.#isWanted = true;
    if (this.#socket === undefined) this.#dial();
  }

  /** QoS 1. `settled` is called when the broker has it, or when it had to go for want of memory. */
  publish(topic: string, payload: string, retain: boolean, settled: () => void): void {
    this.#nextId = (this.#nextId % 65_535) + 1;
    const packet = publishPacket(topic, payload, this.#nextId, retain);
    const message = { packet, settled, wasSent: this.#isConnected };
    this.#open.set(this.#nextId, message);
    if (this.#isConnected) this.#write(packet);
    if (this.#open.size <= MEMORY) return;
    for (const [oldest, { settled: forget }] of this.#open) {
      this.#open.delete(oldest);
      forget();
      break;
    }
  }

  /** The connection breaks off without a word, and the broker publishes the will. */
  cutOff(): void {
    this.#isWanted = false;
    this.#socket?.destroy();
  }

  /** Says goodbye. */
  close(): void {
    this.#isWanted = false;
    if (this.#isConnected) this.#socket?.end(DISCONNECT);
    else this.#socket?.destroy();
  }

  /** What is said within one turn of the loop goes in one write. */
  #write(packet: Buffer): void {
    const socket = this.#socket;
    if (socket === undefined) return;
    if (!this.#isCorked) {
      this.#isCorked = true;
      socket.cork();
      process.nextTick(() => {
        this.#isCorked = false;
        socket.uncork();
      });
    }
    socket.write(packet);
  }

  #dial(): void {
    const { host, port, clientId, username, password, will, clock } = this.options;
    const socket = connect({ host, port, noDelay: true });
    this.#socket = socket;
    this.#rest = Buffer.alloc(0);
    socket.on('connect', () =>
      socket.write(
        generate({
          cmd: 'connect',
          clientId,
          ...(username === undefined ? {} : { username }),
          ...(password === undefined ? {} : { password: Buffer.from(password) }),
          ...(will === undefined
            ? {}
            : { will: { ...will, payload: Buffer.from(will.payload), qos: 1, retain: true } }),
          keepalive: 0,
          clean: true,
          protocolId: 'MQTT',
          protocolVersion: 4,
        }),
      ),
    );
    socket.on('data', (bytes) => this.#take(bytes));
    socket.on('error', () => {});
    socket.on('close', () => {
      this.#socket = undefined;
      this.#isConnected = false;
      if (this.#isWanted) void clock.sleep(RETRY_AFTER).then(() => this.#isWanted && this.connect());
    });
  }

  // Everything that a broker says to one who subscribes to nothing has one byte of length.
  #take(bytes: Buffer): void {
    let rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    while (rest.length >= 2 && rest.length >= 2 + (rest[1] ?? 0)) {
      const type = (rest[0] ?? 0) & 0xf0;
      if (type === CONNACK && rest[3] === 0) this.#enter();
      else if (type === PUBACK) this.#acknowledge(rest.readUInt16BE(2));
      rest = rest.subarray(2 + (rest[1] ?? 0));
    }
    this.#rest = rest;
  }

  #enter(): void {
    this.#isConnected = true;
    for (const message of this.#open.values()) {
      // [MQTT-3.3.1-1] DUP is set on what is sent again.
      if (message.wasSent) message.packet[0] = (message.packet[0] ?? 0) | DUP;
      message.wasSent = true;
      this.#socket?.write(message.packet);
    }
  }

  #acknowledge(id: number): void {
    const message = this.#open.get(id);
    if (message === undefined) return;
    this.#open.delete(id);
    message.settled();
  }
}
