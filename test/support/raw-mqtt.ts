import { connect, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { generate, type IConnectPacket, type Packet, parser } from 'mqtt-packet';
import { onTestFinished } from 'vitest';
import { until } from './until.js';

/** A client that does just what it is told: sends these bytes, remembers the packets that come back. */
export class RawMqtt {
  readonly socket: Duplex;
  readonly received: Packet[] = [];
  closed = false;

  /** `to`: a port of the loopback, or a stream that leads to the server. */
  constructor(to: number | Duplex) {
    const packets = parser();
    packets.on('packet', (packet: Packet) => this.received.push(packet));
    this.socket = typeof to === 'number' ? connect({ port: to, host: '127.0.0.1', noDelay: true }) : to;
    this.socket.on('data', (bytes: Buffer) => packets.parse(bytes));
    // A reset is one of the ways to be sent away.
    this.socket.on('error', () => {});
    // A stream over a WebSocket is half open until we end it as well.
    for (const over of ['end', 'close'] as const) {
      this.socket.on(over, () => {
        this.closed = true;
      });
    }
    onTestFinished(() => void this.socket.destroy());
  }

  /** In one write, so that the server reads the packets together. */
  send(...packets: readonly Packet[]): void {
    this.socket.write(Buffer.concat(packets.map((packet) => generate(packet))));
  }

  /** Ends the connection as a fault of the network does. */
  reset(): void {
    if (this.socket instanceof Socket) this.socket.resetAndDestroy();
    else this.socket.destroy();
  }

  of(command: Packet['cmd']): Packet[] {
    return this.received.filter((packet) => packet.cmd === command);
  }

  /** Message ids of the acknowledgements received, in their order. */
  acknowledged(command: 'puback' | 'pubrec' | 'pubcomp' = 'puback'): number[] {
    return this.received.flatMap((packet) =>
      packet.cmd === command && packet.messageId !== undefined ? [packet.messageId] : [],
    );
  }

  async got(command: Packet['cmd'], count = 1): Promise<void> {
    await until(`${count} times ${command}`, () => this.of(command).length >= count || this.closed);
    if (this.of(command).length < count) throw new Error(`the connection closed before ${command} came`);
  }

  async ended(): Promise<void> {
    await until('the server closes the connection', () => this.closed);
  }
}

export interface ConnectOptions
  extends Partial<Pick<IConnectPacket, 'clientId' | 'clean' | 'keepalive' | 'will'>> {
  /** What is shown in the place of `secret of {name}`; null shows none. */
  readonly password?: string | null;
}

/** A CONNECT; without a name it is a stranger's. */
export function connectPacket(name: string, options: ConnectOptions = {}): IConnectPacket {
  const { password = `secret of ${name}`, ...more } = options;
  return {
    cmd: 'connect',
    protocolId: 'MQTT',
    protocolVersion: 4,
    clientId: name,
    clean: true,
    keepalive: 0,
    ...(name === '' ? {} : { username: name }),
    ...(name === '' || password === null ? {} : { password: Buffer.from(password) }),
    ...more,
  };
}

export interface Message {
  readonly qos?: 0 | 1 | 2;
  readonly id?: number;
  readonly dup?: boolean;
  readonly retain?: boolean;
}

export const publishPacket = (topic: string, payload: string | Buffer, message: Message = {}): Packet => {
  const { qos = 1, id = 1, dup = false, retain = false } = message;
  const common = { cmd: 'publish', topic, payload, dup, retain } as const;
  return qos === 0 ? { ...common, qos } : { ...common, qos, messageId: id };
};

/** Connected and let in. */
export async function rawClient(to: number | Duplex, name: string, more?: ConnectOptions): Promise<RawMqtt> {
  const client = new RawMqtt(to);
  client.send(connectPacket(name, more));
  await client.got('connack');
  return client;
}
