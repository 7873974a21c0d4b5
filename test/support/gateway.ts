import { createServer } from 'node:http';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import {
  type Asset,
  type AssetKind,
  assetId,
  type Device,
  deviceId,
  type Entry,
  type EntryKind,
  entryCodec,
  RegistryIndex,
  unixMs,
} from '../../core/index.js';
import {
  CodecRunner,
  createIntake,
  createTranslator,
  dialectsOf,
  loadCodecs,
  loadProfiles,
  Pressure,
  startMqttServer,
} from '../../gateway/index.js';
import {
  type CertificateFiles,
  type Clock,
  type Credential,
  hashSecret,
  type Identity,
  type Log,
  type Logger,
  openLocalLog,
  StampedLog,
  silentLogger,
  systemClock,
  TlsKeeper,
} from '../../runtime/index.js';
import { projectPath } from './project-files.js';
import { temporaryDir } from './temporary-dir.js';

const PEPPER = 'pepper';

const asset = (id: string, kind: AssetKind, parent?: string): Asset => ({
  assetId: assetId(id),
  kind,
  name: id,
  ...(parent === undefined ? {} : { parentId: assetId(parent) }),
});
const device = (id: string, mountedOn?: string): Device => ({
  deviceId: deviceId(id),
  ...(mountedOn === undefined ? {} : { assetId: assetId(mountedOn) }),
});

/** A street with bins, and a cabinet with two circuits and a lamp. */
export function aStreet(): RegistryIndex {
  const registry = new RegistryIndex();
  registry.add(
    [
      ...['bin-1', 'bin-2', '__proto__', 'constructor'].map((id) => asset(id, 'bin')),
      asset('cab-1', 'cabinet'),
      asset('cab-1-c1', 'circuit', 'cab-1'),
      asset('cab-1-c1-l1', 'lamp', 'cab-1-c1'),
      asset('cab-2', 'cabinet'),
    ],
    [
      device('nb-1', 'bin-1'),
      device('nb-2', 'bin-2'),
      device('nb-spare'),
      device('gw-1', 'cab-1'),
      device('__proto__', '__proto__'),
      device('constructor', 'constructor'),
    ],
  );
  return registry;
}

const INTEGRATIONS: readonly Identity[] = [
  { kind: 'integration', name: 'bridge', topics: ['sk/v1/+/up', 'sk/v1/+/status'], idPrefix: 'nb-' },
  { kind: 'integration', name: 'listener', topics: ['sk/v1/#'], idPrefix: 'none-' },
];

const PROFILES = projectPath('gateway/profiles');

/** The bundled profiles and codecs, and codecs of the test's own. */
async function translatorFor(registry: RegistryIndex, clock: Clock, more: Readonly<Record<string, string>>) {
  const bundled = await loadCodecs(join(PROFILES, 'codecs'));
  const codecs = new CodecRunner(new Map([...bundled, ...Object.entries(more)]));
  const { profiles } = await loadProfiles(PROFILES);
  const translator = createTranslator({ dialects: dialectsOf(), profiles, codecs, registry, clock });
  return { translator, codecs };
}

/** Every device and integration has the secret `secret of {name}`. */
function credentialsOf(registry: RegistryIndex, integrations: readonly Identity[]): Map<string, Credential> {
  const devices = [...registry.devices].map(
    ({ deviceId }): Identity => ({ kind: 'device', name: deviceId, device: deviceId }),
  );
  return new Map(
    [...devices, ...integrations].map((identity) => {
      const hash = hashSecret(PEPPER, identity.name, `secret of ${identity.name}`);
      return [identity.name, { identity, hash }];
    }),
  );
}

export interface GatewayOptions {
  /** A folder that another gateway left. */
  readonly dir?: string;
  /** Of the loopback; a free one unless given. */
  readonly port?: number;
  readonly anonymous?: boolean;
  readonly clock?: Clock;
  /** In the place of a real one in the folder. */
  readonly log?: Log<Entry>;
  readonly registry?: RegistryIndex;
  /** In the place of the two that there are. */
  readonly integrations?: readonly Identity[];
  /** Opens a second port over TLS with these files. */
  readonly tls?: CertificateFiles;
  readonly maxConnections?: number;
  /** Codecs beside the bundled ones, by name. */
  readonly codecs?: Readonly<Record<string, string>>;
}

export interface Gateway {
  readonly dir: string;
  readonly port: number;
  readonly url: string;
  readonly connections: number;
  /** Of MQTT over TLS; 0 without. */
  readonly tlsPort: number;
  /** Of an HTTP server that hands its upgrades over. */
  readonly webSocketPort: number;
  readonly refused: number;
  readonly log: Log<Entry>;
  readonly pressure: Pressure;
  /** Reasons that the server logged for dropping a connection. */
  readonly dropped: string[];
  /** Reasons of the errors that it logged. */
  readonly errors: string[];
  /** What stands in the log, in its order. */
  entries<K extends EntryKind>(kind: K): Promise<Extract<Entry, { kind: K }>[]>;
  close(): Promise<void>;
}

/** The gateway as it is put together in the server, on a free port of the loopback, over a log on the disk. */
export async function startGateway(options: GatewayOptions = {}): Promise<Gateway> {
  const { dir = temporaryDir(), clock = systemClock } = options;
  const dropped: string[] = [];
  const errors: string[] = [];
  const logger: Logger = {
    ...silentLogger,
    debug: (event, fields) => {
      if (event === 'mqtt.client-error') dropped.push(String(fields?.reason));
    },
    error: (_event, fields) => errors.push(String(fields?.reason)),
  };
  const log =
    options.log ?? (await openLocalLog<Entry>({ dir: join(dir, 'log'), codec: entryCodec, clock, logger }));
  const { registry = aStreet(), integrations = INTEGRATIONS } = options;
  const credentials = credentialsOf(registry, integrations);
  const { translator, codecs } = await translatorFor(registry, clock, options.codecs ?? {});
  const pressure = new Pressure();
  const revocationList = join(dir, 'revoked-certificates.txt');
  const keeper =
    options.tls === undefined
      ? undefined
      : await TlsKeeper.open({ files: options.tls, revocationList, clock, logger });
  const server = await startMqttServer({
    port: options.port ?? 0,
    bind: '127.0.0.1',
    tls: keeper === undefined ? undefined : { port: 0, keeper },
    maxConnections: options.maxConnections ?? 10_000,
    dir: join(dir, 'mqtt'),
    intake: createIntake({ journal: new StampedLog(log, clock, unixMs(0)), registry, clock }),
    translator,
    credentials: { find: (name) => credentials.get(name) },
    pepper: PEPPER,
    anonymous: options.anonymous ?? false,
    pressure,
    clock,
    logger,
  });
  const { port } = server;
  const http = createServer().on('upgrade', server.upgrade);
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const at = http.address();
  let closing: Promise<void> | undefined;
  const gateway: Gateway = {
    dir,
    port,
    url: `mqtt://127.0.0.1:${port}`,
    tlsPort: server.tlsPort ?? 0,
    webSocketPort: typeof at === 'object' && at !== null ? at.port : 0,
    get connections() {
      return server.connections;
    },
    get refused() {
      return server.refused;
    },
    log,
    pressure,
    dropped,
    errors,
    entries: async <K extends EntryKind>(kind: K) => {
      const found: Extract<Entry, { kind: K }>[] = [];
      for await (const item of log.read(1)) {
        if (item.kind !== 'entries') continue;
        for (const entry of item.entries) if (isOf(entry, kind)) found.push(entry);
      }
      return found;
    },
    close: () => {
      http.close();
      closing ??= Promise.all([server.close(), keeper?.close()])
        .then(() => codecs.close())
        .then(() => log.close());
      return closing;
    },
  };
  onTestFinished(() => gateway.close());
  return gateway;
}

const isOf = <K extends EntryKind>(entry: Entry, kind: K): entry is Extract<Entry, { kind: K }> =>
  entry.kind === kind;
