import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import * as jsmodbus from 'jsmodbus';
import { afterEach, expect, test } from 'vitest';
import { assetId, type Device, deviceId, unixMs } from '../../core/index.js';
import { cabinetUnits, createWorld, serveModbus } from '../../firmware-sim/index.js';
import { createModbusDriver, loadMaps } from '../../gateway/index.js';
import { type Clock, silentLogger, systemClock } from '../../runtime/index.js';
import { aCity } from '../support/city.js';
import { freePort } from '../support/free-port.js';
import { program } from '../support/programs.js';
import { type RecordingSink, recordingSink } from '../support/recording-sink.js';
import { until } from '../support/until.js';

const run = promisify(execFile);
// The plant stands still at a winter midnight, so that everyone reads the same.
const NIGHT = unixMs(Date.UTC(2025, 11, 21, 16));
const stopped: Clock = { ...systemClock, now: () => NIGHT };
const city = aCity();
const world = createWorld(city);

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function cabinets(): Promise<number> {
  const units = cabinetUnits({ city: city, world, clock: stopped });
  const server = await serveModbus(units, 0, 'tcp');
  closers.push(() => server.close());
  return server.port;
}

async function drive(devices: readonly Device[], isAsset: (id: string) => boolean): Promise<RecordingSink> {
  const sink = recordingSink();
  const { maps } = await loadMaps(resolve('gateway/maps'));
  const driver = createModbusDriver({ devices, maps, isAsset, sink, clock: systemClock, log: silentLogger });
  closers.push(() => driver.close());
  driver.start();
  return sink;
}

const circuit = (id: string) => world.sample(assetId(id), NIGHT) ?? {};

test('our driver reads every cabinet of the city as its world has it', async () => {
  const url = `tcp://127.0.0.1:${await cabinets()}`;
  const fast = city.devices.flatMap((device) =>
    device.modbus === undefined ? [] : [{ ...device, modbus: { ...device.modbus, url, pollS: 0.5 } }],
  );
  const known = new Set<string>(city.assets.map((asset) => asset.assetId));
  const sink = await drive(fast, (id) => known.has(id));
  const lit = city.assets.filter(({ kind }) => ['cabinet', 'circuit', 'lamp'].includes(kind));
  const readings = () => new Map(sink.reports.map(({ asset, points }) => [asset, points]));
  await until('everything was read', () => readings().size === lit.length);
  for (const { assetId: id } of lit) expect(readings().get(id)).toEqual(world.sample(id, NIGHT));
  expect(sink.quarantined).toEqual([]);
});

test('jsmodbus reads the same from a cabinet', async () => {
  const socket = connect(await cabinets(), '127.0.0.1');
  closers.push(async () => void socket.destroy());
  const client = new jsmodbus.client.TCP(socket, 2, 5_000);
  await once(socket, 'connect');
  const inputs = await client.readInputRegisters(0, 6);
  const words = inputs.response.body.valuesAsArray;
  const points = circuit('cab-02-c1');
  expect([Number(words[0]) / 10, Number(words[1]) / 100, words[2]]).toEqual([
    points.voltage_v,
    points.current_a,
    points.power_w,
  ]);
  const bits = await client.readDiscreteInputs(0, 2);
  expect(bits.response.body.valuesAsArray.slice(0, 2)).toEqual([0, 1]);
});

test('mbpoll reads the same from a cabinet', async () => {
  const port = String(await cabinets());
  const base = ['-m', 'tcp', '-p', port, '-a', '3', '-0', '-1', '-q'];
  const inputs = await run(program('mbpoll', 'mbpoll'), [
    ...base,
    '-t',
    '3',
    '-r',
    '16',
    '-c',
    '3',
    '127.0.0.1',
  ]);
  const values = [...inputs.stdout.matchAll(/^\[(\d+)\]:\s+(-?\d+)/gm)].map(([, , value]) => Number(value));
  const points = circuit('cab-03-c2');
  expect(values).toEqual(
    [Number(points.voltage_v) * 10, Number(points.current_a) * 100, points.power_w].map((v) =>
      Math.round(Number(v)),
    ),
  );
  const wrong = run(program('mbpoll', 'mbpoll'), [...base, '-t', '3', '-r', '5000', '-c', '1', '127.0.0.1']);
  await expect(wrong).rejects.toThrow(/Illegal data address/);
});

test('our driver reads a meter that pymodbus serves', async () => {
  const python = '/usr/bin/python3';
  const port = await freePort();
  await run(python, ['-c', 'import pymodbus.server']).catch(() => {
    throw new Error('pymodbus is missing: sudo apt-get install -y python3-pymodbus python3-serial-asyncio');
  });
  const server = spawn(python, [resolve('test/interop/pymodbus-server.py'), String(port)], {
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  closers.push(async () => {
    const hasGone = server.exitCode !== null;
    const gone = hasGone ? undefined : once(server, 'exit');
    server.stdin.end();
    await gone;
  });
  const modbus = { url: `tcp://127.0.0.1:${port}`, unit: 3, map: 'eastron-sdm630', pollS: 0.2 };
  const sink = await drive([{ deviceId: deviceId('meter'), assetId: assetId('cab-1'), modbus }], () => true);
  await until('the meter was read', () => sink.reports.length >= 4, 30_000);
  const of = (id: string) => sink.reports.find(({ asset }) => asset === id)?.points;
  expect(of('cab-1')).toEqual({
    voltage_v: 230,
    current_a: 4.5,
    power_w: 1036.5,
    energy_kwh: Math.fround(98765.4),
  });
  expect(of('cab-1-c1')).toEqual({ voltage_v: 230.5, current_a: 1.5, power_w: 345.75 });
  expect(of('cab-1-c3')).toMatchObject({ voltage_v: 229.25 });
});
