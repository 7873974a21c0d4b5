import { connect, type Socket } from 'node:net';
import MS from 'modbus-serial';
import { exceptionFault, ModbusFault } from './fault.js';
import type { Block } from './plan.js';
import { isBitTable } from './register-map.js';

/** One transport connection. After any fault but an exception it is useless, and its owner drops it. */
export interface Connection {
  /** Words of the block, or bits as 0 and 1. Only one call at a time. Rejects with a `ModbusFault`; never times out by itself. */
  read(unit: number, block: Block): Promise<readonly number[]>;
  drop(): void;
}

export type Dial = (signal: AbortSignal) => Promise<Connection>;

/** Dials Modbus TCP. The socket is ours, so that dropping it is certain and at once. */
export const dialTcp =
  (host: string, port: number): Dial =>
  async (signal) => {
    const socket = await openSocket(host, port, signal);
    const client = new MS.default();
    await client.linkTCP(socket, { port });
    return {
      read: (unit, block) => readBlock(client, socket, unit, block),
      drop: () => {
        client.destroy(() => {});
        socket.destroy();
      },
    };
  };

function openSocket(host: string, port: number, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true, keepAlive: true });
    const abort = () => fail(new Error('gave up'));
    const settle = () => {
      socket.removeAllListeners();
      signal.removeEventListener('abort', abort);
    };
    const fail = (cause: Error) => {
      settle();
      socket.on('error', () => {});
      socket.destroy();
      reject(new ModbusFault('unreachable', `${host}:${port}: ${cause.message}`, { cause }));
    };
    socket.once('error', fail);
    socket.once('connect', () => {
      settle();
      resolve(socket);
    });
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });
}

async function readBlock(
  client: InstanceType<typeof MS.default>,
  socket: Socket,
  unit: number,
  block: Block,
): Promise<readonly number[]> {
  client.setID(unit);
  let onClose = () => {};
  const closed = new Promise<never>((_, reject) => {
    onClose = () => reject(new ModbusFault('closed', 'connection closed before the answer'));
    socket.once('close', onClose);
    if (socket.destroyed) onClose();
  });
  try {
    const { data } = await Promise.race([request(client, block), closed]);
    // The library checks transaction, unit, function and frame length, but believes the byte count and reads past the
    // end of the frame for it. Bits come padded to whole bytes.
    const expected = isBitTable(block.table) ? Math.ceil(block.length / 8) * 8 : block.length;
    if (data.length !== expected)
      throw new ModbusFault('garbled', `${data.length} values instead of ${expected}`);
    return data.slice(0, block.length).map(Number);
  } catch (cause) {
    throw asFault(cause);
  } finally {
    socket.off('close', onClose);
  }
}

function request(
  client: InstanceType<typeof MS.default>,
  { table, start, length }: Block,
): Promise<{ data: (boolean | number)[] }> {
  switch (table) {
    case 'coil':
      return client.readCoils(start, length);
    case 'discrete':
      return client.readDiscreteInputs(start, length);
    case 'holding':
      return client.readHoldingRegisters(start, length);
    case 'input':
      return client.readInputRegisters(start, length);
  }
}

function asFault(cause: unknown): ModbusFault {
  if (cause instanceof ModbusFault) return cause;
  if (!(cause instanceof Error)) return new ModbusFault('closed', String(cause));
  if ('modbusCode' in cause && typeof cause.modbusCode === 'number') return exceptionFault(cause.modbusCode);
  return new ModbusFault('garbled', cause.message, { cause });
}
