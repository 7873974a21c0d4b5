import { afterEach, expect, test } from 'vitest';
import { deviceId, after as later, ms, seconds } from '../../../core/index.js';
import { createPlant, type District, type Incident } from '../../../firmware-sim/index.js';
import { startFleet } from '../../../firmware-sim/transport/mqtt-fleet.js';
import { silentLogger, systemClock } from '../../../runtime/index.js';
import { aDistrict } from '../../support/district.js';
import { type Mosquitto, mosquitto } from '../../support/mosquitto.js';
import { until } from '../../support/until.js';

const DEVICES = ['nb-0001-k', 'nb-tank-001', 'gps-01'];
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function broker(): Promise<Mosquitto> {
  const running = await mosquitto();
  closers.push(() => running.close());
  return running;
}

function fleet(url: string, incidents: readonly Incident[] = []) {
  const whole = aDistrict();
  const district: District = {
    ...whole,
    devices: whole.devices.filter((device) => DEVICES.includes(device.deviceId)),
  };
  const running = startFleet({
    district,
    plant: createPlant(district, incidents),
    url,
    secrets: new Map(DEVICES.map((id) => [id, `secret of ${id}`])),
    clock: systemClock,
    log: silentLogger,
    pace: { bin: ms(200), tank: ms(200), truck: ms(200) },
  });
  closers.push(() => running.close());
  return running;
}

/** The reports that were seen on a topic, arrays taken apart. */
function reportsOn(seen: readonly string[], topic: string): Record<string, unknown>[] {
  return seen
    .filter((line) => line.startsWith(`${topic} `))
    .flatMap((line) => JSON.parse(line.slice(topic.length + 1)));
}

test('every device reports for itself, in the form of the contract', async () => {
  const mqtt = await broker();
  const { seen } = await mqtt.watch('sk/v1/#');
  expect(fleet(mqtt.url).size).toBe(3);
  await until('three reports of each', () =>
    DEVICES.every((id) => reportsOn(seen, `sk/v1/${id}/up`).length >= 3),
  );
  const [first, second] = reportsOn(seen, 'sk/v1/nb-0001-k/up');
  expect(first).toMatchObject({
    asset: 'bin-0001-k',
    seq: 0,
    boot: expect.any(Number),
    fill_pct: expect.any(Number),
  });
  expect(second).toMatchObject({ seq: 1, boot: first?.boot });
  expect(Math.abs(Number(first?.ts) - systemClock.now())).toBeLessThan(60_000);
  expect(reportsOn(seen, 'sk/v1/gps-01/up')[0]).toMatchObject({
    ignition_on: expect.any(Boolean),
    lat: expect.any(Number),
  });
  expect(reportsOn(seen, 'sk/v1/gps-01/status')).toEqual([{ online: true, fw: expect.any(String) }]);
});

test('a device that falls silent leaves its will behind, and comes back', async () => {
  const mqtt = await broker();
  const { seen } = await mqtt.watch('sk/v1/+/status', 'sk/v1/nb-tank-001/up');
  const from = later(systemClock.now(), seconds(1.5));
  fleet(mqtt.url, [
    { kind: 'silence', device: deviceId('nb-tank-001'), from, until: later(from, seconds(1)) },
  ]);
  const told = () => reportsOn(seen, 'sk/v1/nb-tank-001/status').map(({ online }) => online);
  await until('it is back', () => told().length === 3);
  expect(told()).toEqual([true, false, true]);
  const count = reportsOn(seen, 'sk/v1/nb-tank-001/up').length;
  await until('it reports again', () => reportsOn(seen, 'sk/v1/nb-tank-001/up').length > count);
  expect(reportsOn(seen, 'sk/v1/gps-01/status')).toHaveLength(1);
});

test('what a device reads while the broker is away arrives afterwards, nothing missing', async () => {
  const first = await broker();
  const before = await first.watch('sk/v1/gps-01/up');
  fleet(first.url);
  await until('it reports', () => reportsOn(before.seen, 'sk/v1/gps-01/up').length >= 2);
  await first.close();
  closers.splice(0, 1);
  const again = await mosquitto('allow_anonymous true\n', first.port);
  closers.unshift(() => again.close());
  const retried = await again.watch('sk/v1/gps-01/up');
  await until('it reports again', () => reportsOn(retried.seen, 'sk/v1/gps-01/up').length >= 3, 20_000);
  const seqs = new Set(
    [...before.seen, ...retried.seen]
      .flatMap((line) => reportsOn([line], 'sk/v1/gps-01/up'))
      .map(({ seq }) => seq),
  );
  expect([...seqs]).toEqual(Array.from({ length: seqs.size }, (_, seq) => seq));
});

test('a stopped fleet says goodbye: no will is published', async () => {
  const mqtt = await broker();
  const { seen } = await mqtt.watch('sk/v1/+/status');
  const running = fleet(mqtt.url);
  await until('all are online', () => seen.length === 3);
  await running.close();
  const late = await mqtt.watch('sk/v1/+/status');
  await until('what is retained arrived', () => late.seen.length === 3);
  expect([...seen, ...late.seen].every((line) => line.includes('"online":true'))).toBe(true);
});
