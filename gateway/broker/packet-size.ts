import type { Socket } from 'node:net';
import type { Client } from './uplink-broker.js';

/** Largest MQTT packet taken, bytes: room for an array of 1,000 reports. */
export const MAX_PACKET_BYTES = 512 * 1024;
/** Largest packet of a stranger: room for a CONNECT with a name, a secret and a last will. */
export const MAX_FIRST_PACKET_BYTES = 16 * 1024;

// aedes buffers a packet until it is whole, whatever length its header claims, and offers no limit. Its parser says
// what is announced; one look per chunk read is enough to stop a stranger from filling the memory.
const announced = (client: Client): number => {
  const parser: unknown = Reflect.get(client, '_parser');
  const packet: unknown =
    typeof parser === 'object' && parser !== null ? Reflect.get(parser, 'packet') : undefined;
  const length: unknown =
    typeof packet === 'object' && packet !== null ? Reflect.get(packet, 'length') : undefined;
  return typeof length === 'number' ? length : 0;
};

/** Drops the connection as soon as a packet above the limit is announced. */
export function limitPacketSize(socket: Socket, client: Client): void {
  socket.on('readable', () => {
    const isKnown = client.connecting || client.connected;
    if (announced(client) <= (isKnown ? MAX_PACKET_BYTES : MAX_FIRST_PACKET_BYTES)) return;
    socket.destroy(new Error('the packet is too large'));
  });
}
