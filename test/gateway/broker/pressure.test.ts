import { describe, expect, test } from 'vitest';
import { seconds } from '../../../core/index.js';
import { Pressure } from '../../../gateway/index.js';
import { type Gateway, startGateway } from '../../support/gateway.js';
import { ManualClock } from '../../support/manual-clock.js';
import { connectPacket, publishPacket, RawMqtt, rawClient } from '../../support/raw-mqtt.js';
import { until } from '../../support/until.js';

const UP = 'sk/v1/nb-1/up';
const report = (n: number): string => JSON.stringify({ ts: 1_732_233_600_000 + n, seq: n, fill_pct: 5 });

async function refusal(gateway: Gateway): Promise<unknown> {
  const client = new RawMqtt(gateway.port);
  client.send(connectPacket('nb-2'));
  await client.ended();
  return client.received[0];
}

describe('under pressure', () => {
  test('what comes is held without an answer, and taken in its order when there is room again', async () => {
    const gateway = await startGateway({ clock: new ManualClock() });
    const device = await rawClient(gateway.port, 'nb-1');
    gateway.pressure.set(true);
    const ids = Array.from({ length: 20 }, (_, n) => n + 1);
    device.send(...ids.map((id) => publishPacket(UP, report(id), { id })));
    await refusal(gateway);
    expect(device.of('puback')).toEqual([]);
    expect(gateway.log.head).toBe(0);
    gateway.pressure.set(false);
    await device.got('puback', ids.length);
    expect(device.acknowledged()).toEqual(ids);
    expect((await gateway.entries('report')).map((one) => one.seq)).toEqual(ids);
  });

  test('sockets are left unread: not even a ping is answered before it ends', async () => {
    const gateway = await startGateway({ clock: new ManualClock() });
    const device = await rawClient(gateway.port, 'nb-1');
    gateway.pressure.set(true);
    device.send({ cmd: 'pingreq' });
    for (let turn = 0; turn < 20; turn++) await refusal(gateway);
    expect(device.of('pingresp')).toEqual([]);
    gateway.pressure.set(false);
    await device.got('pingresp');
  });

  test('who is held is not read any further, however long it lasts', async () => {
    const gateway = await startGateway({ clock: new ManualClock() });
    const device = await rawClient(gateway.port, 'nb-1');
    gateway.pressure.set(true);
    const payload = JSON.stringify([{ fault_code: 'x'.repeat(400_000) }]);
    const ids = Array.from({ length: 100 }, (_, n) => n + 1);
    for (const id of ids) device.send(publishPacket(UP, payload, { id }));
    for (let turn = 0; turn < 100; turn++) await refusal(gateway);
    expect(device.socket.writableLength).toBeGreaterThan(20_000_000);
    gateway.pressure.set(false);
    await device.got('puback', ids.length);
    expect(device.acknowledged()).toEqual(ids);
  });

  test('new connections are refused as unavailable, whoever they are', async () => {
    const gateway = await startGateway({ clock: new ManualClock() });
    gateway.pressure.set(true);
    expect(await refusal(gateway)).toMatchObject({ cmd: 'connack', returnCode: 3 });
    gateway.pressure.set(false);
    await rawClient(gateway.port, 'nb-2');
  });

  test('those connected are sent away after the hold, and all is well when it ends', async () => {
    const clock = new ManualClock();
    const gateway = await startGateway({ clock });
    const devices = await Promise.all(['nb-1', 'nb-2', 'gw-1'].map((name) => rawClient(gateway.port, name)));
    gateway.pressure.set(true);
    devices[0]?.send(publishPacket(UP, report(1)));
    clock.advance(seconds(4.9));
    await refusal(gateway);
    expect(devices.map((device) => device.closed)).toEqual([false, false, false]);
    clock.advance(seconds(0.1));
    await Promise.all(devices.map((device) => device.ended()));
    expect(devices[0]?.of('puback')).toEqual([]);
    gateway.pressure.set(false);
    const back = await rawClient(gateway.port, 'nb-1');
    back.send(publishPacket(UP, report(1), { dup: true }));
    await back.got('puback');
    expect((await gateway.entries('report')).map((one) => one.seq)).toContain(1);
  });

  test('a short rise sends nobody away, though another begins before its hold is over', async () => {
    const clock = new ManualClock();
    const gateway = await startGateway({ clock });
    const device = await rawClient(gateway.port, 'nb-1');
    gateway.pressure.set(true);
    clock.advance(seconds(3));
    gateway.pressure.set(false);
    gateway.pressure.set(true);
    clock.advance(seconds(3));
    await refusal(gateway);
    expect(device.closed).toBe(false);
    clock.advance(seconds(2));
    await device.ended();
  });

  test('nothing that was acknowledged is lost over many rises and falls', async () => {
    const clock = new ManualClock();
    const gateway = await startGateway({ clock });
    const acknowledged: number[] = [];
    for (let round = 0; round < 6; round++) {
      const device = await rawClient(gateway.port, 'nb-1');
      const ids = Array.from({ length: 50 }, (_, n) => round * 50 + n + 1);
      device.send(...ids.slice(0, 25).map((id) => publishPacket(UP, report(id), { id })));
      if (round % 2 === 0) await device.got('puback', 5);
      gateway.pressure.set(true);
      device.send(...ids.slice(25).map((id) => publishPacket(UP, report(id), { id })));
      if (round % 3 === 0) {
        clock.advance(seconds(5));
        await device.ended();
      }
      gateway.pressure.set(false);
      if (round % 3 !== 0) await device.got('puback', 50);
      acknowledged.push(...device.acknowledged());
    }
    const stored = new Set((await gateway.entries('report')).map((one) => one.seq));
    expect(acknowledged.length).toBeGreaterThan(200);
    expect(acknowledged.filter((id) => !stored.has(id))).toEqual([]);
  });

  test('wills of those sent away wait, and are taken when it ends', async () => {
    const clock = new ManualClock();
    const gateway = await startGateway({ clock });
    const device = await rawClient(gateway.port, 'nb-1', {
      will: { topic: 'sk/v1/nb-1/status', payload: Buffer.from('{"online":false}'), qos: 1, retain: true },
    });
    gateway.pressure.set(true);
    clock.advance(seconds(5));
    await device.ended();
    expect(gateway.log.head).toBe(0);
    gateway.pressure.set(false);
    await until('the will is in the log', () => gateway.log.head === 1);
    expect(await gateway.entries('status')).toMatchObject([{ device: 'nb-1', online: false }]);
  });

  test('the server stops all the same', async () => {
    const gateway = await startGateway({ clock: new ManualClock() });
    const device = await rawClient(gateway.port, 'nb-1');
    gateway.pressure.set(true);
    device.send(publishPacket(UP, report(1)));
    await refusal(gateway);
    await gateway.close();
    await device.ended();
  });
});

test('pressure tells of changes only, and relief comes at once when there is none', async () => {
  const pressure = new Pressure();
  const told: boolean[] = [];
  pressure.onChange((high) => told.push(high));
  await pressure.relieved();
  for (const high of [false, true, true, false, false, true]) pressure.set(high);
  expect(told).toEqual([true, false, true]);
  const relief = pressure.relieved();
  pressure.set(false);
  await relief;
});
