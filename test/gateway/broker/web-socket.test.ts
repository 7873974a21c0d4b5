import { once } from 'node:events';
import { connectAsync } from 'mqtt';
import { describe, expect, test } from 'vitest';
import { createWebSocketStream, WebSocket } from 'ws';
import { MAX_PACKET_BYTES } from '../../../gateway/broker/packet-reader.js';
import { type Gateway, startGateway } from '../../support/gateway.js';
import { connectPacket, publishPacket, RawMqtt, rawClient } from '../../support/raw-mqtt.js';
import { until } from '../../support/until.js';

const UP = 'sk/v1/nb-1/up';

async function webSocket(gateway: Gateway): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${gateway.webSocketPort}/mqtt`, 'mqtt');
  await once(socket, 'open');
  return socket;
}

const stream = async (gateway: Gateway) => createWebSocketStream(await webSocket(gateway));

/** The status that an attempt to open a WebSocket is answered with. */
const statusOf = (gateway: Gateway, path: string, protocols: readonly string[]): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${gateway.webSocketPort}${path}`, [...protocols]);
    socket.once('unexpected-response', (request, response) => {
      resolve(response.statusCode);
      request.destroy();
    });
    socket.once('open', () => reject(new Error('it was opened')));
    socket.once('error', reject);
  });

describe('MQTT over WebSocket', () => {
  test('takes reports of MQTT.js, and gives it what it subscribed to', async () => {
    const gateway = await startGateway();
    const client = await connectAsync(`ws://127.0.0.1:${gateway.webSocketPort}/mqtt`, {
      username: 'nb-1',
      password: 'secret of nb-1',
    });
    const heard: string[] = [];
    client.on('message', (topic, payload) => heard.push(`${topic} ${payload}`));
    await client.subscribeAsync(UP);
    await client.publishAsync(UP, '{"fill_pct":5}', { qos: 1 });
    expect(await gateway.entries('report')).toMatchObject([{ device: 'nb-1', points: { fill_pct: 5 } }]);
    await until('it is heard', () => heard.length === 1);
    expect(heard).toEqual([`${UP} {"fill_pct":5}`]);
    await client.endAsync();
    await until('it is gone', () => gateway.connections === 0);
  });

  test('takes a packet in several frames, and several in one', async () => {
    const gateway = await startGateway();
    const device = new RawMqtt(await stream(gateway));
    device.send(connectPacket('nb-1'), publishPacket(UP, '{"fill_pct":1}', { id: 1 }));
    await device.got('puback');
    // PUBLISH, 25 bytes, topic, id, payload.
    const bytes = Buffer.concat([
      Buffer.from([0x32, 0x20, 0, UP.length]),
      Buffer.from(UP),
      Buffer.from([0, 2]),
      Buffer.from('{"fill_pct":2.0}'),
    ]);
    for (const byte of bytes) device.socket.write(Buffer.from([byte]));
    await device.got('puback', 2);
    expect(device.acknowledged()).toEqual([1, 2]);
  });

  test('audits a wrong secret with the address', async () => {
    const gateway = await startGateway();
    const device = new RawMqtt(await stream(gateway));
    device.send(connectPacket('nb-1', { password: 'guess' }));
    await device.ended();
    expect(device.received).toMatchObject([{ cmd: 'connack', returnCode: 4 }]);
    await until('the audit row', () => gateway.log.head === 1);
    expect(await gateway.entries('audit')).toMatchObject([{ detail: expect.stringContaining('127.0.0.1') }]);
  });

  test.each([
    { says: 'another path', path: '/other', protocols: ['mqtt'], status: 404 },
    { says: 'no subprotocol', path: '/mqtt', protocols: [], status: 400 },
    { says: 'another subprotocol', path: '/mqtt', protocols: ['chat'], status: 400 },
  ])('is refused on $says', async ({ path, protocols, status }) => {
    expect(await statusOf(await startGateway(), path, protocols)).toBe(status);
  });

  test('is refused in text frames', async () => {
    const gateway = await startGateway();
    const socket = await webSocket(gateway);
    socket.send('hello');
    await once(socket, 'close');
    expect(gateway.dropped).toEqual(['a text frame']);
  });

  test.each([
    { who: 'a stranger', name: undefined, bytes: 17 * 1024 },
    { who: 'a device', name: 'nb-1', bytes: MAX_PACKET_BYTES + 64 },
  ])('ends with a frame of $who that is too large', async ({ name, bytes }) => {
    const gateway = await startGateway();
    const socket = await webSocket(gateway);
    if (name !== undefined) await rawClient(createWebSocketStream(socket), name);
    socket.send(Buffer.alloc(bytes));
    const [code] = await once(socket, 'close');
    expect(code).toBe(1009);
    expect(gateway.log.head).toBe(0);
  });

  test('takes the largest packet there is', async () => {
    const gateway = await startGateway();
    const device = await rawClient(await stream(gateway), 'nb-1');
    const room = MAX_PACKET_BYTES - UP.length - 4;
    device.send(publishPacket(UP, '{"fill_pct":5}'.padEnd(room)));
    await device.got('puback');
    expect(await gateway.entries('report')).toHaveLength(1);
  });

  test('ends when the server stops', async () => {
    const gateway = await startGateway();
    const device = await rawClient(await stream(gateway), 'nb-1');
    await gateway.close();
    await device.ended();
  });
});
