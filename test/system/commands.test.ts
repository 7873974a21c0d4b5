import { once } from 'node:events';
import { statSync } from 'node:fs';
import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { controlPath } from '../../bin/control.js';
import { command, file, furnish, ITS_DEVICE, KITCHEN_BIN, startStreetkeep } from '../support/streetkeep.js';
import { temporaryDir } from '../support/temporary-dir.js';

test('a faulty asset file is refused whole, with every fault by file and line', async () => {
  const dir = temporaryDir();
  const path = file(
    dir,
    'assets.jsonl',
    `${JSON.stringify(KITCHEN_BIN)}\nnot json\n${JSON.stringify({ ...KITCHEN_BIN, assetId: 'bad id!' })}\n${JSON.stringify({ ...KITCHEN_BIN, kind: 'dustbin' })}\n${JSON.stringify({ ...KITCHEN_BIN, colour: 'green' })}`,
  );
  const { code, stderr } = await command(dir, 'import', 'assets', path);
  expect(code).toBe(1);
  const lines = stderr.trim().split('\n');
  expect(
    lines.map((line) => line.replace(path, 'assets.jsonl').replace(/^(assets\.jsonl:\d+).*/, '$1')),
  ).toEqual(['assets.jsonl:2', 'assets.jsonl:3', 'assets.jsonl:4', 'assets.jsonl:5']);
  const doctor = JSON.parse((await command(dir, 'doctor')).stdout);
  expect(doctor.registry).toEqual({ assets: 0, devices: 0 });
});

test('a faulty rule file is refused whole, with line and path of every fault', async () => {
  const dir = temporaryDir();
  const path = file(
    dir,
    'rules.yaml',
    `rules:
  - id: upside-down
    kind: overflow
    watch: { asset: bin }
    when: { point: fill_pct }
    levels: [{ severity: minor, raise: 80, clear: 85 }]
    colour: red
  - id: upside-down
    kind: overflow
    watch: { asset: bin }
    when: { point: voltage_v }
    levels: [{ severity: minor, raise: 80, clear: 75 }]
`,
  );
  const { code, stderr } = await command(dir, 'import', 'rules', path);
  expect(code).toBe(1);
  expect(stderr).toMatch(/rules\.yaml:6: rules\.0\.levels\.0/);
  expect(stderr).toMatch(/rules\.yaml:7: rules\.0\.colour/);
  expect(stderr).toMatch(/rules\.yaml:8: rules\.1\.id/);
  expect(stderr).toMatch(/rules\.yaml:11: rules\.1\.when\.point/);
});

test('commands work through the server that has the folder, and on the folder when none runs', async () => {
  const dir = temporaryDir();
  await furnish(dir);
  const running = await startStreetkeep(dir);
  expect(statSync(controlPath(dir)).mode & 0o777).toBe(0o600);
  const added = { ...KITCHEN_BIN, assetId: 'bin-2' };
  await command(dir, 'import', 'assets', file(dir, 'more.jsonl', [added]));
  const { items } = await running.get<{ items: { assetId: string }[] }>('/api/v1/assets');
  expect(items.map(({ assetId }) => assetId)).toEqual(['bin-1', 'bin-2']);
  await running.stop();
  const doctor = JSON.parse((await command(dir, 'doctor')).stdout);
  expect(doctor).toMatchObject({ registry: { assets: 2, devices: 1 }, healthy: true, log: { holes: [] } });
});

const DAY = Date.UTC(2026, 0, 10);
const HOUR = 3_600_000;
const RULES = `rules:
  - id: full
    kind: overflow
    watch: { asset: bin }
    when: { point: fill_pct }
    levels: [{ severity: minor, raise: 80, clear: 75 }]
    raise_for: 1h
    clear_for: 0s
`;

test('a backtest raises on what lasts, not on a spike, and a silence ends nothing', async () => {
  const dir = temporaryDir();
  await furnish(dir);
  const fills = [
    // A spike of one reading between low ones.
    [0, 20],
    [1, 22],
    [2, 97],
    [3, 23],
    // A real overflow, then ten silent hours, then still full, then emptied.
    [4, 81],
    [5, 84],
    [6, 88],
    [16, 90],
    [17, 91],
    [18, 3],
  ] as const;
  const csv = [
    'ts,asset,fill_pct',
    ...fills.map(([hour, fill]) => `${new Date(DAY + hour * HOUR).toISOString()},bin-1,${fill}`),
  ];
  await command(
    dir,
    'import',
    'devices',
    file(dir, 'slow.jsonl', [{ ...ITS_DEVICE, expectedIntervalS: 3_600 }]),
  );
  const imported = await command(dir, 'import', 'readings', file(dir, 'readings.csv', csv.join('\n')));
  expect(JSON.parse(imported.stdout)).toEqual({ imported: 10, alreadyThere: 0 });
  const again = await command(dir, 'import', 'readings', file(dir, 'readings.csv', csv.join('\n')));
  expect(JSON.parse(again.stdout)).toEqual({ imported: 0, alreadyThere: 10 });

  const range = ['--from', '2026-01-10', '--to', '2026-01-11', '--json'];
  const { stdout } = await command(dir, 'backtest', '--rules', file(dir, 'rules.yaml', RULES), ...range);
  const { alerts, readings, coverage } = JSON.parse(stdout);
  expect(alerts).toMatchObject([
    { ruleId: 'full', openedAt: DAY + 4 * HOUR, resolvedAt: DAY + 18 * HOUR, state: 'resolved' },
  ]);
  expect({ readings, coverage }).toEqual({ readings: 10, coverage: 1 });
});

test('a faulty reading file is refused whole, by line', async () => {
  const dir = temporaryDir();
  await furnish(dir);
  const rows = [
    { ts: DAY, asset: 'bin-1', fill_pct: 1 },
    { ts: DAY, asset: 'bin-9', fill_pct: 1 },
    { asset: 'bin-1', fill_pct: 1 },
    { ts: DAY, asset: 'bin-1', fill_pct: 'full' },
  ];
  const path = file(dir, 'readings.jsonl', rows);
  const { code, stderr } = await command(dir, 'import', 'readings', path);
  expect(code).toBe(1);
  expect(stderr.replaceAll(path, 'readings.jsonl').trim().split('\n')).toEqual([
    'readings.jsonl:2: asset: there is no asset bin-9; import assets first',
    'readings.jsonl:3: ts: required, epoch milliseconds or RFC 3339, and not in the future',
    'readings.jsonl:4: fill_pct: a number is expected, not a text of 4 characters',
  ]);
});

test('a start that finds its port taken says so and ends', async () => {
  const [dir, port] = [temporaryDir(), createServer().listen(0, '127.0.0.1')];
  onTestFinished(() => void port.close());
  await once(port, 'listening');
  const address = port.address();
  const taken = typeof address === 'object' && address !== null ? address.port : 0;
  const config = file(dir, 'streetkeep.yaml', `http_port: ${taken}\nmqtt_port: 0\n`);
  const { code, stderr } = await command(dir, 'start', '--no-sim', '--config', config);
  expect(code).toBe(1);
  expect(stderr).toContain('EADDRINUSE');
});
