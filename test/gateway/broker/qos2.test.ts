import { describe, expect, test } from 'vitest';
import { startGateway } from '../../support/gateway.js';
import { HeldLog } from '../../support/held-log.js';
import { publishPacket, rawClient } from '../../support/raw-mqtt.js';
import { until } from '../../support/until.js';

const UP = 'sk/v1/nb-1/up';
const REPORT = '{"fill_pct":5}';
const message = (dup = false, id = 5) => publishPacket(UP, REPORT, { qos: 2, id, dup });
const persistent = { clean: false };
const pubrel = (messageId: number) => ({ cmd: 'pubrel', messageId, qos: 1 }) as const;

describe('a QoS 2 message that comes twice is appended once', () => {
  test('in one piece, and both are answered', async () => {
    const gateway = await startGateway();
    const client = await rawClient(gateway.port, 'nb-1');
    client.send(message(), message(true), message(true));
    await client.got('pubrec', 3);
    expect(await gateway.entries('report')).toHaveLength(1);
  });

  test('while the append is on its way, DUP or not', async () => {
    const log = new HeldLog();
    const { port } = await startGateway({ log });
    const client = await rawClient(port, 'nb-1');
    client.send(message(), message(true), message(false), { cmd: 'pingreq' });
    await client.got('pingresp');
    await until('the message waits', () => log.waiting === 1);
    log.settle();
    await client.got('pubrec', 3);
    expect(log.appended).toHaveLength(1);
  });

  test('after the PUBREC', async () => {
    const gateway = await startGateway();
    const client = await rawClient(gateway.port, 'nb-1');
    client.send(message());
    await client.got('pubrec');
    client.send(message(true));
    await client.got('pubrec', 2);
    client.send(pubrel(5));
    await client.got('pubcomp');
    expect(await gateway.entries('report')).toHaveLength(1);
  });

  test('after coming back to a persistent session', async () => {
    const gateway = await startGateway();
    const client = await rawClient(gateway.port, 'nb-1', persistent);
    client.send(message());
    await client.got('pubrec');
    client.reset();
    const back = await rawClient(gateway.port, 'nb-1', persistent);
    back.send(message(true));
    await back.got('pubrec');
    expect(await gateway.entries('report')).toHaveLength(1);
  });

  test('after coming back to a persistent session while the append is still on its way', async () => {
    const log = new HeldLog();
    const gateway = await startGateway({ log });
    const client = await rawClient(gateway.port, 'nb-1', persistent);
    client.send(message());
    await until('the message waits', () => log.waiting === 1);
    client.reset();
    await until('it is gone', () => gateway.connections === 0);
    const back = await rawClient(gateway.port, 'nb-1', persistent);
    back.send(message(true), { cmd: 'pingreq' });
    await back.got('pingresp');
    log.settle();
    await back.got('pubrec');
    expect(log.appended).toHaveLength(1);
  });

  test('after coming back to a persistent session of a server that was restarted', async () => {
    const first = await startGateway();
    const client = await rawClient(first.port, 'nb-1', persistent);
    client.send(message());
    await client.got('pubrec');
    await first.close();
    const second = await startGateway({ dir: first.dir });
    const back = await rawClient(second.port, 'nb-1', persistent);
    back.send(message(true));
    await back.got('pubrec');
    expect(await second.entries('report')).toHaveLength(1);
  });
});

describe('a message id that is free again names another message', () => {
  test('after its PUBREL', async () => {
    const gateway = await startGateway();
    const client = await rawClient(gateway.port, 'nb-1');
    for (let n = 1; n <= 3; n++) {
      client.send(message());
      await client.got('pubrec', n);
      client.send(pubrel(5));
      await client.got('pubcomp', n);
    }
    expect(await gateway.entries('report')).toHaveLength(3);
  });

  test('with a clean session', async () => {
    const gateway = await startGateway();
    for (let n = 0; n < 2; n++) {
      const client = await rawClient(gateway.port, 'nb-1');
      client.send(message());
      await client.got('pubrec');
      client.socket.destroy();
      await until('it is gone', () => gateway.connections === 0);
    }
    expect(await gateway.entries('report')).toHaveLength(2);
  });

  test('with a clean session that follows a persistent one whose append is still on its way', async () => {
    const log = new HeldLog();
    const gateway = await startGateway({ log });
    const client = await rawClient(gateway.port, 'nb-1', persistent);
    client.send(message());
    await until('the message waits', () => log.waiting === 1);
    client.socket.destroy();
    await until('it is gone', () => gateway.connections === 0);
    const fresh = await rawClient(gateway.port, 'nb-1');
    fresh.send(message());
    await until('the second message waits too', () => log.waiting === 2);
    log.settle();
    await fresh.got('pubrec');
  });

  test('for another client', async () => {
    const gateway = await startGateway();
    for (const name of ['nb-1', 'nb-2']) {
      const client = await rawClient(gateway.port, name, { clientId: 'same', clean: false });
      client.send(publishPacket(`sk/v1/${name}/up`, REPORT, { qos: 2, id: 5 }));
      await client.got('pubrec');
    }
    expect((await gateway.entries('report')).map((one) => one.device)).toEqual(['nb-1', 'nb-2']);
  });
});

test('a PUBREL that nothing belongs to is answered', async () => {
  const gateway = await startGateway();
  const client = await rawClient(gateway.port, 'nb-1');
  client.send(pubrel(77));
  await client.got('pubcomp');
  expect(client.acknowledged('pubcomp')).toEqual([77]);
});

test('a client that never sends a PUBREL is dropped at the thousandth open message, and what it was told is kept', async () => {
  const gateway = await startGateway();
  const client = await rawClient(gateway.port, 'nb-1');
  for (let id = 1; id <= 1_000; id++) client.send(message(false, id));
  await client.got('pubrec', 1_000);
  client.send(message(false, 1_001));
  await client.ended();
  expect(client.acknowledged('pubrec')).toHaveLength(1_000);
  expect(await gateway.entries('report')).toHaveLength(1_000);
});
