import { expect, onTestFinished, test } from 'vitest';
import { unixMs } from '../../core/index.js';
import { burstCity, createWorld } from '../../firmware-sim/index.js';
import { systemClock } from '../../runtime/index.js';
import { aCity } from '../support/city.js';
import { mosquitto } from '../support/mosquitto.js';
import { until } from '../support/until.js';

test('a burst brings every report of its hours to the broker, each once', async () => {
  const city = aCity('quarter', 7, { dialects: 'mixed' });
  const world = createWorld(city);
  const [from, to] = [unixMs(Date.UTC(2026, 3, 13)), unixMs(Date.UTC(2026, 3, 13, 1))];
  const spoken = [...world.deliveries(from, to, 'spoken')].filter(({ kind }) => kind === 'report');
  const broker = await mosquitto('allow_anonymous true\nmax_queued_messages 0\n');
  onTestFinished(() => broker.close());
  const { seen } = await broker.watch('#');
  const mqttUrl = broker.url.replace('mqtt://', 'mqtt://city:secret@');
  const { reports } = await burstCity({ city, world, from, to, mqttUrl, clock: systemClock });
  expect(reports).toBe(spoken.length);
  await until('all are passed on', () => seen.length >= spoken.length);
  expect(seen).toHaveLength(spoken.length);
});
