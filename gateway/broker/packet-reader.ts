import type { EventEmitter } from 'node:events';
import type { Duplex } from 'node:stream';
import type { IPublishPacket } from 'mqtt-packet';
import type { Client } from './uplink-broker.js';

/** Largest MQTT packet taken, bytes: room for an array of 1,000 reports. */
export const MAX_PACKET_BYTES = 512 * 1024;
/** Largest packet of a stranger: room for a CONNECT with a name, a secret and a last will. */
export const MAX_FIRST_PACKET_BYTES = 16 * 1024;

/** What reads packets of every kind; it emits each as `packet`, or an `error`. */
export interface PacketParser extends EventEmitter {
  readonly error: unknown;
  parse(bytes: Buffer): number;
}

/**
 * Puts a reader before the client's own parser. That one buffers a packet until it is whole, whatever length its header
 * claims, and spends more on each PUBLISH than all the rest of its road to the log.
 */
export function readPackets(socket: Duplex, client: Client): void {
  const parser: unknown = Reflect.get(client, '_parser');
  if (!isParser(parser)) throw new TypeError('this version of aedes has another parser');
  const reader = new PacketReader(parser, () => {
    const isKnown = client.connecting || client.connected;
    return isKnown ? MAX_PACKET_BYTES : MAX_FIRST_PACKET_BYTES;
  });
  parser.parse = (chunk) => {
    const fault = reader.read(chunk);
    if (fault !== undefined) socket.destroy(new Error(fault));
    return 0;
  };
}

const isParser = (value: unknown): value is PacketParser & { -readonly [K in 'parse']: PacketParser[K] } =>
  typeof value === 'object' && value !== null && 'parse' in value && 'emit' in value;

/** Cuts a stream into MQTT packets: whole PUBLISH packets are decoded here, anything else is the parser's. */
export class PacketReader {
  readonly #parser: PacketParser;
  readonly #parse: (bytes: Buffer) => number;
  /** Most bytes that a packet may announce behind its fixed header. */
  readonly #limit: () => number;
  /** Bytes that the parser still waits for, of a packet that it was given the beginning of. */
  #owed = 0;
  /** A fixed header that is not whole yet. */
  #begun: Buffer | undefined;

  constructor(parser: PacketParser, limit: () => number) {
    this.#parser = parser;
    this.#parse = parser.parse.bind(parser);
    this.#limit = limit;
  }

  /** Says why nothing more may be read: a packet above the limit is announced, or one is not well formed. */
  read(chunk: Buffer): string | undefined {
    const bytes = this.#begun === undefined ? chunk : Buffer.concat([this.#begun, chunk]);
    this.#begun = undefined;
    let at = this.#payOwed(bytes);
    while (at < bytes.length && !this.#parser.error) {
      const header = fixedHeader(bytes, at);
      if (header === undefined) {
        this.#begun = bytes.subarray(at);
        return undefined;
      }
      if (header.length > this.#limit()) return 'the packet is too large';
      const end = this.#readPacket(bytes, at, header);
      if (end === undefined) return 'a PUBLISH is not well formed';
      at = end;
    }
    return undefined;
  }

  #payOwed(bytes: Buffer): number {
    const paid = Math.min(this.#owed, bytes.length);
    if (paid > 0) this.#parse(bytes.subarray(0, paid));
    this.#owed -= paid;
    return paid;
  }

  /** Returns where the packet ends, or where the bytes do; `undefined` when it is not well formed. */
  #readPacket(bytes: Buffer, at: number, { body, length }: FixedHeader): number | undefined {
    const end = body + length;
    if (end <= bytes.length && isPublish(bytes[at] ?? 0)) {
      const publish = decodePublish(bytes, at, body, end);
      if (publish === undefined) return undefined;
      this.#parser.emit('packet', publish);
      return end;
    }
    const stop = Math.min(end, bytes.length);
    this.#owed = end - stop;
    this.#parse(bytes.subarray(at, stop));
    return stop;
  }
}

interface FixedHeader {
  /** Where the variable header begins. */
  readonly body: number;
  /** Bytes from there to the end of the packet. */
  readonly length: number;
}

const MOST_LENGTH_BYTES = 4;

/** Reads type and remaining length [MQTT 3.1.1, 2.2]; `undefined` when they are not whole. */
function fixedHeader(bytes: Buffer, at: number): FixedHeader | undefined {
  let length = 0;
  for (let i = 0; i < MOST_LENGTH_BYTES; i++) {
    const byte = bytes[at + 1 + i];
    if (byte === undefined) return undefined;
    length += (byte & 0x7f) << (7 * i);
    if (byte < 0x80) return { body: at + 2 + i, length };
  }
  // A fifth byte is an error, which the parser says as soon as it sees these.
  return { body: at + 1 + MOST_LENGTH_BYTES, length: 0 };
}

const PUBLISH = 3;
const isPublish = (first: number): boolean => first >> 4 === PUBLISH;

/** A PUBLISH of MQTT 3.1.1 [3.3]; `undefined` when it is not well formed. */
function decodePublish(bytes: Buffer, at: number, body: number, end: number): IPublishPacket | undefined {
  const first = bytes[at] ?? 0;
  const qos = (first >> 1) & 3;
  if (qos === 3) return undefined;
  const topicAt = body + 2;
  const topicEnd = topicAt + numberAt(bytes, body);
  const payloadAt = qos === 0 ? topicEnd : topicEnd + 2;
  if (topicAt > end || payloadAt > end) return undefined;
  const packet: IPublishPacket = {
    cmd: 'publish',
    retain: (first & 1) !== 0,
    qos: qos === 0 ? 0 : qos === 1 ? 1 : 2,
    dup: (first & 8) !== 0,
    length: end - body,
    topic: bytes.toString('utf8', topicAt, topicEnd),
    payload: bytes.subarray(payloadAt, end),
  };
  if (qos > 0) packet.messageId = numberAt(bytes, topicEnd);
  return packet;
}

const numberAt = (bytes: Buffer, at: number): number => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
