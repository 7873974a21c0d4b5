import { resolve } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { assetId, after as later, seconds } from '../../core/index.js';
import { atModbusUrl, startDistrict } from '../../firmware-sim/index.js';
import { createModbusDriver, loadMaps } from '../../gateway/index.js';
import { silentLogger, systemClock } from '../../runtime/index.js';
import { aDistrict } from '../support/district.js';
import { mosquitto } from '../support/mosquitto.js';
import { recordingSink } from '../support/recording-sink.js';
import { until } from '../support/until.js';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

test('a whole district comes to life: every terminal connects, and a cabinet loses its supply', async () => {
  const district = aDistrict();
  const terminals = district.devices.filter(({ modbus }) => modbus === undefined);
  const broker = await mosquitto();
  closers.push(() => broker.close());
  const { seen } = await broker.watch('sk/v1/#');
  const start = systemClock.now();
  const live = await startDistrict({
    district,
    mqttUrl: broker.url,
    modbusPort: 0,
    secrets: new Map(terminals.map(({ deviceId }) => [deviceId, 'secret'])),
    clock: systemClock,
    log: silentLogger,
    incidents: [
      {
        kind: 'supply-loss',
        asset: assetId('cab-05'),
        from: later(start, seconds(8)),
        until: later(start, seconds(600)),
      },
    ],
  });
  closers.push(() => live.close());

  const sink = recordingSink();
  const { maps } = await loadMaps(resolve('gateway/maps'));
  const assets = new Set<string>(district.assets.map((asset) => asset.assetId));
  const { devices } = atModbusUrl(district, `tcp://127.0.0.1:${live.modbusPort}`);
  const isAsset = (id: string) => assets.has(id);
  const driver = createModbusDriver({ devices, maps, isAsset, sink, clock: systemClock, log: silentLogger });
  closers.push(() => driver.close());
  driver.start();

  await until('the supply failed', () => sink.values('cab-05', 'supply_ok').at(-1) === 0, 30_000);
  expect(sink.values('cab-05', 'supply_ok')[0]).toBe(1);
  expect(sink.values('cab-04', 'supply_ok')).toEqual([1]);
  const heard = (leaf: string) =>
    new Set(seen.filter((line) => line.split(' ')[0]?.endsWith(leaf)).map((line) => line.split('/')[2]));
  await until('every terminal reported', () => heard('/up').size === terminals.length, 30_000);
  expect(heard('/status').size).toBe(terminals.length);
});
