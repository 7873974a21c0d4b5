import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { type Influxd, influxd } from '../support/influxd.js';
import { furnish, startStreetkeep } from '../support/streetkeep.js';
import { temporaryDir } from '../support/temporary-dir.js';
import { until } from '../support/until.js';

const AT_ONCE = `rules:
  - id: full
    kind: overflow
    watch: { asset: bin }
    when: { point: fill_pct }
    levels: [{ severity: critical, raise: 95, clear: 88 }]
    raise_for: 0s
    clear_for: 0s
`;

let server: Influxd;
beforeAll(async () => {
  server = await influxd();
});
afterAll(() => server?.close());

test('with InfluxDB as the store, dashboards find a reading there and the alert that it raised', async () => {
  const dir = temporaryDir();
  await furnish(dir, { op: 'import-rules', file: 'rules.yaml', text: AT_ONCE, publish: true });
  const env = {
    STREETKEEP_STORE: 'influx',
    INFLUX_URL: server.url,
    INFLUX_ORG: 'any',
    INFLUX_TOKEN: '',
    INFLUX_BUCKET: 'street',
  };
  const running = await startStreetkeep(dir, { env });
  onTestFinished(() => running.stop());
  const ts = Date.now();
  await running.publish('nb-1', 'open-sesame', JSON.stringify({ ts, fill_pct: 97 }));
  const rows = (statement: string) => server.query('street', statement);
  await until('both are there', async () => {
    const found = await Promise.all([rows('SELECT * FROM bin'), rows('SELECT * FROM alert')]);
    return found.every((some) => some.length > 0);
  });
  expect(await rows('SELECT fill_pct, assetId FROM bin')).toEqual([[ts, 97, 'bin-1']]);
  expect(await rows('SELECT transition, state, kind, severity, assetId, opened_at FROM alert')).toEqual([
    [expect.any(Number), 'raised', 'firing', 'overflow', 'critical', 'bin-1', ts],
  ]);
});
