import { describe, expect, test } from 'vitest';
import { minutes } from '../../../core/index.js';
import { type GatewayOptions, startGateway } from '../../support/gateway.js';
import { ManualClock } from '../../support/manual-clock.js';
import { connectPacket, publishPacket, RawMqtt, rawClient } from '../../support/raw-mqtt.js';
import { until } from '../../support/until.js';

/** The return code of the CONNACK. */
async function answer(
  options: GatewayOptions,
  ...connect: Parameters<typeof connectPacket>
): Promise<unknown> {
  const gateway = await startGateway(options);
  const client = new RawMqtt(gateway.port);
  client.send(connectPacket(...connect));
  await client.got('connack');
  return client.received[0];
}

describe('logins', () => {
  test.each([
    { says: 'a device with its secret comes in', name: 'nb-1', more: {}, code: 0 },
    { says: 'an integration with its secret comes in', name: 'bridge', more: {}, code: 0 },
    { says: 'a device named __proto__ comes in', name: '__proto__', more: {}, code: 0 },
    { says: 'a device named constructor comes in', name: 'constructor', more: {}, code: 0 },
    { says: 'a wrong secret is refused', name: 'nb-1', more: { password: 'x' }, code: 4 },
    { says: 'an empty secret is refused', name: 'nb-1', more: { password: '' }, code: 4 },
    { says: 'no secret is refused', name: 'nb-1', more: { password: null }, code: 4 },
    {
      says: 'the secret of another is refused',
      name: 'nb-1',
      more: { password: 'secret of nb-2' },
      code: 4,
    },
    { says: 'an unknown name is refused', name: 'nb-99', more: {}, code: 4 },
    { says: 'a name of every object is unknown', name: 'toString', more: {}, code: 4 },
    { says: 'a stranger is refused', name: '', more: {}, code: 4 },
    { says: 'a stranger comes in on trial', name: '', more: {}, anonymous: true, code: 0 },
    {
      says: 'a wrong secret is refused even on trial',
      name: 'nb-1',
      more: { password: 'x' },
      anonymous: true,
      code: 4,
    },
  ])('$says', async ({ name, more, anonymous = false, code }) => {
    expect(await answer({ anonymous }, name, more)).toMatchObject({ returnCode: code });
  });

  test('whoever says anything before CONNECT is dropped', async () => {
    const gateway = await startGateway({ anonymous: true });
    const client = new RawMqtt(gateway.port);
    client.send(publishPacket('sk/v1/nb-1/up', '{"fill_pct":5}'));
    await client.ended();
    expect(client.received).toEqual([]);
    expect(await gateway.entries('report')).toEqual([]);
  });

  test('bytes that are not MQTT are dropped, and others do not notice', async () => {
    const gateway = await startGateway();
    const device = await rawClient(gateway.port, 'nb-1');
    for (const junk of ['GET / HTTP/1.1\r\n\r\n', '\0\0\0\0', 'ÿÿÿÿÿÿÿÿ', '\x10\x80\x80\x80\x80\x80']) {
      const stranger = new RawMqtt(gateway.port);
      stranger.socket.write(junk, 'latin1');
      await stranger.ended();
    }
    device.send(publishPacket('sk/v1/nb-1/up', '{"fill_pct":5}'));
    await device.got('puback');
  });
});

describe('sessions belong to a credential', () => {
  test('two devices that chose the same client id both stay', async () => {
    const gateway = await startGateway();
    const one = await rawClient(gateway.port, 'nb-1', { clientId: 'esp32' });
    const other = await rawClient(gateway.port, 'nb-2', { clientId: 'esp32' });
    for (const [client, id] of [
      [one, 'nb-1'],
      [other, 'nb-2'],
    ] as const) {
      client.send(publishPacket(`sk/v1/${id}/up`, '{"fill_pct":5}'));
      await client.got('puback');
    }
    expect(gateway.connections).toBe(2);
  });

  test('a device that comes back takes the place of its own dead connection', async () => {
    const gateway = await startGateway();
    const dead = await rawClient(gateway.port, 'nb-1', { clientId: 'esp32' });
    await rawClient(gateway.port, 'nb-1', { clientId: 'esp32' });
    await dead.ended();
    expect(gateway.connections).toBe(1);
  });

  test('what waits for an integration is not given to one who borrows its client id', async () => {
    const gateway = await startGateway();
    const feed = { clientId: 'feed', clean: false };
    const listener = await rawClient(gateway.port, 'listener', feed);
    listener.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: 'sk/v1/+/up', qos: 1 }] });
    await listener.got('suback');
    listener.socket.destroy();
    await until('the listener is gone', () => gateway.connections === 0);

    const device = await rawClient(gateway.port, 'nb-1');
    device.send(publishPacket('sk/v1/nb-1/up', '{"fill_pct":5}'));
    await device.got('puback');
    const thief = await rawClient(gateway.port, 'nb-2', feed);
    expect(thief.received[0]).toMatchObject({ cmd: 'connack', sessionPresent: false });
    thief.send({ cmd: 'pingreq' });
    await thief.got('pingresp');
    expect(thief.of('publish')).toEqual([]);

    const back = await rawClient(gateway.port, 'listener', feed);
    await back.got('publish');
    expect(back.received[0]).toMatchObject({ cmd: 'connack', sessionPresent: true });
  });
});

describe('refusals are audited without filling the log', () => {
  test('who keeps trying a wrong secret gets one entry, and a minute later one that counts the rest', async () => {
    const clock = new ManualClock();
    const gateway = await startGateway({ clock });
    for (let n = 0; n < 30; n++) {
      const client = new RawMqtt(gateway.port);
      client.send(connectPacket('nb-1', { password: `guess ${n}` }));
      await client.ended();
    }
    await until('the first is audited', () => gateway.log.head > 0);
    const before = await gateway.entries('audit');
    expect(before).toMatchObject([
      { by: 'nb-1', what: 'login-refused', detail: 'wrong secret, from 127.0.0.1' },
    ]);
    await until('the minute has begun', () => clock.sleepers > 0);
    const { head } = gateway.log;
    clock.advance(minutes(1));
    await until('the rest is counted', () => gateway.log.head > head);
    expect((await gateway.entries('audit'))[1]?.detail).toBe(
      '29 more, the last: wrong secret, from 127.0.0.1',
    );
  });

  test('a thousand unknown names are one entry, and what was only counted is written at the end', async () => {
    const gateway = await startGateway({ clock: new ManualClock() });
    for (let n = 0; n < 1_000; n += 50) {
      await Promise.all(
        Array.from({ length: 50 }, async (_, index) => {
          const client = new RawMqtt(gateway.port);
          client.send(connectPacket(`guess-${n + index}`));
          await client.ended();
        }),
      );
    }
    await until('the first is audited', () => gateway.log.head > 0);
    const first = await gateway.entries('audit');
    expect(first).toHaveLength(1);
    expect(first[0]).toMatchObject({ by: 'unknown', what: 'login-refused' });
    await gateway.close();
    const again = await startGateway({ dir: gateway.dir });
    expect((await again.entries('audit')).map((one) => one.detail)).toEqual([
      first[0]?.detail,
      expect.stringMatching(/^999 more, the last: no credential "guess-\d+", from 127\.0\.0\.1$/),
    ]);
  });

  test('a flood of foreign topics is one entry and a count', async () => {
    const gateway = await startGateway({ clock: new ManualClock() });
    for (let n = 0; n < 50; n++) {
      const client = await rawClient(gateway.port, 'nb-1');
      client.send(publishPacket('sk/v1/nb-2/up', '{"fill_pct":5}'));
      await client.ended();
    }
    await until('the first is audited', () => gateway.log.head > 0);
    expect(await gateway.entries('audit')).toMatchObject([
      { by: 'nb-1', what: 'foreign-topic', detail: 'nb-1 may not publish to sk/v1/nb-2/up' },
    ]);
    expect(gateway.log.head).toBe(1);
  });
});
