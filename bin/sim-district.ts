import { createHmac } from 'node:crypto';
import { createServer } from 'node:net';
import { after, type Entry, hours, type UnixMs } from '../core/index.js';
import {
  buildDistrict,
  type District,
  demonstration,
  history,
  type Incident,
  type LiveDistrict,
  type PastReport,
  startDistrict,
} from '../firmware-sim/index.js';
import type { StoredReport } from '../ingest/index.js';
import { writeBasemap } from './basemap.js';
import { type Foundation, registerAll } from './foundation.js';
import { ensureRules } from './rules.js';
import type { System } from './system.js';

/** The demonstration stands in the middle of Jinan. */
const ORIGIN = { lat: 36.66, lon: 117.02 };
const SEED = 7;
const HISTORY = hours(14 * 24);
/** This much of the past goes through the log, so that the rules have seen it when the first visitor looks. */
const THROUGH_LOG = hours(4);
const IMPORT_BATCH = 20_000;

/** A simulated district that is about to come alive in a data folder. */
export interface Demonstration {
  readonly district: District;
  readonly incidents: readonly Incident[];
  readonly modbusPort: number;
  readonly now: UnixMs;
  /** The folder was empty before. */
  readonly isFirst: boolean;
}

const secretOf = (base: Foundation, device: string): string =>
  createHmac('sha256', base.pepper).update(`demonstration ${device}`).digest('base64url');

/** Registers the district and, in an empty folder, lets the last hours pass through the log. Before the system starts. */
export async function prepareDistrict(base: Foundation): Promise<Demonstration> {
  const modbusPort = await freePort();
  const district = buildDistrict({
    seed: SEED,
    origin: ORIGIN,
    size: 'demo',
    modbusUrl: `tcp://127.0.0.1:${modbusPort}`,
  });
  const now = base.clock.now();
  const incidents = demonstration(district, now);
  const isFirst = base.lastEntryAt === undefined;
  const from = after(now, -THROUGH_LOG);
  const grants = district.devices.map((device) => ({ device, secret: secretOf(base, device.deviceId) }));
  if (isFirst) {
    await ensureRules(base, from);
    await registerAll(base, district.assets, grants, from);
    await writeBasemap(base.config.dataDir, streetsOf(district));
    await passThroughLog(base, district, history(district, { from, to: now, incidents }));
  } else {
    await registerAll(base, district.assets, grants);
  }
  return { district, incidents, modbusPort, now, isFirst };
}

/** Sets terminals and cabinets going against the running system and fills in the past behind them. */
export async function runDistrict({ base, mqtt }: System, demo: Demonstration): Promise<LiveDistrict> {
  const { district, incidents, modbusPort } = demo;
  const secrets = new Map(
    district.devices.map(({ deviceId }) => [String(deviceId), secretOf(base, deviceId)]),
  );
  const live = await startDistrict({
    district,
    mqttUrl: `mqtt://127.0.0.1:${mqtt.port}`,
    modbusPort,
    secrets,
    clock: base.clock,
    log: base.logger,
    incidents,
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

const streetsOf = ({ streets }: District): object => ({
  type: 'FeatureCollection',
  features: streets.map(({ name, coordinates }) => ({
    type: 'Feature',
    properties: { name },
    geometry: { type: 'LineString', coordinates },
  })),
});

async function passThroughLog(
  base: Foundation,
  district: District,
  past: Iterable<PastReport>,
): Promise<void> {
  const kinds = new Map(district.assets.map(({ assetId, kind }) => [assetId, kind]));
  let entries: Entry[] = [];
  for (const { ts, asset, deviceId, points } of past) {
    const assetKind = kinds.get(asset);
    if (assetKind === undefined) continue;
    entries.push({
      kind: 'report',
      at: ts,
      assetKind,
      device: deviceId,
      asset,
      observedAt: ts,
      stamped: true,
      points,
      origin: 'import',
    });
    if (entries.length < IMPORT_BATCH) continue;
    await base.log.append(entries);
    entries = [];
  }
  if (entries.length > 0) await base.log.append(entries);
}

async function fillPast(base: Foundation, { district, incidents, now }: Demonstration): Promise<void> {
  const started = performance.now();
  const kinds = new Map(district.assets.map(({ assetId, kind }) => [assetId, kind]));
  const to = after(now, -THROUGH_LOG);
  let batch: StoredReport[] = [];
  let count = 0;
  const flush = async (): Promise<void> => {
    count += await base.store.importReports(batch);
    batch = [];
  };
  for (const { ts, asset, deviceId, points } of history(district, {
    from: after(now, -HISTORY),
    to,
    incidents,
  })) {
    const kind = kinds.get(asset);
    if (kind === undefined) continue;
    batch.push({ asset, device: deviceId, kind, observedAt: ts, receivedAt: ts, position: 0, points });
    if (batch.length >= IMPORT_BATCH) await flush();
  }
  await flush();
  base.logger.info('demonstration.past', { reports: count, seconds: (performance.now() - started) / 1_000 });
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
