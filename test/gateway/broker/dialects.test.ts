import { describe, expect, test } from 'vitest';
import { aDialectStreet, EUI, PLATFORMS } from '../../support/dialect-street.js';
import { type GatewayOptions, startGateway } from '../../support/gateway.js';
import { HeldLog } from '../../support/held-log.js';
import { publishPacket, type RawMqtt, rawClient } from '../../support/raw-mqtt.js';
import { peerDecode, peerEncode } from '../../support/sparkplug-peer.js';
import { until } from '../../support/until.js';

const codecs = {
  bad: 'function decodeUplink() { for (;;) {} }',
  good: 'function decodeUplink(i) { return { data: { fill_pct: i.bytes[0] } }; }',
};
const start = (more: GatewayOptions = {}) =>
  startGateway({ registry: aDialectStreet(), integrations: PLATFORMS, codecs, ...more });

const up = (device: string) => `application/a/device/${device}/event/up`;
const coded = (fCnt: number): string =>
  JSON.stringify({ fCnt, fPort: 1, data: Buffer.from([fCnt % 100]).toString('base64') });
const decoded = (fCnt: number): string => JSON.stringify({ fCnt, object: { fill_pct: fCnt % 100 } });
const ping = { cmd: 'pingreq' } as const;

/** Message `n` of a platform: some need a codec, some do not, some are junk, one in fifty hangs its codec. */
function mixed(n: number, qos: 0 | 1 | 2) {
  const message = { qos, id: n };
  if (n % 50 === 7) return publishPacket(up('eui-bad'), coded(n), message);
  if (n % 5 === 1) return publishPacket(up('eui-plain'), decoded(n), message);
  if (n % 5 === 2) return publishPacket(up('eui-plain'), 'junk', message);
  if (n % 5 === 3) return publishPacket(`application/a/device/${EUI}/event/join`, '{}', message);
  return publishPacket(up('eui-good'), coded(n), message);
}
const reports = (numbers: readonly number[]) =>
  numbers.filter((n) => n % 50 !== 7 && [0, 1, 4].includes(n % 5));
const numbers = Array.from({ length: 150 }, (_, n) => n + 1);

describe('acknowledged means on disk, also when a codec has to be run', () => {
  test.each([
    { qos: 1, answer: 'puback' },
    { qos: 2, answer: 'pubrec' },
  ] as const)('QoS $qos', async ({ qos, answer }) => {
    const log = new HeldLog();
    const { port } = await start({ log });
    const client = await rawClient(port, 'lns');
    client.send(publishPacket(up('eui-good'), coded(9), { qos, id: 9 }), ping);
    await client.got('pingresp');
    await until('the log has the message', () => log.waiting === 1);
    expect(client.of(answer)).toEqual([]);
    log.settle();
    await client.got(answer);
    expect(log.appended).toMatchObject([
      { kind: 'report', device: 'eui-good', seq: 9, points: { fill_pct: 9 } },
    ]);
  });

  test('a second arrival of a QoS 2 message whose codec runs is appended once', async () => {
    const gateway = await start();
    const client = await rawClient(gateway.port, 'lns');
    const message = (dup: boolean) => publishPacket(up('eui-good'), coded(5), { qos: 2, id: 5, dup });
    client.send(message(false), message(true));
    await client.got('pubrec', 2);
    expect(await gateway.entries('report')).toHaveLength(1);
  });
});

describe('in the order of arrival', () => {
  test.each([1, 2] as const)('acknowledgements and entries, QoS %i', async (qos) => {
    const gateway = await start();
    const client = await rawClient(gateway.port, 'lns');
    client.send(...numbers.map((n) => mixed(n, qos)));
    const answer = qos === 1 ? 'puback' : 'pubrec';
    await client.got(answer, numbers.length);
    expect(client.acknowledged(answer)).toEqual(numbers);
    expect((await gateway.entries('report')).map(({ seq }) => seq)).toEqual(reports(numbers));
  });

  test('of a device that speaks its own dialect and ours by turns', async () => {
    const gateway = await start();
    const client = await rawClient(gateway.port, 'tasmota-1');
    const turns = numbers.slice(0, 40);
    client.send(
      ...turns.map((n) =>
        n % 2 === 0
          ? publishPacket('sk/v1/tasmota-1/up', `{"dim_pct":${n}}`, { id: n })
          : publishPacket('tele/tasmota-1/STATE', `{"Dimmer":${n}}`, { id: n }),
      ),
    );
    await client.got('puback', turns.length);
    expect(client.acknowledged()).toEqual(turns);
    expect((await gateway.entries('report')).map(({ points }) => points.dim_pct)).toEqual(turns);
  });

  test('of mixed QoS the log is given everything in the order of arrival', async () => {
    const gateway = await start();
    const client = await rawClient(gateway.port, 'lns');
    const qosOf = (n: number): 0 | 1 | 2 => (n % 3 === 0 ? 2 : n % 3 === 1 ? 1 : 0);
    client.send(...numbers.map((n) => mixed(n, qosOf(n))));
    await client.got('puback', 50);
    await client.got('pubrec', 50);
    expect((await gateway.entries('report')).map(({ seq }) => seq)).toEqual(reports(numbers));
  });
});

test('a codec that hangs is counted against its device; the others go on', async () => {
  const gateway = await start();
  const [one, other] = [await rawClient(gateway.port, 'lns'), await rawClient(gateway.port, 'lns-bins')];
  for (let n = 1; n <= 20; n++) {
    one.send(publishPacket(up('eui-bad'), coded(n), { id: n }));
    other.send(publishPacket(up('eui-good'), coded(n), { id: n }));
  }
  await one.got('puback', 20);
  await other.got('puback', 20);
  expect(await gateway.entries('report')).toHaveLength(20);
  const quarantined = await gateway.entries('quarantine');
  expect(new Set(quarantined.map(({ device, reason }) => `${device}: ${reason}`))).toEqual(
    new Set([
      'eui-bad: bad: the codec took longer than 50 ms',
      'eui-bad: bad: not run, since it keeps hanging',
    ]),
  );
  expect(quarantined.reduce((sum, { readings }) => sum + readings, 0)).toBe(20);
});

describe('who may say what', () => {
  test.each([
    { says: 'a device in its own dialect', name: 'tasmota-1', topic: 'tele/tasmota-1/STATE', kept: 'report' },
    {
      says: 'a device, what nobody needs',
      name: 'tasmota-1',
      topic: 'tasmota/discovery/AB/config',
      kept: 'nothing',
    },
    {
      says: 'a platform for a device of its prefix',
      name: 'lns-bins',
      topic: up('eui-plain'),
      kept: 'report',
    },
    { says: 'a house full of lamps', name: 'house', topic: 'shelly-1/status/light:0', kept: 'report' },
  ])('$says', async ({ name, topic, kept }) => {
    const gateway = await start();
    const client = await rawClient(gateway.port, name);
    client.send(publishPacket(topic, '{"POWER":"ON","output":true,"object":{"fill_pct":4}}'));
    await client.got('puback');
    expect(await gateway.entries('report')).toHaveLength(kept === 'report' ? 1 : 0);
    expect(await gateway.entries('quarantine')).toEqual([]);
  });

  test.each([
    { says: 'a device for another', name: 'tasmota-1', topic: 'tele/shelly-1/STATE' },
    { says: 'a device what another says of itself', name: 'tasmota-1', topic: 'shelly-1/debug/log' },
    { says: 'a device a command', name: 'tasmota-1', topic: 'cmnd/tasmota-1/POWER' },
    { says: 'a platform beyond its prefix', name: 'lns-bins', topic: up(EUI) },
    { says: 'a platform beyond its topics', name: 'trucks', topic: up('eui-plain') },
    { says: 'a downlink', name: 'lns', topic: 'application/a/device/eui-plain/command/down' },
    { says: 'another Sparkplug node', name: 'scada', topic: 'spBv1.0/town/NBIRTH/edge' },
  ])('not: $says', async ({ name, topic }) => {
    const gateway = await start();
    const client = await rawClient(gateway.port, name);
    client.send(publishPacket(topic, '{}'));
    await client.ended();
    await until('the refusal is audited', () => gateway.log.head > 0);
    expect(await gateway.entries('audit')).toMatchObject([{ by: name, what: 'foreign-topic' }]);
    expect(gateway.log.head).toBe(1);
  });

  test('a device named in the payload must be of the prefix; else it is charged to the platform', async () => {
    const gateway = await start();
    const client = await rawClient(gateway.port, 'trucks');
    client.send(
      publishPacket('traccar/positions', '{"device":{"uniqueId":"eui-plain"},"position":{"latitude":1}}'),
    );
    await client.got('puback');
    expect(await gateway.entries('quarantine')).toMatchObject([
      { device: 'trucks', reason: '"eui-plain" is no device of trucks', readings: 1 },
    ]);
  });

  test('who may listen where', async () => {
    const gateway = await start();
    const client = await rawClient(gateway.port, 'city:edge');
    const filters = [
      'spBv1.0/city/NCMD/edge',
      'spBv1.0/city/DCMD/edge/+',
      'spBv1.0/STATE/+',
      'spBv1.0/city/NCMD/+',
      'spBv1.0/#',
    ];
    client.send({
      cmd: 'subscribe',
      messageId: 1,
      subscriptions: filters.map((topic) => ({ topic, qos: 0 as const })),
    });
    await client.got('suback');
    expect(client.of('suback')).toMatchObject([{ granted: [0, 0, 0, 128, 128] }]);
  });
});

describe('Sparkplug over the wire', () => {
  test('a node that waits for its host hears that it is there', async () => {
    const gateway = await start();
    const client = await rawClient(gateway.port, 'city:edge');
    client.send({
      cmd: 'subscribe',
      messageId: 1,
      subscriptions: [{ topic: 'spBv1.0/STATE/streetkeep', qos: 1 }],
    });
    await client.got('publish');
    const [state] = client.received.flatMap((packet) => (packet.cmd === 'publish' ? [packet] : []));
    expect(state?.retain).toBe(true);
    expect(JSON.parse(String(state?.payload))).toEqual({ online: true, timestamp: expect.any(Number) });
  });

  const say = (
    client: RawMqtt,
    topic: string,
    seq: number,
    ...metrics: { alias?: number; name?: string; type: 'Int32'; value: number }[]
  ) =>
    client.send(
      publishPacket(`spBv1.0/city/${topic}`, peerEncode({ timestamp: Date.now(), seq, metrics }), { qos: 0 }),
    );

  test('a node whose birth was missed is asked, and after that all is well', async () => {
    const gateway = await start();
    const client = await rawClient(gateway.port, 'city:edge');
    client.send({
      cmd: 'subscribe',
      messageId: 1,
      subscriptions: [{ topic: 'spBv1.0/city/NCMD/edge', qos: 0 }],
    });
    await client.got('suback');
    say(client, 'DDATA/edge/tank', 9, { alias: 3, type: 'Int32', value: 700 });
    await client.got('publish');
    const [command] = client.received.flatMap((packet) => (packet.cmd === 'publish' ? [packet] : []));
    expect(peerDecode(Buffer.from(command?.payload ?? ''))).toMatchObject({
      metrics: [{ name: 'Node Control/Rebirth', value: true }],
    });
    say(client, 'NBIRTH/edge', 0);
    say(client, 'DBIRTH/edge/tank', 1, { alias: 3, name: 'level_mm', type: 'Int32', value: 700 });
    say(client, 'DDATA/edge/tank', 2, { alias: 3, type: 'Int32', value: 710 });
    await until('all is in the log', () => gateway.log.head === 5);
    expect(await gateway.entries('report')).toMatchObject([
      { device: 'city:edge:tank', asset: 'tank-1', stamped: true, points: { level_mm: 700 } },
      { device: 'city:edge:tank', points: { level_mm: 710 } },
    ]);
    expect(await gateway.entries('status')).toMatchObject([
      { device: 'city:edge', online: true },
      { device: 'city:edge:tank', online: true },
    ]);
    expect(await gateway.entries('quarantine')).toMatchObject([{ device: 'city:edge:tank', readings: 1 }]);
  });

  test('a node that is cut off takes its devices along', async () => {
    const gateway = await start();
    const payload = peerEncode({ timestamp: 1, metrics: [{ name: 'bdSeq', type: 'UInt64', value: 0 }] });
    const will = { topic: 'spBv1.0/city/NDEATH/edge', payload, qos: 1, retain: false } as const;
    const client = await rawClient(gateway.port, 'city:edge', { will });
    say(client, 'NBIRTH/edge', 0);
    say(client, 'DBIRTH/edge/bin', 1);
    await until('both are there', () => gateway.log.head === 2);
    client.reset();
    await until('both are gone', () => gateway.log.head === 4);
    expect((await gateway.entries('status')).map(({ device, online }) => `${device} ${online}`)).toEqual([
      'city:edge true',
      'city:edge:bin true',
      'city:edge false',
      'city:edge:bin false',
    ]);
  });
});
