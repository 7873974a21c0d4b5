import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { loadProfiles } from '../../gateway/index.js';
import { codeBlocks } from '../support/markdown.js';
import { program } from '../support/programs.js';
import { projectFile, projectPath } from '../support/project-files.js';
import { file, type Running, startStreetkeep } from '../support/streetkeep.js';
import { temporaryDir } from '../support/temporary-dir.js';
import { until } from '../support/until.js';

const guide = projectFile('docs/devices.md');
const run = promisify(execFile);

/** The commands of the guide from one heading to another, as somebody types them into a shell. */
function commands(from: string, to: string): string {
  const part = guide.slice(guide.indexOf(`\n${from}\n`), guide.indexOf(`\n${to}\n`));
  return codeBlocks(part, 'sh').join('\n');
}

/** Types them with the command line built here and the port of the test's own server, in a folder of their own. */
async function type(script: string, dir: string, port: number, cwd = temporaryDir()): Promise<string> {
  const shims = [
    'set -euo pipefail',
    `npx() { shift; node ${projectPath('dist/bin/streetkeep.js')} "$@"; }`,
    `mosquitto_pub() { ${program('mosquitto_pub', 'mosquitto-clients')} -p ${port} "$@"; }`,
  ];
  const { stdout } = await run('bash', ['-c', [...shims, script].join('\n')], {
    cwd,
    env: { ...process.env, STREETKEEP_DATA: dir },
  });
  return stdout;
}

interface Expected {
  readonly asset: string;
  readonly point: string;
  readonly value: number;
}

async function arrived(server: Running, expected: readonly Expected[]): Promise<void> {
  const latest = async (asset: string, point: string): Promise<unknown> => {
    const { items } = await server.get<{ items: { value: unknown }[] }>(
      `/api/v1/assets/${asset}/readings?point=${point}&from=0`,
    );
    return items.at(-1)?.value;
  };
  for (const { asset, point, value } of expected)
    await until(`${asset} has ${point} ${value}`, async () => (await latest(asset, point)) === value);
}

test('a device is connected over TLS by the commands of the guide, with a secret and with a certificate', async () => {
  const [dir, cwd] = [temporaryDir(), temporaryDir()];
  await type(commands('### A certificate for the server', '### A device with name and secret'), dir, 0, cwd);
  const server = await startStreetkeep(dir, {
    env: {
      STREETKEEP_TLS_CERT: join(cwd, 'server.pem'),
      STREETKEEP_TLS_KEY: join(cwd, 'server.key'),
      STREETKEEP_TLS_CLIENT_CA: join(cwd, 'ca.pem'),
      STREETKEEP_HTTPS_PORT: '0',
      STREETKEEP_MQTTS_PORT: '0',
    },
  });
  onTestFinished(() => server.stop());
  const script = commands('### A device with name and secret', '## A report');
  await type(script.replaceAll('8883', String(server.system.mqtt.tlsPort)), dir, 0, cwd);
  await arrived(server, [
    { asset: 'bin-9', point: 'fill_pct', value: 40 },
    { asset: 'bin-9', point: 'battery_v', value: 3.6 },
  ]);
});

test('every dialect is connected by the commands of the guide, and what it says arrives', async () => {
  const dir = temporaryDir();
  const server = await startStreetkeep(dir);
  onTestFinished(() => server.stop());
  await type(commands('## Other dialects of MQTT', '## Profiles'), dir, server.system.mqtt.port);
  const expected = [
    { asset: 'bin-7', point: 'fill_pct', value: 40 },
    { asset: 'bin-7', point: 'rssi_dbm', value: -71 },
    { asset: 'manhole-7', point: 'level_mm', value: 700 },
    { asset: 'manhole-7', point: 'freeboard_mm', value: 1_400 },
    { asset: 'truck-7', point: 'speed_kmh', value: 20.0016 },
    { asset: 'truck-7', point: 'mileage_km', value: 1_234.5 },
    { asset: 'lamp-7', point: 'dim_pct', value: 60 },
    { asset: 'lamp-7', point: 'power_w', value: 42 },
    { asset: 'lamp-8', point: 'dim_pct', value: 55 },
  ];
  await arrived(server, expected);
  expect(await server.get('/api/v1/quarantine')).toEqual({ items: [] });
});

test('a codec is checked by the command of the guide', async () => {
  expect(await type(commands('## Codecs', '## Modbus TCP'), temporaryDir(), 0)).toBe(
    '1 pass, 0 differ, 0 throw\n',
  );
});

test('the table of profiles lists those that come along', async () => {
  const { profiles } = await loadProfiles(projectPath('gateway/profiles'));
  const rows = [...profiles.values()].map(({ name, title }) => `| \`${name}\` | ${title} |`);
  expect(guide.match(/^\| `[a-z\d]+-[a-z\d-]+` \| [^|]+ \|$/gm)).toEqual(rows);
});

test('the profile of the guide is taken', async () => {
  const text = codeBlocks(guide, 'yaml').find((block) => block.startsWith('name: yard-scale')) ?? '';
  const dir = temporaryDir();
  file(dir, 'yard-scale.yaml', text);
  const { profiles, faults } = await loadProfiles(dir);
  expect(faults).toEqual([]);
  expect([...profiles.keys()]).toEqual(['yard-scale']);
});
