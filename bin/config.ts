import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { parse } from 'yaml';
import type { CertificateFiles } from '../runtime/index.js';

const Port = Type.Integer({ minimum: 0, maximum: 65_535 });

/** The configuration file; each key has an environment variable (`ENVIRONMENT`), which wins. */
export const ConfigFile = Type.Object(
  {
    data: Type.Optional(Type.String({ description: 'Folder for everything that is kept. Default ./data' })),
    tz: Type.Optional(Type.String({ description: 'IANA zone of the city. Default Asia/Shanghai' })),
    http_port: Type.Optional(Port),
    mqtt_port: Type.Optional(Port),
    https_port: Type.Optional(Port),
    mqtts_port: Type.Optional(Port),
    tls_cert: Type.Optional(Type.String({ minLength: 1, description: 'PEM file; opens the TLS ports' })),
    tls_key: Type.Optional(Type.String({ minLength: 1, description: 'PEM file, without a passphrase' })),
    tls_client_ca: Type.Optional(
      Type.String({
        minLength: 1,
        description: 'PEM file; client certificates of it are taken on mqtts_port',
      }),
    ),
    max_connections: Type.Optional(
      Type.Integer({ minimum: 1, description: 'Most MQTT clients at once. Default 50000' }),
    ),
    bind: Type.Optional(Type.String({ description: 'Address to listen on. Default 127.0.0.1' })),
    admin_password: Type.Optional(Type.String({ minLength: 1, description: 'Read at the first start only' })),
    store: Type.Optional(Type.String({ enum: ['duckdb', 'influx'] })),
    influx_url: Type.Optional(Type.String()),
    influx_token: Type.Optional(Type.String()),
    influx_org: Type.Optional(Type.String()),
    influx_bucket: Type.Optional(Type.String()),
    anonymous_devices: Type.Optional(
      Type.Boolean({ description: 'Trial only; refused unless bound to loopback' }),
    ),
    traccar_topic: Type.Optional(
      Type.String({ minLength: 1, description: 'Where a Traccar publishes. Default traccar/positions' }),
    ),
    replay_window_h: Type.Optional(
      Type.Number({
        minimum: 0,
        description: 'Hours that the log keeps readings after every reader has them. Default 24',
      }),
    ),
    min_free_mb: Type.Optional(
      Type.Integer({ minimum: 64, description: 'Free disk below which devices are sent away. Default 512' }),
    ),
    log_level: Type.Optional(Type.String({ enum: ['debug', 'info', 'warn', 'error', 'silent'] })),
  },
  { additionalProperties: false },
);
type ConfigFile = Static<typeof ConfigFile>;

type Read = 'text' | 'number' | 'flag';
/** Environment variable → key of the file and how to read it. */
export const ENVIRONMENT: Readonly<Record<string, readonly [key: keyof ConfigFile, read: Read]>> = {
  STREETKEEP_DATA: ['data', 'text'],
  STREETKEEP_TZ: ['tz', 'text'],
  STREETKEEP_HTTP_PORT: ['http_port', 'number'],
  STREETKEEP_MQTT_PORT: ['mqtt_port', 'number'],
  STREETKEEP_HTTPS_PORT: ['https_port', 'number'],
  STREETKEEP_MQTTS_PORT: ['mqtts_port', 'number'],
  STREETKEEP_TLS_CERT: ['tls_cert', 'text'],
  STREETKEEP_TLS_KEY: ['tls_key', 'text'],
  STREETKEEP_TLS_CLIENT_CA: ['tls_client_ca', 'text'],
  STREETKEEP_MAX_CONNECTIONS: ['max_connections', 'number'],
  STREETKEEP_BIND: ['bind', 'text'],
  STREETKEEP_ADMIN_PASSWORD: ['admin_password', 'text'],
  STREETKEEP_STORE: ['store', 'text'],
  INFLUX_URL: ['influx_url', 'text'],
  INFLUX_TOKEN: ['influx_token', 'text'],
  INFLUX_ORG: ['influx_org', 'text'],
  INFLUX_BUCKET: ['influx_bucket', 'text'],
  STREETKEEP_ANONYMOUS_DEVICES: ['anonymous_devices', 'flag'],
  STREETKEEP_TRACCAR_TOPIC: ['traccar_topic', 'text'],
  STREETKEEP_REPLAY_WINDOW_H: ['replay_window_h', 'number'],
  STREETKEEP_MIN_FREE_MB: ['min_free_mb', 'number'],
  STREETKEEP_LOG_LEVEL: ['log_level', 'text'],
};

export interface Config {
  readonly dataDir: string;
  readonly timeZone: string;
  readonly httpPort: number;
  readonly mqttPort: number;
  /** `undefined` while no certificate is set. */
  readonly tls:
    | {
        readonly files: CertificateFiles;
        readonly httpsPort: number;
        readonly mqttsPort: number;
      }
    | undefined;
  readonly maxConnections: number;
  readonly bind: string;
  readonly adminPassword: string | undefined;
  readonly store:
    | { readonly kind: 'duckdb' }
    | {
        readonly kind: 'influx';
        readonly url: string;
        readonly token: string;
        readonly org: string;
        readonly bucket: string;
      };
  readonly anonymousDevices: boolean;
  readonly traccarTopic: string | undefined;
  readonly replayWindowMs: number;
  readonly minFreeBytes: number;
  readonly logLevel: string;
}

/** All that is wrong with a configuration. */
export class ConfigError extends Error {
  constructor(faults: readonly string[]) {
    super(`the configuration can't be used:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
    this.name = 'ConfigError';
  }
}

const check = Compile(ConfigFile);
const LOOPBACK = ['127.0.0.1', '::1', 'localhost'];

/** Reads file and environment, checks them together and freezes the result. */
export function loadConfig(
  env: Readonly<Record<string, string | undefined>>,
  file?: string,
  flags: Partial<ConfigFile> = {},
): Config {
  const faults: string[] = [];
  const merged = { ...readFile(file, faults), ...readEnvironment(env, faults), ...flags };
  if (!check.Check(merged)) {
    for (const { instancePath, message } of check.Errors(merged)) {
      faults.push(`${instancePath.slice(1) || 'file'}: ${message}`);
    }
    throw new ConfigError(faults);
  }
  faults.push(...contradictions(merged));
  if (faults.length > 0) throw new ConfigError(faults);
  return Object.freeze({
    dataDir: resolve(merged.data ?? 'data'),
    timeZone: merged.tz ?? 'Asia/Shanghai',
    httpPort: merged.http_port ?? 8_080,
    mqttPort: merged.mqtt_port ?? 1_883,
    tls: tlsOf(merged),
    maxConnections: merged.max_connections ?? 50_000,
    bind: merged.bind ?? '127.0.0.1',
    adminPassword: merged.admin_password,
    store: storeOf(merged),
    anonymousDevices: merged.anonymous_devices ?? false,
    traccarTopic: merged.traccar_topic,
    replayWindowMs: (merged.replay_window_h ?? 24) * 3_600_000,
    minFreeBytes: (merged.min_free_mb ?? 512) * 1024 * 1024,
    logLevel: merged.log_level ?? 'info',
  });
}

function readFile(file: string | undefined, faults: string[]): object {
  if (file === undefined) return {};
  if (!existsSync(file)) {
    faults.push(`${file}: there is no such file`);
    return {};
  }
  try {
    const content: unknown = parse(readFileSync(file, 'utf8'));
    return typeof content === 'object' && content !== null ? content : {};
  } catch (error) {
    faults.push(`${file}: ${error instanceof Error ? error.message : String(error)}`);
    return {};
  }
}

function readEnvironment(env: Readonly<Record<string, string | undefined>>, faults: string[]): object {
  const found: Record<string, unknown> = {};
  for (const [name, [key, read]] of Object.entries(ENVIRONMENT)) {
    const value = env[name];
    if (value === undefined || value === '') continue;
    if (read === 'number' && !Number.isFinite(Number(value)))
      faults.push(`${name}: ${value} is not a number`);
    else
      found[key] =
        read === 'number' ? Number(value) : read === 'flag' ? value === '1' || value === 'true' : value;
  }
  return found;
}

function contradictions(given: ConfigFile): string[] {
  const faults: string[] = [];
  const open = !LOOPBACK.includes(given.bind ?? '127.0.0.1');
  if (open && given.anonymous_devices === true) {
    faults.push('anonymous_devices: refused unless bound to loopback');
  }
  if (open && (given.admin_password === undefined || given.admin_password.length < 10)) {
    faults.push('admin_password: needed, of 10 characters or more, to listen on anything but loopback');
  }
  if (given.store === 'influx' && given.influx_url === undefined)
    faults.push('influx_url: needed for the store influx');
  if ((given.tls_cert === undefined) !== (given.tls_key === undefined)) {
    faults.push('tls_cert, tls_key: one does not go without the other');
  } else if (given.tls_client_ca !== undefined && given.tls_cert === undefined) {
    faults.push('tls_client_ca: needs tls_cert and tls_key');
  }
  try {
    new Intl.DateTimeFormat('en', { timeZone: given.tz ?? 'Asia/Shanghai' });
  } catch {
    faults.push(`tz: ${given.tz} is not an IANA time zone`);
  }
  return faults;
}

function tlsOf(given: ConfigFile): Config['tls'] {
  if (given.tls_cert === undefined || given.tls_key === undefined) return undefined;
  return {
    files: { cert: given.tls_cert, key: given.tls_key, clientCa: given.tls_client_ca },
    httpsPort: given.https_port ?? 8_443,
    mqttsPort: given.mqtts_port ?? 8_883,
  };
}

function storeOf(given: ConfigFile): Config['store'] {
  if (given.store !== 'influx') return { kind: 'duckdb' };
  return {
    kind: 'influx',
    url: given.influx_url ?? '',
    token: given.influx_token ?? '',
    org: given.influx_org ?? '',
    bucket: given.influx_bucket ?? 'streetkeep',
  };
}

/** A password for the first start when none was given. */
export const makePassword = (): string => randomBytes(9).toString('base64url');

/** A secret for a machine: 128 random bits, which is what makes its cheap hash safe. */
export const makeSecret = (): string => randomBytes(16).toString('base64url');
