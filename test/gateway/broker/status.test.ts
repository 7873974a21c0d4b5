import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { type Gateway, startGateway } from '../../support/gateway.js';
import { HeldLog } from '../../support/held-log.js';
import { mosquittoSub } from '../../support/mosquitto-clients.js';
import { type ConnectOptions, publishPacket, type RawMqtt, rawClient } from '../../support/raw-mqtt.js';
import { until } from '../../support/until.js';

const STATUS = 'sk/v1/nb-1/status';
const ONLINE = '{"online":true,"fw":"1.4.2"}';
const OFFLINE = '{"online":false}';
const LISTENER = { name: 'listener' };
const withWill: ConnectOptions = {
  will: { topic: STATUS, payload: Buffer.from(OFFLINE), qos: 1, retain: true },
};

/** A device that left a will and said that it is online. */
async function online(gateway: Gateway, more: ConnectOptions = {}): Promise<RawMqtt> {
  const device = await rawClient(gateway.port, 'nb-1', { ...withWill, ...more });
  device.send(publishPacket(STATUS, ONLINE, { retain: true }));
  await device.got('puback');
  return device;
}

const states = async (gateway: Gateway): Promise<boolean[]> =>
  (await gateway.entries('status')).map((one) => one.online);

/** What a client that subscribes now is told at once. */
async function retained(gateway: Gateway, filter = 'sk/v1/+/status'): Promise<string[]> {
  const { seen } = await mosquittoSub(
    { port: gateway.port, ...LISTENER },
    '-t',
    filter,
    '-t',
    'sk/v1/nb-2/up',
  );
  const beacon = await rawClient(gateway.port, 'nb-2', { clientId: '' });
  beacon.send(publishPacket('sk/v1/nb-2/up', 'beacon'));
  await until('the beacon', () => seen.some((line) => line.endsWith('beacon')));
  return seen.filter((line) => !line.endsWith('beacon'));
}

describe('a last will', () => {
  test('of a device whose connection breaks becomes an entry and the retained status', async () => {
    const gateway = await startGateway();
    const device = await online(gateway);
    device.reset();
    await until('the will is in the log', () => gateway.log.head === 2);
    expect(await states(gateway)).toEqual([true, false]);
    expect(await retained(gateway)).toEqual([`${STATUS} ${OFFLINE}`]);
  });

  test('of a device that says goodbye is forgotten', async () => {
    const gateway = await startGateway();
    const device = await online(gateway);
    device.send({ cmd: 'disconnect' });
    await device.ended();
    expect(await retained(gateway)).toEqual([`${STATUS} ${ONLINE}`]);
    expect(await states(gateway)).toEqual([true]);
  });

  test('of a device that falls silent is published after its keepalive', async () => {
    const gateway = await startGateway();
    const device = await online(gateway, { keepalive: 1 });
    await device.ended();
    await until('the will is in the log', () => gateway.log.head === 2);
    expect(await states(gateway)).toEqual([true, false]);
  });

  test('of a device that only pings is not', async () => {
    const gateway = await startGateway();
    const silent = await online(gateway, { keepalive: 1, clientId: 'silent' });
    const alive = await rawClient(gateway.port, 'nb-2', { keepalive: 1 });
    const pinging = setInterval(() => alive.send({ cmd: 'pingreq' }), 200);
    onTestFinished(() => clearInterval(pinging));
    await silent.ended();
    const pongs = alive.of('pingresp').length;
    await alive.got('pingresp', pongs + 3);
    expect(alive.closed).toBe(false);
  });

  test('that is not even a status is quarantined and not retained', async () => {
    const gateway = await startGateway();
    const device = await rawClient(gateway.port, 'nb-1', {
      will: { topic: STATUS, payload: Buffer.from('gone'), qos: 0, retain: true },
    });
    device.reset();
    await until('the will is in the log', () => gateway.log.head === 1);
    expect(await gateway.entries('quarantine')).toMatchObject([{ reason: 'not a status', payload: 'gone' }]);
    expect(await retained(gateway)).toEqual([]);
  });

  test('is not published because the server stops: nobody is gone but us', async () => {
    const first = await startGateway();
    const device = await online(first);
    await first.close();
    await device.ended();
    const second = await startGateway({ dir: first.dir });
    expect(await states(second)).toEqual([true]);
    expect(await retained(second)).toEqual([`${STATUS} ${ONLINE}`]);
  });

  test('of a device that does not come back after a restart is published some minutes later', async () => {
    const first = await startGateway();
    await online(first);
    await first.close();
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    onTestFinished(() => void vi.useRealTimers());
    const second = await startGateway({ dir: first.dir });
    vi.advanceTimersByTime(5 * 60_000);
    await until('the will is in the log', () => second.log.head === 2);
    expect(await states(second)).toEqual([true, false]);
    expect(await retained(second)).toEqual([`${STATUS} ${OFFLINE}`]);
  });

  test('that the log refuses then harms nobody, and is tried again', async () => {
    const first = await startGateway();
    await online(first);
    await first.close();
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    onTestFinished(() => void vi.useRealTimers());
    const log = new HeldLog();
    const second = await startGateway({ dir: first.dir, log });
    vi.advanceTimersByTime(5 * 60_000);
    await until('the will waits', () => log.waiting === 1);
    log.fail();
    const device = await rawClient(second.port, 'nb-2');
    device.send({ cmd: 'pingreq' });
    await device.got('pingresp');
    vi.advanceTimersByTime(5 * 60_000);
    await until('the will waits again', () => log.waiting === 1);
    log.settle();
    expect(log.appended).toMatchObject([{ online: false }, { online: false }]);
  });

  test('of a device that came back after a restart is not', async () => {
    const first = await startGateway();
    await online(first);
    await first.close();
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    onTestFinished(() => void vi.useRealTimers());
    const second = await startGateway({ dir: first.dir });
    const back = await online(second);
    vi.advanceTimersByTime(5 * 60_000);
    back.send({ cmd: 'pingreq' });
    await back.got('pingresp');
    expect(await retained(second)).toEqual([`${STATUS} ${ONLINE}`]);
    expect(await states(second)).toEqual([true, true]);
  });
});

describe('a retained status', () => {
  test('survives a restart on the same folder', async () => {
    const first = await startGateway();
    await online(first);
    await first.close();
    const second = await startGateway({ dir: first.dir });
    expect(await retained(second)).toEqual([`${STATUS} ${ONLINE}`]);
    expect(await retained(second, STATUS)).toEqual([`${STATUS} ${ONLINE}`]);
    expect(await retained(second, 'sk/v1/nb-1/#')).toEqual([`${STATUS} ${ONLINE}`]);
    expect(await retained(second, 'sk/v1/nb-2/#')).toEqual([]);
  });

  test("of an integration is kept like a device's own", async () => {
    const gateway = await startGateway();
    const bridge = await rawClient(gateway.port, 'bridge');
    bridge.send(publishPacket(STATUS, ONLINE, { retain: true, id: 1 }));
    bridge.send(publishPacket('sk/v1/nb-2/status', OFFLINE, { retain: true, id: 2 }));
    await bridge.got('puback', 2);
    expect((await retained(gateway)).sort()).toEqual([`${STATUS} ${ONLINE}`, `sk/v1/nb-2/status ${OFFLINE}`]);
  });

  test('is the only thing retained: reports and acks are not, nor junk in its place', async () => {
    const gateway = await startGateway();
    const device = await rawClient(gateway.port, 'nb-1');
    device.send(
      publishPacket('sk/v1/nb-1/up', '{"fill_pct":5}', { retain: true, id: 1 }),
      publishPacket('sk/v1/nb-1/ack', '{"id":"c","ok":true}', { retain: true, id: 2 }),
      publishPacket(STATUS, 'junk', { retain: true, id: 3 }),
    );
    await device.got('puback', 3);
    expect(await retained(gateway, 'sk/v1/#')).toEqual([]);
  });

  test('of a stranger on trial is kept when the device is registered, and only then', async () => {
    const gateway = await startGateway({ anonymous: true });
    const stranger = await rawClient(gateway.port, '');
    stranger.send(publishPacket(STATUS, ONLINE, { retain: true, id: 1 }));
    stranger.send(publishPacket('sk/v1/invented/status', ONLINE, { retain: true, id: 2 }));
    await stranger.got('puback', 2);
    expect(await gateway.entries('quarantine')).toMatchObject([
      { device: 'invented', reason: 'unknown device' },
    ]);
    expect(await retained(gateway)).toEqual([`${STATUS} ${ONLINE}`]);
  });
});
