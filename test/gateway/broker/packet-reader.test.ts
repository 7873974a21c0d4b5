import { generate } from 'mqtt-packet';
import { describe, expect, test } from 'vitest';
import { startGateway } from '../../support/gateway.js';
import { connectPacket, publishPacket, RawMqtt, rawClient } from '../../support/raw-mqtt.js';

const UP = 'sk/v1/nb-1/up';

/** The fixed header of an MQTT packet: its type and flags, and the length it announces. */
function header(first: number, length: number): Buffer {
  const bytes = [first];
  for (let rest = length; bytes.length === 1 || rest > 0; rest = Math.floor(rest / 128)) {
    bytes.push((rest % 128) + (rest >= 128 ? 0x80 : 0));
  }
  return Buffer.from(bytes);
}
const PUBLISH_QOS1 = 0x32;
const CONNECT = 0x10;
const LIMIT = 512 * 1024;

async function trickle(client: RawMqtt, bytes: Buffer): Promise<void> {
  for (const byte of bytes) {
    await new Promise<void>((resolve) => client.socket.write(Buffer.from([byte]), () => resolve()));
  }
}

describe('a packet that is announced too large', () => {
  test.each([LIMIT + 1, 64 * 1024 * 1024, 268_435_455])(
    'ends the connection at its header: %i bytes',
    async (length) => {
      const gateway = await startGateway();
      const client = await rawClient(gateway.port, 'nb-1');
      client.socket.write(header(PUBLISH_QOS1, length));
      await client.ended();
    },
  );

  test('ends the connection though its header comes byte by byte', async () => {
    const gateway = await startGateway();
    const client = await rawClient(gateway.port, 'nb-1');
    await trickle(client, header(PUBLISH_QOS1, 268_435_455));
    await client.ended();
  });

  test('ends the connection though a good packet comes with it, which is answered or not taken', async () => {
    const gateway = await startGateway();
    const client = await rawClient(gateway.port, 'nb-1');
    const [good, bad] = [publishPacket(UP, '{"fill_pct":5}'), header(PUBLISH_QOS1, 268_435_455)];
    client.socket.cork();
    client.send(good);
    client.socket.write(bad);
    client.socket.uncork();
    await client.ended();
  });

  test.each([16 * 1024 + 1, LIMIT, 268_435_455])(
    'ends the connection of a stranger much earlier: a CONNECT of %i bytes',
    async (length) => {
      const gateway = await startGateway();
      const stranger = new RawMqtt(gateway.port);
      stranger.socket.write(header(CONNECT, length));
      await stranger.ended();
      expect(gateway.dropped).toEqual(['the packet is too large']);
    },
  );

  test('does not fill the memory: of a hundred senders each is cut off before a few chunks', async () => {
    const gateway = await startGateway();
    const before = process.memoryUsage().arrayBuffers;
    const chunk = Buffer.alloc(64 * 1024);
    const senders = await Promise.all(
      Array.from({ length: 100 }, () => rawClient(gateway.port, 'bridge', { clientId: '' })),
    );
    for (const { socket } of senders) {
      socket.write(header(PUBLISH_QOS1, 200 * 1024 * 1024));
      const more = (): void => {
        if (!socket.destroyed) socket.write(chunk, more);
      };
      more();
    }
    await Promise.all(senders.map((client) => client.ended()));
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(100 * 512 * 1024);
    const device = await rawClient(gateway.port, 'nb-1');
    device.send(publishPacket(UP, '{"fill_pct":5}'));
    await device.got('puback');
  });
});

describe('a packet within the limit', () => {
  test('is taken up to its last byte', async () => {
    const gateway = await startGateway();
    const client = await rawClient(gateway.port, 'nb-1');
    const head = 2 + UP.length + 2;
    client.send(publishPacket(UP, 'x'.repeat(LIMIT - head)));
    await client.got('puback');
    expect(await gateway.entries('quarantine')).toMatchObject([{ payload: 'x'.repeat(1_024) }]);
  });

  test('is taken though it comes byte by byte, with its CONNECT', async () => {
    const gateway = await startGateway();
    const client = new RawMqtt(gateway.port);
    await trickle(client, generate(connectPacket('nb-1')));
    await client.got('connack');
    await trickle(client, generate(publishPacket(UP, '{"fill_pct":5}')));
    await client.got('puback');
    expect(await gateway.entries('report')).toHaveLength(1);
  });
});
