import mqtt from 'mqtt';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Gateway, startGateway } from '../../support/gateway.js';
import { publishPacket, rawClient } from '../../support/raw-mqtt.js';
import { until } from '../../support/until.js';

interface Listener {
  readonly client: mqtt.MqttClient;
  readonly heard: string[];
}

async function listen(gateway: Gateway, options: mqtt.IClientOptions = {}): Promise<Listener> {
  const heard: string[] = [];
  const client = mqtt.connect(gateway.url, {
    username: 'listener',
    password: 'secret of listener',
    clientId: 'feed',
    reconnectPeriod: 0,
    ...options,
  });
  onTestFinished(() => void client.end(true));
  client.on('message', (topic, payload) => heard.push(`${topic} ${payload.toString()}`));
  await new Promise<void>((resolve, reject) => {
    client.once('connect', () => resolve());
    client.once('error', reject);
  });
  return { client, heard };
}

async function report(gateway: Gateway, name: string, fill: number): Promise<void> {
  const device = await rawClient(gateway.port, name);
  device.send(publishPacket(`sk/v1/${name}/up`, `{"fill_pct":${fill}}`));
  await device.got('puback');
}

describe('an integration hears what devices send up', () => {
  test.each(['sk/v1/+/up', 'sk/v1/nb-1/up', 'sk/v1/nb-1/+', 'sk/v1/#'])('on %s', async (filter) => {
    const gateway = await startGateway();
    await report(gateway, 'nb-1', 1);
    const { client, heard } = await listen(gateway);
    await client.subscribeAsync(filter, { qos: 1 });
    await report(gateway, 'nb-1', 2);
    await until('the report', () => heard.length === 1);
    expect(heard).toEqual(['sk/v1/nb-1/up {"fill_pct":2}']);
  });

  test('a device hears its own when it wants to, and no other', async () => {
    const gateway = await startGateway();
    const device = await listen(gateway, { username: 'nb-1', password: 'secret of nb-1' });
    await device.client.subscribeAsync('sk/v1/nb-1/up', { qos: 1 });
    await report(gateway, 'nb-2', 1);
    await report(gateway, 'nb-1', 2);
    await until('the report', () => device.heard.length > 0);
    expect(device.heard).toEqual(['sk/v1/nb-1/up {"fill_pct":2}']);
  });

  test.each(['sk/v1/+/up', 'sk/v1/nb-1/up'])(
    'after a restart of the server too: what came while it was away waits for its session, on %s',
    async (filter) => {
      const first = await startGateway();
      const before = await listen(first, { clean: false });
      await before.client.subscribeAsync(filter, { qos: 1 });
      before.client.end(true);
      await until('it is gone', () => first.connections === 0);
      await report(first, 'nb-1', 1);
      await first.close();

      const second = await startGateway({ dir: first.dir });
      await report(second, 'nb-1', 2);
      const after = await listen(second, { clean: false });
      await report(second, 'nb-1', 3);
      await until('all three', () => after.heard.length >= 3);
      expect(after.heard.sort()).toEqual([1, 2, 3].map((n) => `sk/v1/nb-1/up {"fill_pct":${n}}`));
    },
  );

  test('after a restart of the server too, when it had subscribed in QoS 0', async () => {
    const first = await startGateway();
    const before = await listen(first, { clean: false });
    await before.client.subscribeAsync('sk/v1/nb-1/up', { qos: 0 });
    before.client.end(true);
    await until('it is gone', () => first.connections === 0);
    await first.close();
    const second = await startGateway({ dir: first.dir });
    const after = await listen(second, { clean: false });
    await report(second, 'nb-1', 3);
    await until('the report', () => after.heard.length > 0);
    expect(after.heard).toEqual(['sk/v1/nb-1/up {"fill_pct":3}']);
  });
});

test('a subscriber that stops reading does not hold devices up', async () => {
  const gateway = await startGateway();
  const frozen = await rawClient(gateway.port, 'listener');
  frozen.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: 'sk/v1/+/up', qos: 0 }] });
  await frozen.got('suback');
  frozen.socket.pause();
  const device = await rawClient(gateway.port, 'nb-1');
  const payload = JSON.stringify({ fault_code: 'x'.repeat(100_000) });
  for (let id = 1; id <= 250; id++) {
    device.send(publishPacket('sk/v1/nb-1/up', payload, { qos: 2, id }));
    await device.got('pubrec', id);
  }
  expect(gateway.connections).toBe(2);
});
