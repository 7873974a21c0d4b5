import { createServer, type Socket } from 'node:net';

/** A request as it stood on the wire. */
export interface WireRequest {
  readonly transaction: number;
  readonly unit: number;
  readonly code: number;
  readonly address: number;
  readonly length: number;
  /** 1 for the first connection. */
  readonly connection: number;
}

export interface ScriptedSlave {
  readonly url: string;
  readonly requests: WireRequest[];
  readonly connections: () => number;
  close(): Promise<void>;
}

/** A TCP server that answers requests as `reply` says: well, wrongly, late or not at all. */
export async function scriptedSlave(
  reply: (request: WireRequest, socket: Socket) => void,
): Promise<ScriptedSlave> {
  const requests: WireRequest[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer((socket) => {
    const connection = ++connections;
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('data', (data) => {
      for (let at = 0; at + 12 <= data.length; at += 12) {
        const request = {
          transaction: data.readUInt16BE(at),
          unit: data.readUInt8(at + 6),
          code: data.readUInt8(at + 7),
          address: data.readUInt16BE(at + 8),
          length: data.readUInt16BE(at + 10),
          connection,
        };
        requests.push(request);
        reply(request, socket);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `tcp://127.0.0.1:${port}`,
    requests,
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

/** A frame: MBAP header and body. `body` starts with the function code. */
export function frame(transaction: number, unit: number, body: readonly number[]): Buffer {
  const header = Buffer.alloc(7);
  header.writeUInt16BE(transaction, 0);
  header.writeUInt16BE(body.length + 1, 4);
  header.writeUInt8(unit, 6);
  return Buffer.concat([header, Buffer.from(body)]);
}

/** The answer a healthy unit gives: every register holds `value`. */
export function answer({ transaction, unit, code, length }: WireRequest, value: number): Buffer {
  const words = Array.from({ length }, () => [value >> 8, value & 0xff]).flat();
  return frame(transaction, unit, [code, length * 2, ...words]);
}
