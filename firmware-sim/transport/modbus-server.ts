import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { type CabinetTable, type CabinetUnits, ILLEGAL_FUNCTION } from './cabinet-units.js';

export interface ModbusServer {
  readonly port: number;
  close(): Promise<void>;
}

/** `tcp` is Modbus TCP; `rtu` are serial frames with their checksum in a TCP stream, as transparent converters send them. */
export type Framing = 'tcp' | 'rtu';

const HOST = '127.0.0.1';
const READ_DISCRETE_INPUTS = 2;
const READ_INPUT_REGISTERS = 4;
const TABLES: ReadonlyMap<number, CabinetTable> = new Map([
  [READ_DISCRETE_INPUTS, 'discrete'],
  [READ_INPUT_REGISTERS, 'input'],
]);
const MBAP_BYTES = 7;
/** Unit, function, address, count, checksum: every request for a read is as long. */
const RTU_REQUEST_BYTES = 8;

/** Serves cabinets over TCP on the loopback. Port 0 picks a free one. */
export async function serveModbus(
  units: CabinetUnits,
  port: number,
  framing: Framing,
): Promise<ModbusServer> {
  const sockets = new Set<Socket>();
  const take = framing === 'tcp' ? takeTcp : takeRtu;
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    let rest: Buffer = Buffer.alloc(0);
    socket.on('data', (bytes) => {
      rest = take(Buffer.concat([rest, bytes]), units, (answer) => socket.write(answer));
    });
    // A client that hangs up in the middle is no fault of ours.
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(port, HOST);
  await once(server, 'listening');
  return {
    port: portOf(server),
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

type Send = (answer: Buffer) => void;

/** Answers every whole request in the bytes; returns what is left of them. */
function takeTcp(bytes: Buffer, units: CabinetUnits, send: Send): Buffer {
  let rest = bytes;
  while (rest.length >= MBAP_BYTES) {
    const length = rest.readUInt16BE(4);
    if (rest.length < 6 + length) break;
    const pdu = answerOf(units, rest[6] ?? 0, rest.subarray(MBAP_BYTES, 6 + length));
    const head = Buffer.from(rest.subarray(0, MBAP_BYTES));
    head.writeUInt16BE(pdu.length + 1, 4);
    send(Buffer.concat([head, pdu]));
    rest = rest.subarray(6 + length);
  }
  return rest;
}

/** As `takeTcp`. Like a unit on a line, it says nothing to what fails its checksum, and looks on from the next byte. */
function takeRtu(bytes: Buffer, units: CabinetUnits, send: Send): Buffer {
  let rest = bytes;
  while (rest.length >= RTU_REQUEST_BYTES) {
    const body = rest.subarray(0, RTU_REQUEST_BYTES - 2);
    if (crc16(body) !== rest.readUInt16LE(RTU_REQUEST_BYTES - 2)) {
      rest = rest.subarray(1);
      continue;
    }
    send(rtuFrame(body[0] ?? 0, answerOf(units, body[0] ?? 0, body.subarray(1))));
    rest = rest.subarray(RTU_REQUEST_BYTES);
  }
  return rest;
}

function rtuFrame(unit: number, pdu: Buffer): Buffer {
  const frame = Buffer.concat([Buffer.from([unit]), pdu, Buffer.alloc(2)]);
  frame.writeUInt16LE(crc16(frame.subarray(0, -2)), frame.length - 2);
  return frame;
}

/** The checksum of Modbus over serial line, 6.2.2: polynomial 0xA001, reflected, from 0xFFFF. */
export function crc16(bytes: Uint8Array): number {
  let crc = 0xff_ff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 0 ? crc >> 1 : (crc >> 1) ^ 0xa0_01;
  }
  return crc;
}

/** The answer to a request, both from the function code on. */
function answerOf(units: CabinetUnits, unit: number, request: Buffer): Buffer {
  const code = request[0] ?? 0;
  const table = TABLES.get(code);
  if (table === undefined || request.length !== 5) return exception(code, ILLEGAL_FUNCTION);
  const words = units.read(unit, table, request.readUInt16BE(1), request.readUInt16BE(3));
  if ('exception' in words) return exception(code, words.exception);
  const data = table === 'input' ? registerBytes(words) : bitBytes(words);
  return Buffer.concat([Buffer.from([code, data.length]), data]);
}

const exception = (code: number, reason: number): Buffer => Buffer.from([code | 0x80, reason]);

function registerBytes(words: ArrayLike<number>): Buffer {
  const bytes = Buffer.alloc(words.length * 2);
  for (let i = 0; i < words.length; i++) bytes.writeUInt16BE(words[i] ?? 0, i * 2);
  return bytes;
}

function bitBytes(bits: ArrayLike<number>): Buffer {
  const bytes = Buffer.alloc(Math.ceil(bits.length / 8));
  for (let i = 0; i < bits.length; i++) {
    if (bits[i] === 1) bytes[i >> 3] = (bytes[i >> 3] ?? 0) | (1 << (i & 7));
  }
  return bytes;
}
