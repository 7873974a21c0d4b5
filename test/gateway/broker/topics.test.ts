import { describe, expect, test } from 'vitest';
import { startGateway } from '../../support/gateway.js';
import { connectPacket, publishPacket, RawMqtt, rawClient } from '../../support/raw-mqtt.js';
import { until } from '../../support/until.js';

describe("a topic that is not the client's own", () => {
  test.each([
    { says: 'another device', name: 'nb-1', topic: 'sk/v1/nb-2/up' },
    { says: 'a command for itself', name: 'nb-1', topic: 'sk/v1/nb-1/cmd' },
    { says: 'a command for another', name: 'nb-1', topic: 'sk/v1/gw-1/cmd' },
    { says: 'a topic outside the tree', name: 'nb-1', topic: 'city/hall' },
    { says: 'the broker', name: 'nb-1', topic: '$SYS/load' },
    { says: 'a device beyond the prefix', name: 'bridge', topic: 'sk/v1/gw-1/up' },
    { says: 'a leaf that was not declared', name: 'bridge', topic: 'sk/v1/nb-1/ack' },
  ])('disconnects and is audited: $says', async ({ name, topic }) => {
    const gateway = await startGateway();
    const client = await rawClient(gateway.port, name);
    client.send(publishPacket(topic, '{"fill_pct":5}'));
    await client.ended();
    expect(client.of('puback')).toEqual([]);
    await until('the refusal is audited', () => gateway.log.head > 0);
    expect(await gateway.entries('audit')).toMatchObject([
      { by: name, what: 'foreign-topic', detail: `${name} may not publish to ${topic}` },
    ]);
    expect(gateway.log.head).toBe(1);
  });

  test('is cut in the audit', async () => {
    const gateway = await startGateway();
    const client = await rawClient(gateway.port, 'nb-1');
    client.send(publishPacket(`x${'y'.repeat(60_000)}`, ''));
    await client.ended();
    await until('the refusal is audited', () => gateway.log.head > 0);
    const [entry] = await gateway.entries('audit');
    expect(entry?.detail).toBe(`nb-1 may not publish to x${'y'.repeat(127)}`);
  });

  test('is refused as a last will at the CONNECT, so that no later run publishes it', async () => {
    const gateway = await startGateway();
    const client = new RawMqtt(gateway.port);
    const will = {
      topic: 'sk/v1/gw-1/cmd',
      payload: Buffer.from('{"name":"lamp.set"}'),
      qos: 1,
      retain: false,
    } as const;
    client.send(connectPacket('nb-1', { will }));
    await client.ended();
    expect(client.received).toMatchObject([{ cmd: 'connack', returnCode: 5 }]);
    await until('the refusal is audited', () => gateway.log.head > 0);
    expect(await gateway.entries('audit')).toMatchObject([
      { by: 'nb-1', what: 'foreign-topic', detail: 'nb-1 may not publish to sk/v1/gw-1/cmd' },
    ]);
  });

  test.each(['sk/v1/+/up', 'sk/v1/nb-1/#', ''])('with wildcards or empty disconnects: %j', async (topic) => {
    const gateway = await startGateway();
    const client = await rawClient(gateway.port, 'nb-1');
    // Written by hand: the library refuses to.
    const name = Buffer.from(topic);
    client.socket.write(Buffer.from([0x32, name.length + 4, 0, name.length, ...name, 0, 1]));
    await client.ended();
    expect(client.of('puback')).toEqual([]);
    expect(gateway.log.head).toBe(0);
  });
});

describe('subscriptions', () => {
  test('to others fail one by one and leave the connection alone', async () => {
    const gateway = await startGateway();
    const client = await rawClient(gateway.port, 'nb-1');
    const subscriptions = ['sk/v1/nb-1/cmd', 'sk/v1/nb-2/cmd', 'sk/v1/+/up', '#', '$SYS/#'].map((topic) => ({
      topic,
      qos: 1 as const,
    }));
    client.send({ cmd: 'subscribe', messageId: 7, subscriptions });
    await client.got('suback');
    expect(client.of('suback')).toMatchObject([{ messageId: 7, granted: [1, 0x80, 0x80, 0x80, 0x80] }]);
    client.send(publishPacket('sk/v1/nb-1/up', '{"fill_pct":5}'));
    await client.got('puback');
  });

  test('of a persistent session are checked again when it comes back', async () => {
    const gateway = await startGateway({ anonymous: true });
    const stranger = { clientId: 'x', clean: false };
    const first = await rawClient(gateway.port, '', stranger);
    first.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: 'sk/v1/+/up', qos: 0 }] });
    await first.got('suback');
    const back = await rawClient(gateway.port, 'nb-1', { clientId: 'x', clean: false });
    const device = await rawClient(gateway.port, 'nb-2');
    device.send(publishPacket('sk/v1/nb-2/up', '{"fill_pct":5}'), { cmd: 'pingreq' });
    await device.got('puback');
    back.send({ cmd: 'pingreq' });
    await back.got('pingresp');
    expect(back.of('publish')).toEqual([]);
  });
});

describe("what comes on a device's own topics", () => {
  test('becomes entries of the log: reports, status, quarantine', async () => {
    const gateway = await startGateway();
    const client = await rawClient(gateway.port, 'nb-1');
    client.send(
      publishPacket('sk/v1/nb-1/status', '{"online":true,"fw":"1.4.2"}', { id: 1 }),
      publishPacket('sk/v1/nb-1/up', '{"ts":1732233600000,"fill_pct":82.5}', { id: 2 }),
      publishPacket('sk/v1/nb-1/up', 'fill=82.5', { id: 3 }),
      publishPacket('sk/v1/nb-1/ack', '{"id":"c-1","ok":true}', { id: 4 }),
    );
    await client.got('puback', 4);
    expect(client.acknowledged()).toEqual([1, 2, 3, 4]);
    expect(await gateway.entries('status')).toMatchObject([{ device: 'nb-1', online: true, fw: '1.4.2' }]);
    expect(await gateway.entries('report')).toMatchObject([
      { device: 'nb-1', asset: 'bin-1', assetKind: 'bin', stamped: true, points: { fill_pct: 82.5 } },
    ]);
    expect(await gateway.entries('quarantine')).toMatchObject([
      {
        device: 'nb-1',
        topic: 'sk/v1/nb-1/up',
        reason: 'the payload is not JSON',
        payload: 'fill=82.5',
        readings: 1,
      },
    ]);
  });

  test('in QoS 0 is taken without an answer', async () => {
    const gateway = await startGateway();
    const client = await rawClient(gateway.port, 'nb-1');
    client.send(publishPacket('sk/v1/nb-1/up', '{"fill_pct":1}', { qos: 0 }));
    client.send(publishPacket('sk/v1/nb-1/up', '{"fill_pct":2}', { qos: 1 }));
    await client.got('puback');
    expect((await gateway.entries('report')).map((one) => one.points.fill_pct)).toEqual([1, 2]);
    expect(client.received.map((one) => one.cmd)).toEqual(['connack', 'puback']);
  });

  test.each(['__proto__', 'constructor'])('is told apart for a device named %s', async (name) => {
    const gateway = await startGateway();
    const client = await rawClient(gateway.port, name);
    client.send(publishPacket(`sk/v1/${name}/up`, '{"fill_pct":5}'));
    await client.got('puback');
    expect(await gateway.entries('report')).toMatchObject([
      { device: name, asset: name, points: { fill_pct: 5 } },
    ]);
  });

  test('of a device that nobody registered is quarantined, its status as well', async () => {
    const gateway = await startGateway();
    const client = await rawClient(gateway.port, 'bridge');
    client.send(
      publishPacket('sk/v1/nb-new/up', '{"fill_pct":5}', { id: 1 }),
      publishPacket('sk/v1/nb-new/status', '{"online":true}', { id: 2, retain: true }),
    );
    await client.got('puback', 2);
    expect(await gateway.entries('quarantine')).toMatchObject([
      { device: 'nb-new', reason: 'unknown device', payload: '{"fill_pct":5}', readings: 1 },
      { device: 'nb-new', reason: 'unknown device', payload: '{"online":true}', readings: 1 },
    ]);
    expect(gateway.log.head).toBe(2);
  });
});
