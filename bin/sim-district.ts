import { createHmac } from 'node:crypto';
import { createServer } from 'node:net';
import { after, type Entry, hours, type UnixMs } from '../core/index.js';
import { type LiveCity, type Scenario, startCity } from '../firmware-sim/index.js';
import type { StoredReport } from '../ingest/index.js';
import { writeBasemap } from './basemap.js';
import { type Foundation, registerAll } from './foundation.js';
import { ensureRules } from './rules.js';
import { openNamedScenario } from './scenario/find-scenario.js';
import { streetsOf } from './streets.js';
import type { System } from './system.js';

const SEED = 7;
const HISTORY = hours(14 * 24);
/** This much of the past goes through the log, so that the rules have seen it when the first visitor looks. */
const THROUGH_LOG = hours(4);
const IMPORT_BATCH = 20_000;
/** Seconds between two polls of a cabinet: a visitor is to see its supply fail. */
const POLL_S = 5;
const FAR = hours(24 * 365);

/** A simulated district that is about to come alive in a data folder. */
export interface Demonstration {
  readonly scenario: Scenario;
  readonly modbusPort: number;
  readonly now: UnixMs;
  /** The folder was empty before. */
  readonly isFirst: boolean;
}

const secretOf = (base: Foundation, device: string): string =>
  createHmac('sha256', base.pepper).update(`demonstration ${device}`).digest('base64url');

/** Registers the district and, in an empty folder, lets the last hours pass through the log. Before the system starts. */
export async function prepareDistrict(base: Foundation, name: string): Promise<Demonstration> {
  const modbusPort = await freePort();
  const now = base.clock.now();
  const scenario = await openNamedScenario(name, {
    seed: SEED,
    from: now,
    modbusUrl: `tcp://127.0.0.1:${modbusPort}`,
    cabinetPollS: POLL_S,
  });
  const { city } = scenario;
  const isFirst = base.lastEntryAt === undefined;
  const from = after(now, -THROUGH_LOG);
  const grants = city.devices.map((device) => ({ device, secret: secretOf(base, device.deviceId) }));
  if (isFirst) {
    await ensureRules(base, from);
    await registerAll(base, city.assets, grants, from);
    await writeBasemap(base.config.dataDir, streetsOf(city));
    await passThroughLog(base, scenario, from, now);
  } else {
    await registerAll(base, city.assets, grants);
  }
  return { scenario, modbusPort, now, isFirst };
}

/** Sets terminals and cabinets going against the running system and fills in the past behind them. */
export async function runDistrict({ base, mqtt }: System, demo: Demonstration): Promise<LiveCity> {
  const { city, world } = demo.scenario;
  const live = await startCity({
    city,
    world,
    from: demo.now,
    to: after(demo.now, FAR),
    mqttUrl: `mqtt://127.0.0.1:${mqtt.port}`,
    modbusPort: demo.modbusPort,
    secrets: new Map(city.devices.map(({ deviceId }) => [String(deviceId), secretOf(base, deviceId)])),
    clock: base.clock,
    log: base.logger,
  });
  const filled = demo.isFirst ? fillPast(base, demo) : Promise.resolve();
  filled.catch((error: unknown) => base.logger.error('demonstration.no-past', { reason: String(error) }));
  return {
    ...live,
    close: async () => {
      await live.close();
      await filled.catch(() => {});
    },
  };
}

async function passThroughLog(base: Foundation, scenario: Scenario, from: UnixMs, to: UnixMs): Promise<void> {
  let entries: Entry[] = [];
  for (const { receivedAt, kind, ...report } of past(scenario, from, to)) {
    entries.push({
      ...report,
      kind: 'report',
      at: receivedAt,
      assetKind: kind,
      stamped: true,
      origin: 'import',
    });
    if (entries.length < IMPORT_BATCH) continue;
    await base.log.append(entries);
    entries = [];
  }
  if (entries.length > 0) await base.log.append(entries);
}

async function fillPast(base: Foundation, { scenario, now }: Demonstration): Promise<void> {
  const started = performance.now();
  let batch: StoredReport[] = [];
  let count = 0;
  const flush = async (): Promise<void> => {
    count += await base.store.importReports(batch);
    batch = [];
  };
  for (const report of past(scenario, after(now, -HISTORY), after(now, -THROUGH_LOG))) {
    batch.push({ ...report, position: 0 });
    if (batch.length >= IMPORT_BATCH) await flush();
  }
  await flush();
  base.logger.info('demonstration.past', { reports: count, seconds: (performance.now() - started) / 1_000 });
}

/** What the city would have reported. */
function* past(
  { city, world }: Scenario,
  from: UnixMs,
  to: UnixMs,
): Generator<Omit<StoredReport, 'position'>> {
  const kinds = new Map(city.assets.map(({ assetId, kind }) => [assetId, kind]));
  for (const delivery of world.deliveries(from, to)) {
    if (delivery.kind !== 'report') continue;
    const { asset, device, at, points } = delivery;
    const kind = kinds.get(asset);
    if (kind !== undefined) yield { asset, device, kind, observedAt: at, receivedAt: at, points };
  }
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
