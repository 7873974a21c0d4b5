import { connectAsync } from 'mqtt';
import { expect, test } from 'vitest';
import { killUnderLoad } from '../../bench/kill.js';
import { LOAD_NAME, LOAD_SECRET, loadDevice } from '../../bench/load/generator.js';
import { registerLoad, startServer } from '../../bench/support/server.js';
import { temporaryDir } from '../support/temporary-dir.js';
import { until } from '../support/until.js';

test('killed under load, nothing acknowledged is lost or doubled, and the alerts are those of the backtest', async () => {
  const result = await killUnderLoad({
    rounds: 3,
    rate: 5_000,
    connections: 10,
    devicesPerConnection: 20,
    lifeMs: [500, 1_500],
  });
  expect(result.acknowledged).toBeGreaterThan(0);
  expect(result.alerts).toBeGreaterThan(0);
  expect(result).toMatchObject({
    stored: result.acknowledged,
    storedTwice: 0,
    missing: 0,
    ledgerUnbalanced: 0,
    alertsDiffering: 0,
  });
}, 180_000);

test('a value acknowledged just before a crash is on the screen after it', async () => {
  const dir = temporaryDir();
  registerLoad(dir, 1, 1);
  const before = await startServer(dir);
  const device = await connectAsync(`mqtt://127.0.0.1:${before.mqttPort}`, {
    username: LOAD_NAME,
    password: LOAD_SECRET,
  });
  const id = loadDevice(0, 0);
  await device.publishAsync(`sk/v1/${id}/up`, '{"fill_pct": 61}', { qos: 1 });
  await before.kill('SIGKILL');
  await device.endAsync(true);
  const after = await startServer(dir);
  await until('the value is shown', async () =>
    JSON.stringify(await after.get(`/api/v1/assets/${id}`)).includes('"value":61'),
  );
  await after.kill('SIGTERM');
}, 60_000);
