import { resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type AssetId, assetId, type Device, deviceId, ms } from '../../../../core/index.js';
import { parseRegisterMap } from '../../../../gateway/drivers/modbus/parse-map.js';
import {
  createModbusDriver,
  loadMaps,
  type ModbusDriver,
  type RegisterMap,
} from '../../../../gateway/index.js';
import { silentLogger, systemClock } from '../../../../runtime/index.js';
import { type ModbusServer, modbusServer } from '../../../support/modbus-server.js';
import { type RecordingSink, recordingSink } from '../../../support/recording-sink.js';
import { answer, frame, type ScriptedSlave, scriptedSlave } from '../../../support/scripted-slave.js';
import { until } from '../../../support/until.js';

const LIMITS = { connect: ms(500), answer: ms(150), reconnectMin: ms(20), reconnectMax: ms(100) };
const POLL_S = 0.1;

const closers: (() => Promise<void>)[] = [];
let maps: Map<string, RegisterMap>;
let sink: RecordingSink;

beforeEach(async () => {
  maps = new Map((await loadMaps(resolve('gateway/maps'))).maps);
  maps.set('one-register', mapOf('{point: power_w, table: input, address: 0, type: u16}'));
  maps.set(
    'two-blocks',
    mapOf(
      '{point: power_w, table: input, address: 0, type: u16}',
      '{point: current_a, table: input, address: 900, type: u16}',
    ),
  );
  maps.set(
    'floats',
    mapOf(
      '{point: power_w, table: input, address: 0, type: f32}',
      '{point: current_a, table: input, address: 2, type: f32, valid: [0, 10]}',
    ),
  );
  maps.set('on-change', mapOf('{point: power_w, table: input, address: 0, type: u16, report: {change: 10}}'));
  sink = recordingSink();
});

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

function mapOf(...registers: string[]): RegisterMap {
  const parsed = parseRegisterMap(`name: m\ntitle: m\nregisters: [${registers.join(', ')}]\n`);
  if (!parsed.ok) throw new Error(parsed.faults.join('\n'));
  return parsed.map;
}

const device = (name: string, url: string, unit: number, map: string): Device => ({
  deviceId: deviceId(name),
  assetId: assetId(`asset-${name}`),
  modbus: { url, unit, map, pollS: POLL_S },
});

function drive(devices: readonly Device[], isAsset: (id: AssetId) => boolean = () => true): ModbusDriver {
  const driver = createModbusDriver({
    devices,
    maps,
    isAsset,
    sink,
    clock: systemClock,
    log: silentLogger,
    limits: LIMITS,
  });
  closers.push(() => driver.close());
  driver.start();
  return driver;
}

async function serve(units: Parameters<typeof modbusServer>[0]): Promise<ModbusServer> {
  const server = await modbusServer(units);
  closers.push(() => server.close());
  return server;
}

async function script(reply: Parameters<typeof scriptedSlave>[0]): Promise<ScriptedSlave> {
  const slave = await scriptedSlave(reply);
  closers.push(() => slave.close());
  return slave;
}

test('a poll becomes a report per asset, without a clock of the device', async () => {
  const words = { 0: 0x4366, 1: 0x8000, 12: 0x42c8, 13: 0, 52: 0x43fa, 53: 0, 72: 0x4640, 73: 0xe400 };
  const filled = Object.fromEntries(
    Array.from({ length: 80 }, (_, address) => [address, Reflect.get(words, address) ?? 0]),
  );
  const server = await serve(new Map([[7, { input: filled }]]));
  drive([device('meter', server.url, 7, 'eastron-sdm630')]);
  await until('the meter reported', () => sink.reports.length >= 4);
  const [total, circuit] = ['asset-meter', 'asset-meter-c1'].map((id) =>
    sink.reports.find(({ asset }) => asset === id),
  );
  expect(total).toMatchObject({
    device: 'meter',
    stamped: false,
    points: { power_w: 500, energy_kwh: 12345 },
  });
  expect(circuit?.points).toEqual({ voltage_v: 230.5, current_a: 0, power_w: 100 });
  expect(total).not.toHaveProperty('seq');
  await until('the meter is online', () => sink.isOnline('meter') === true);
});

test('only what exists is read, and an update takes up what is new', async () => {
  const bits = Object.fromEntries(Array.from({ length: 600 }, (_, address) => [address, address === 1]));
  const zeros = Object.fromEntries(Array.from({ length: 1_000 }, (_, address) => [address, address]));
  const server = await serve(new Map([[1, { discrete: bits, input: zeros }]]));
  const known = new Set(['asset-cab', 'asset-cab-c1']);
  const cabinet = device('cab', server.url, 1, 'streetkeep-cabinet');
  const driver = drive([cabinet], (id) => known.has(id));
  await until('the circuit reported', () => sink.values('asset-cab-c1', 'power_w').length > 0);
  expect(sink.values('asset-cab', 'supply_ok')).toEqual([1]);
  expect([...new Set(sink.reports.map(({ asset }) => asset))].sort()).toEqual(['asset-cab', 'asset-cab-c1']);
  known.add('asset-cab-c2-l3');
  await driver.update([cabinet]);
  await until('the new lamp reported', () => sink.values('asset-cab-c2-l3', 'power_w').length > 0);
  expect(sink.values('asset-cab-c2-l3', 'power_w')).toEqual([54.6]);
});

test('a register with a report rule speaks on change only', async () => {
  const slave = await script((request, socket) => {
    const polls = slave.requests.length;
    socket.write(answer(request, polls <= 2 ? 100 : polls <= 4 ? 105 : 120));
  });
  drive([device('d', slave.url, 1, 'on-change')]);
  await until('eight polls', () => slave.requests.length >= 8);
  expect(sink.values('asset-d', 'power_w')).toEqual([100, 120]);
});

test('a float that is no number is left out and told once; one out of bounds is flagged', async () => {
  const server = await serve(new Map([[1, { input: { 0: 0x7fc0, 1: 0, 2: 0x4190, 3: 0 } }]]));
  drive([device('d', server.url, 1, 'floats')]);
  await until('three polls', () => sink.reports.length >= 3);
  expect(sink.reports[0]).toMatchObject({
    points: { current_a: 18 },
    quality: { current_a: 'out-of-range' },
  });
  expect(sink.reports[0]?.points).not.toHaveProperty('power_w');
  expect(sink.quarantined).toEqual([{ device: 'd', reason: 'f32 is NaN', detail: 'asset-d power_w' }]);
});

test('an exception spoils one block, not the others, nor the device', async () => {
  const server = await serve(new Map([[1, { input: { 0: 5 } }]]));
  drive([device('d', server.url, 1, 'two-blocks')]);
  await until('three polls', () => sink.values('asset-d', 'power_w').length >= 3);
  expect(sink.values('asset-d', 'current_a')).toEqual([]);
  expect(sink.quarantined).toEqual([
    { device: 'd', reason: 'exception 2 (illegal data address)', detail: 'input 900-900' },
  ]);
  expect(sink.isOnline('d')).toBe(true);
});

test('dead units on a bus do not delay the others by more than their budget', async () => {
  const server = await serve(new Map([[1, { input: { 0: 1 } }]]));
  const dead = Array.from({ length: 10 }, (_, index) =>
    device(`dead-${index}`, server.url, index + 2, 'one-register'),
  );
  drive([device('good', server.url, 1, 'one-register'), ...dead]);
  await until(
    'dead units are known',
    () => dead.every(({ deviceId: id }) => sink.isOnline(id) === false),
    40_000,
  );
  expect(sink.isOnline('good')).toBe(true);
  const times = sink.reports.map(({ observedAt }) => observedAt);
  const waits = times.slice(1).map((at, index) => at - (times[index] ?? at));
  // One silent unit and the poll's own period; the slack for a busy machine is less than ten silent units would take.
  expect(Math.max(...waits)).toBeLessThan(LIMITS.answer + POLL_S * 1_000 + 1_000);
}, 60_000);

test('a dead bus does not touch another', async () => {
  const mute = await script(() => {});
  const server = await serve(new Map([[1, { input: { 0: 1 } }]]));
  drive([device('mute', mute.url, 1, 'one-register'), device('good', server.url, 1, 'one-register')]);
  await until('the mute one is known', () => sink.isOnline('mute') === false);
  expect(sink.isOnline('good')).toBe(true);
});

test('an answer that comes late is never taken for another', async () => {
  let held: (() => void) | undefined;
  const slave = await script((request, socket) => {
    if (request.unit === 1 && held === undefined) {
      held = () => socket.write(answer(request, 111));
      return;
    }
    // The late answer leaves just before the next one, in the hope of being taken for it.
    held?.();
    socket.write(answer(request, 222));
  });
  drive([device('slow', slave.url, 1, 'one-register'), device('next', slave.url, 2, 'one-register')]);
  await until('both spoke', () =>
    ['slow', 'next'].every((name) => sink.values(`asset-${name}`, 'power_w').length >= 3),
  );
  expect(sink.reports.every(({ points }) => points.power_w === 222)).toBe(true);
  expect(slave.connections()).toBeGreaterThan(1);
});

test.each<{ says: string; wrong: (request: Parameters<typeof answer>[0]) => Buffer }>([
  { says: 'a wrong transaction', wrong: (r) => answer({ ...r, transaction: r.transaction + 1 }, 111) },
  { says: 'a wrong unit', wrong: (r) => answer({ ...r, unit: r.unit + 1 }, 111) },
  { says: 'a wrong function', wrong: (r) => answer({ ...r, code: 3 }, 111) },
  { says: 'too few registers', wrong: (r) => frame(r.transaction, r.unit, [r.code, 0]) },
  { says: 'too many registers', wrong: (r) => answer({ ...r, length: 2 }, 111) },
  { says: 'a byte count that lies', wrong: (r) => frame(r.transaction, r.unit, [r.code, 4, 0, 111]) },
  { says: 'half a frame', wrong: (r) => answer(r, 111).subarray(0, 9) },
  {
    says: 'a frame that claims to be huge',
    wrong: (r) => Buffer.concat([frame(r.transaction, r.unit, [r.code]).fill(0xff, 4, 6), Buffer.alloc(300)]),
  },
  { says: 'noise', wrong: () => Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n') },
])('an answer with $says brings no value and a new connection', async ({ wrong }) => {
  const slave = await script((request, socket) => {
    socket.write(request.connection === 1 ? wrong(request) : answer(request, 222));
  });
  drive([device('d', slave.url, 1, 'one-register')]);
  await until('it spoke on a new connection', () => sink.values('asset-d', 'power_w').length >= 2);
  expect(new Set(sink.values('asset-d', 'power_w'))).toEqual(new Set([222]));
});

test('a gateway that says its target is gone is not mistaken for the device', async () => {
  const slave = await script((request, socket) => {
    socket.write(
      request.unit === 1
        ? answer(request, 5)
        : frame(request.transaction, request.unit, [request.code | 0x80, 11]),
    );
  });
  drive([device('here', slave.url, 1, 'one-register'), device('gone', slave.url, 2, 'one-register')]);
  await until('the one that is gone is known', () => sink.isOnline('gone') === false);
  expect(sink.isOnline('here')).toBe(true);
  expect(slave.connections()).toBe(1);
});

test('a server that goes and comes back is found again', async () => {
  const server = await serve(new Map([[1, { input: { 0: 1 } }]]));
  drive([device('d', server.url, 1, 'one-register')]);
  await until('it is online', () => sink.isOnline('d') === true);
  server.units.delete(1);
  await until('it is offline', () => sink.isOnline('d') === false);
  server.units.set(1, { input: { 0: 9 } });
  await until('it is back', () => sink.isOnline('d') === true);
  expect(sink.values('asset-d', 'power_w').at(-1)).toBe(9);
});

test('what the sink could not take is said again', async () => {
  const server = await serve(new Map([[1, { input: { 0: 50 } }]]));
  let refusals = 2;
  const { report } = sink;
  sink = {
    ...sink,
    report: (reports) => (refusals-- > 0 ? Promise.reject(new Error('disk full')) : report(reports)),
  };
  drive([device('d', server.url, 1, 'on-change')]);
  await until('it was taken', () => sink.reports.length > 0);
  expect(sink.values('asset-d', 'power_w')).toEqual([50]);
});

test('closing gives up a request under way at once', async () => {
  const mute = await script(() => {});
  const driver = createModbusDriver({
    devices: [device('d', mute.url, 1, 'one-register')],
    maps,
    isAsset: () => true,
    sink,
    clock: systemClock,
    log: silentLogger,
    limits: { ...LIMITS, answer: ms(3_600_000) },
  });
  driver.start();
  await until('the request is out', () => mute.requests.length === 1);
  await driver.close();
  expect(sink.statuses).toEqual([]);
});
