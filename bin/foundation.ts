import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Asset,
  type Device,
  type Entry,
  entryCodec,
  RegistryIndex,
  type UnixMs,
  unixMs,
} from '../core/index.js';
import {
  AlertsRepo,
  CopyMarks,
  KeeperRepo,
  LinesRepo,
  openState,
  openStoreThread,
  PeopleRepo,
  RegistryRepo,
  RuleSetsRepo,
  type StateDb,
  type TelemetryStore,
} from '../ingest/index.js';
import {
  type Clock,
  type Credential,
  hashSecret,
  type Log,
  type Logger,
  openLocalLog,
  StampedLog,
} from '../runtime/index.js';
import type { Config } from './config.js';

/** What the rules stand on: the log, the registry and the state store of one data folder. */
export interface Ground {
  readonly config: Config;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly log: Log<Entry>;
  readonly journal: StampedLog<Entry>;
  /** When the newest entry was appended; undefined for an empty log. */
  readonly lastEntryAt: UnixMs | undefined;
  readonly state: StateDb;
  readonly registry: RegistryIndex;
  readonly credentials: Map<string, Credential>;
  readonly pepper: string;
  readonly alerts: AlertsRepo;
  readonly copyMarks: CopyMarks;
  readonly keeper: KeeperRepo;
  readonly lines: LinesRepo;
  readonly people: PeopleRepo;
  readonly registryRepo: RegistryRepo;
  readonly ruleSets: RuleSetsRepo;
  close(): Promise<void>;
}

/** All that lies in the data folder, opened: the ground and the readings. The server and one-shot commands stand on it. */
export interface Foundation extends Ground {
  readonly store: TelemetryStore;
}

/** Opens the data folder; fails with a clear error when another process has it. */
export async function openFoundation(config: Config, clock: Clock, logger: Logger): Promise<Foundation> {
  const ground = await openGround(config, clock, logger);
  const store = await openStoreThread(storeSettings(config));
  return {
    ...ground,
    store,
    close: async () => {
      await store.close();
      await ground.close();
    },
  };
}

/** Opens how the log of a data folder is kept. */
export type OpenLog = (config: Config, clock: Clock, logger: Logger) => Promise<Log<Entry>>;

const openOwnLog: OpenLog = ({ dataDir }, clock, logger) =>
  openLocalLog<Entry>({ dir: join(dataDir, 'log'), codec: entryCodec, clock, logger });

/** Opens the data folder without its readings. */
export async function openGround(
  config: Config,
  clock: Clock,
  logger: Logger,
  openLog: OpenLog = openOwnLog,
): Promise<Ground> {
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
  const log = await openLog(config, clock, logger);
  const state = await openState(join(config.dataDir, 'state.sqlite'));
  const registryRepo = new RegistryRepo(state);
  const registry = new RegistryIndex();
  registry.add(await registryRepo.assets(), await registryRepo.devices());
  const stored = await registryRepo.credentials();
  const lastEntryAt = await newestEntryAt(log);
  return {
    config,
    clock,
    logger,
    log,
    journal: new StampedLog(log, clock, lastEntryAt ?? unixMs(0)),
    lastEntryAt,
    state,
    registry,
    credentials: new Map(stored.map((one) => [one.identity.name, one])),
    pepper: loadPepper(config.dataDir),
    alerts: new AlertsRepo(state),
    copyMarks: new CopyMarks(state),
    keeper: new KeeperRepo(state),
    lines: new LinesRepo(state),
    people: new PeopleRepo(state),
    registryRepo,
    ruleSets: new RuleSetsRepo(state),
    close: async () => {
      await log.close();
      await state.destroy();
    },
  };
}

function storeSettings({ store, dataDir }: Config): Parameters<typeof openStoreThread>[0] {
  if (store.kind === 'duckdb') return { kind: 'duckdb', path: join(dataDir, 'telemetry.duckdb') };
  return { ...store, bookPath: join(dataDir, 'influx-book.sqlite') };
}

async function newestEntryAt(log: Log<Entry>): Promise<UnixMs | undefined> {
  let newest: UnixMs | undefined;
  for await (const item of log.read(log.head)) {
    if (item.kind === 'entries') newest = item.entries.at(-1)?.at ?? newest;
  }
  return newest;
}

function loadPepper(dataDir: string): string {
  const path = join(dataDir, 'secret.key');
  if (!existsSync(path)) writeFileSync(path, randomBytes(32).toString('hex'), { mode: 0o600 });
  return readFileSync(path, 'utf8').trim();
}

/** A device and, when it may connect, the secret it will show. */
export interface DeviceGrant {
  readonly device: Device;
  readonly secret?: string | undefined;
}

/** Entries of a registration in the log hold this many things, so that none is large. */
const REGISTRY_ENTRY_ITEMS = 1_000;

/** Registers assets and devices: in the state store, in memory and, for the engine, in the log. */
export async function registerAll(
  base: Ground,
  assets: readonly Asset[],
  grants: readonly DeviceGrant[],
  at?: UnixMs,
): Promise<void> {
  const devices = grants.map(({ device }) => device);
  const credentials = grants.flatMap(({ device, secret }): Credential[] => {
    if (secret === undefined) return [];
    const hash = hashSecret(base.pepper, device.deviceId, secret);
    return [{ identity: { kind: 'device', name: device.deviceId, device: device.deviceId }, hash }];
  });
  await base.registryRepo.save(assets, devices, credentials);
  for (const one of credentials) base.credentials.set(one.identity.name, one);
  base.registry.add(assets, devices);
  await appendRegistry(base, assets, devices, at);
}

export async function appendRegistry(
  { journal }: Ground,
  assets: readonly Asset[],
  devices: readonly Device[],
  given?: UnixMs,
): Promise<void> {
  const appended: Promise<number>[] = [];
  const append = (some: readonly Asset[], others: readonly Device[]): void => {
    const at = given ?? journal.now();
    appended.push(journal.log.append([{ kind: 'registry', at, assets: some, devices: others }]));
  };
  for (let i = 0; i < assets.length; i += REGISTRY_ENTRY_ITEMS)
    append(assets.slice(i, i + REGISTRY_ENTRY_ITEMS), []);
  for (let i = 0; i < devices.length; i += REGISTRY_ENTRY_ITEMS)
    append([], devices.slice(i, i + REGISTRY_ENTRY_ITEMS));
  await Promise.all(appended);
}
