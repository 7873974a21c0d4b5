import { describe, expect, test } from 'vitest';
import { seconds } from '../../../core/index.js';
import { Authority } from '../../support/certificates.js';
import { startGateway } from '../../support/gateway.js';
import { HeldLog } from '../../support/held-log.js';
import { ManualClock } from '../../support/manual-clock.js';
import { publishPacket, RawMqtt, rawClient } from '../../support/raw-mqtt.js';
import { until } from '../../support/until.js';
import { WAYS } from '../../support/ways.js';

const UP = 'sk/v1/nb-1/up';
const report = (n: number): string => JSON.stringify({ seq: n, fill_pct: 5 });
const LARGE = JSON.stringify([{ fault_code: 'x'.repeat(400_000) }]);
const ids = Array.from({ length: 100 }, (_, n) => n + 1);

/** As long as it takes somebody else to be answered often: were the held one read, it would show. */
async function meanwhile(port: number): Promise<void> {
  const other = await rawClient(port, 'nb-2');
  for (let turn = 1; turn <= 100; turn++) {
    other.send({ cmd: 'pingreq' });
    await other.got('pingresp', turn);
  }
}

describe.each(WAYS)('over $way', ({ to }) => {
  test('a PUBACK comes when the log has the message, and not before', async () => {
    const log = new HeldLog();
    const gateway = await startGateway({ log, tls: new Authority().server() });
    const device = await rawClient(to(gateway), 'nb-1');
    device.send(...[1, 2, 3].map((id) => publishPacket(UP, report(id), { id })));
    await until('the log has them', () => log.waiting === 3);
    await meanwhile(gateway.port);
    expect(device.acknowledged()).toEqual([]);
    log.settle(2);
    await device.got('puback', 2);
    expect(device.acknowledged()).toEqual([1, 2]);
    log.settle();
    await device.got('puback', 3);
  });

  test('a flood does not pile up in memory: the sender is stopped, and goes on when the log does', async () => {
    const log = new HeldLog();
    const gateway = await startGateway({ log, tls: new Authority().server() });
    const device = await rawClient(to(gateway), 'nb-1');
    for (const id of ids) device.send(publishPacket(UP, LARGE, { id }));
    await until('the log has the first of them', () => log.waiting > 2);
    await meanwhile(gateway.port);
    expect(log.waiting).toBeLessThan(5);
    expect(device.socket.writableLength).toBeGreaterThan(20_000_000);
    await until('everything is acknowledged', () => {
      log.settle();
      return device.acknowledged().length === ids.length;
    });
    expect(device.acknowledged()).toEqual(ids);
  });

  test('under pressure nothing is read, and after the hold the connection ends', async () => {
    const clock = new ManualClock(Date.now());
    const gateway = await startGateway({ clock, tls: new Authority().server() });
    const device = await rawClient(to(gateway), 'nb-1');
    const other = await rawClient(gateway.port, 'nb-2');
    gateway.pressure.set(true);
    for (const id of ids) device.send(publishPacket(UP, LARGE, { id }));
    for (let turn = 0; turn < 100; turn++) {
      const refused = await rawClient(gateway.port, 'gw-1');
      await refused.ended();
    }
    expect(device.socket.writableLength).toBeGreaterThan(20_000_000);
    clock.advance(seconds(5));
    await Promise.all([device.ended(), other.ended()]);
    expect(gateway.log.head).toBe(0);
  });

  test('what is held is taken in its order when the pressure falls', async () => {
    const gateway = await startGateway({ clock: new ManualClock(Date.now()), tls: new Authority().server() });
    const device = await rawClient(to(gateway), 'nb-1');
    gateway.pressure.set(true);
    device.send(...ids.map((id) => publishPacket(UP, report(id), { id })));
    const refused = await rawClient(gateway.port, 'gw-1');
    await refused.ended();
    gateway.pressure.set(false);
    await device.got('puback', ids.length);
    expect(device.acknowledged()).toEqual(ids);
    expect((await gateway.entries('report')).map((one) => one.seq)).toEqual(ids);
  });

  test('a stranger who announces a large packet is sent away', async () => {
    const gateway = await startGateway({ tls: new Authority().server() });
    const stranger = new RawMqtt(to(gateway));
    stranger.socket.write(Buffer.from([0x10, 0xff, 0xff, 0x7f]));
    await stranger.ended();
    expect(gateway.dropped).toContain('the packet is too large');
  });

  test('many small packets in one write are all taken', async () => {
    const gateway = await startGateway({ tls: new Authority().server() });
    const device = await rawClient(to(gateway), 'nb-1');
    for (let n = 0; n < 20; n++)
      device.send(...ids.map((id) => publishPacket(UP, report(n * 100 + id), { id })));
    await device.got('puback', 2_000);
    expect(await gateway.entries('report')).toHaveLength(2_000);
  });
});
