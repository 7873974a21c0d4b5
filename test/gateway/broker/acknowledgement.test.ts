import { describe, expect, test } from 'vitest';
import { startGateway } from '../../support/gateway.js';
import { HeldLog } from '../../support/held-log.js';
import { publishPacket, type RawMqtt, rawClient } from '../../support/raw-mqtt.js';
import { until } from '../../support/until.js';

const UP = 'sk/v1/nb-1/up';
const report = (n: number): string => JSON.stringify({ seq: n, fill_pct: n });

async function held(): Promise<{ log: HeldLog; client: RawMqtt; port: number }> {
  const log = new HeldLog();
  const { port } = await startGateway({ log });
  return { log, port, client: await rawClient(port, 'nb-1') };
}

/** A PINGREQ sent with the messages is answered after whatever could be answered at once. */
const ping = { cmd: 'pingreq' } as const;

describe('an acknowledgement means: on disk', () => {
  test.each([
    { says: 'a report, QoS 1', qos: 1, topic: UP, payload: report(1), answer: 'puback' },
    { says: 'a report, QoS 2', qos: 2, topic: UP, payload: report(1), answer: 'pubrec' },
    { says: 'what can not be decoded, QoS 1', qos: 1, topic: UP, payload: 'junk', answer: 'puback' },
    { says: 'what can not be decoded, QoS 2', qos: 2, topic: UP, payload: 'junk', answer: 'pubrec' },
    {
      says: 'a status, QoS 1',
      qos: 1,
      topic: 'sk/v1/nb-1/status',
      payload: '{"online":true}',
      answer: 'puback',
    },
    {
      says: 'a status, QoS 2',
      qos: 2,
      topic: 'sk/v1/nb-1/status',
      payload: '{"online":true}',
      answer: 'pubrec',
    },
  ] as const)(
    '$says is acknowledged when the log has it, not before',
    async ({ qos, topic, payload, answer }) => {
      const { log, client } = await held();
      client.send(publishPacket(topic, payload, { qos, id: 9 }), ping);
      await client.got('pingresp');
      await until('the log has the message', () => log.waiting === 1);
      expect(client.of(answer)).toEqual([]);
      log.settle();
      await client.got(answer);
      expect(client.acknowledged(answer)).toEqual([9]);
    },
  );

  test('a log that refuses disconnects the client and acknowledges nothing', async () => {
    for (const qos of [1, 2] as const) {
      const { log, client } = await held();
      for (const id of [1, 2, 3]) client.send(publishPacket(UP, report(id), { qos, id }));
      await until('something waits in the log', () => log.waiting > 0);
      log.fail();
      await client.ended();
      expect(client.received.map((one) => one.cmd)).toEqual(['connack']);
    }
  });

  test('after a log that refused, the client comes back and its message is taken', async () => {
    const { log, client, port } = await held();
    client.send(publishPacket(UP, report(1), { qos: 2, id: 5 }));
    await until('the message waits', () => log.waiting === 1);
    log.fail();
    await client.ended();
    const back = await rawClient(port, 'nb-1');
    back.send(publishPacket(UP, report(1), { qos: 2, id: 5, dup: true }));
    await until('the message waits again', () => log.waiting === 1);
    log.settle();
    await back.got('pubrec');
  });

  test.each([1, 2] as const)(
    'a client that leaves while its append is on its way harms nobody, QoS %i',
    async (qos) => {
      const { log, client, port } = await held();
      client.send(publishPacket(UP, report(1), { qos, id: 1 }), publishPacket(UP, 'junk', { qos, id: 2 }));
      await until('both wait', () => log.waiting === 2);
      client.reset();
      const other = await rawClient(port, 'nb-2');
      log.settle(1);
      log.fail();
      other.send(publishPacket('sk/v1/nb-2/up', report(1)));
      await until('the other is heard', () => log.waiting === 1);
      log.settle();
      await other.got('puback');
    },
  );

  test('the server stops while appends are on their way', async () => {
    const log = new HeldLog();
    const gateway = await startGateway({ log });
    const client = await rawClient(gateway.port, 'nb-1');
    client.send(
      publishPacket(UP, report(1), { qos: 1, id: 1 }),
      publishPacket(UP, report(2), { qos: 2, id: 2 }),
    );
    await until('both wait', () => log.waiting === 2);
    await gateway.close();
    await client.ended();
    expect(client.received.map((one) => one.cmd)).toEqual(['connack']);
  });
});

describe('what the log has not taken yet', () => {
  test('does not pile up in memory: the sender is stopped, and goes on when the log does', async () => {
    const { log, client, port } = await held();
    const other = await rawClient(port, 'nb-2');
    const payload = JSON.stringify([{ fault_code: 'x'.repeat(400_000) }]);
    const ids = Array.from({ length: 100 }, (_, n) => n + 1);
    for (const id of ids) client.send(publishPacket(UP, payload, { id }));
    await until('the log has the first of them', () => log.waiting > 2);
    for (let turn = 1; turn <= 100; turn++) {
      other.send(ping);
      await other.got('pingresp', turn);
    }
    expect(log.waiting).toBeLessThan(5);
    expect(client.socket.writableLength).toBeGreaterThan(20_000_000);
    await until('everything is acknowledged', () => {
      log.settle();
      return client.acknowledged().length === ids.length;
    });
    expect(client.acknowledged()).toEqual(ids);
  });
});

describe('acknowledgements leave in the order of arrival', () => {
  test('whatever the messages are: reports, junk, status, acks', async () => {
    const { log, client } = await held();
    const messages = Array.from({ length: 40 }, (_, n) => {
      const id = n + 1;
      if (n % 4 === 1) return publishPacket(UP, 'junk', { id });
      if (n % 4 === 2) return publishPacket('sk/v1/nb-1/status', '{"online":true}', { id });
      if (n % 4 === 3) return publishPacket('sk/v1/nb-1/ack', '{"id":"x","ok":true}', { id });
      return publishPacket(UP, report(n), { id });
    });
    client.send(...messages);
    for (let settled = 0; settled < messages.length; settled += 8) {
      await until('a few more wait', () => log.waiting >= Math.min(8, messages.length - settled));
      log.settle(8);
    }
    await client.got('puback', messages.length);
    expect(client.acknowledged()).toEqual(messages.map((_, n) => n + 1));
  });

  test('of QoS 2 as well, and so does what the log is given', async () => {
    const gateway = await startGateway();
    const client = await rawClient(gateway.port, 'nb-1');
    const ids = Array.from({ length: 300 }, (_, n) => n + 1);
    client.send(...ids.map((id) => publishPacket(UP, report(id), { qos: 2, id })));
    await client.got('pubrec', ids.length);
    expect(client.acknowledged('pubrec')).toEqual(ids);
    expect((await gateway.entries('report')).map((one) => one.seq)).toEqual(ids);
  });

  test('of mixed QoS the log is given everything in the order of arrival', async () => {
    const gateway = await startGateway();
    const client = await rawClient(gateway.port, 'nb-1');
    const ids = Array.from({ length: 300 }, (_, n) => n + 1);
    client.send(
      ...ids.map((id) => publishPacket(UP, report(id), { qos: id % 3 === 0 ? 2 : id % 3 === 1 ? 1 : 0, id })),
    );
    await client.got('puback', 100);
    await client.got('pubrec', 100);
    expect((await gateway.entries('report')).map((one) => one.seq)).toEqual(ids);
    expect(client.acknowledged('puback')).toEqual(ids.filter((id) => id % 3 === 1));
    expect(client.acknowledged('pubrec')).toEqual(ids.filter((id) => id % 3 === 0));
  });
});

test('an array of a thousand reports is taken with one acknowledgement', async () => {
  const gateway = await startGateway();
  const client = await rawClient(gateway.port, 'nb-1');
  const reports = (count: number): string =>
    JSON.stringify(
      Array.from({ length: count }, (_, n) => ({ ts: 1_732_233_600_000 + n, seq: n, fill_pct: n % 100 })),
    );
  client.send(publishPacket(UP, reports(1_000), { id: 1 }));
  client.send(publishPacket(UP, reports(1_001), { id: 2 }));
  await client.got('puback', 2);
  expect(await gateway.entries('report')).toHaveLength(1_000);
  expect(await gateway.entries('quarantine')).toMatchObject([
    { reason: '1001 reports in one message; 1000 is the most', readings: 1_001 },
  ]);
});
