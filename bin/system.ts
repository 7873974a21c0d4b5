import { join } from 'node:path';
import { after, type DeviceId, type Entry, hours, minutes, seconds, unixMs } from '../core/index.js';
import {
  CodecRunner,
  createIntake,
  createModbusDriver,
  createTranslator,
  dialectsOf,
  type Intake,
  loadCodecs,
  loadMaps,
  loadProfiles,
  type ModbusDriver,
  type MqttServer,
  Pressure,
  type ReportSink,
  startMqttServer,
  type Translator,
} from '../gateway/index.js';
import {
  type AlertCopy,
  createApi,
  type EngineHost,
  Latest,
  LiveHub,
  type Reader,
  type ReaderCare,
  type Recorder,
  SnapshotFolder,
  startAlertCopy,
  startEngineHost,
  startKeeper,
  startLatest,
  startRecorder,
} from '../ingest/index.js';
import { LogError, ticks, watchFreeSpace } from '../runtime/index.js';
import { readBasemap } from './basemap.js';
import { appendRegistry, type Foundation } from './foundation.js';
import { createMetrics } from './metrics.js';
import { CODECS_DIR, CONSOLE_DIR, MAPS_DIR, PROFILES_DIR, VERSION } from './root.js';
import { ensureRules } from './rules.js';

/** The whole of Streetkeep in one process: gateway, readers of the log, API and console. */
export interface System {
  readonly base: Foundation;
  readonly mqtt: MqttServer;
  readonly modbus: ModbusDriver;
  readonly engine: EngineHost;
  readonly recorder: Recorder;
  readonly httpPort: number;
  /** Tells the drivers that devices were registered. */
  devicesChanged(): Promise<void>;
  close(): Promise<void>;
}

/** Values older than this are not fetched for the live view at the start. */
const LATEST_REACH = hours(48);
const RETAIN_EVERY = minutes(5);

export async function startSystem(base: Foundation, onFatal: (reason: string) => void): Promise<System> {
  const { config, clock, logger, log, journal, registry } = base;
  const stopped = new AbortController();
  const care: ReaderCare = { logger, onDeath: (reader) => onFatal(`the reader ${reader} has failed`) };
  await noteDowntime(base);
  await ensureRules(base);

  const latest = new Latest();
  const live = new LiveHub(latest);
  const snapshots = new SnapshotFolder(join(config.dataDir, 'engine'));
  const engine = await startEngineHost({
    log,
    alerts: base.alerts,
    snapshots,
    onEffects: (effects) => live.publishAlerts(effects),
    onHole: (fromPosition, toPosition) => void noteHole(base, fromPosition, toPosition),
    care,
  });
  await feedNewEngine(base, engine);
  const recorder = startRecorder({ log, store: base.store, clock, logger, care });
  const readers: Reader[] = [
    startKeeper(log, base.keeper, care),
    startLatest(log, latest, base.store.position + 1, care),
  ];
  void restoreLatest(base, latest);

  const alertCopy = copyAlerts(base);

  const pressure = new Pressure();
  const intake = createIntake({ journal, registry, clock });
  const codecs = new CodecRunner(await loadCodecs(CODECS_DIR, join(config.dataDir, 'codecs')));
  const translator = await openTranslator(base, codecs);
  const mqtt = await startMqttServer({
    port: config.mqttPort,
    bind: config.bind,
    dir: join(config.dataDir, 'mqtt'),
    intake,
    translator,
    credentials: { find: (name) => base.credentials.get(name) },
    pepper: base.pepper,
    anonymous: config.anonymousDevices,
    pressure,
    clock,
    logger,
  });
  const modbus = await startModbus(base, holdBack(intake, pressure));
  let caughtUp = false;
  void engine.caughtUp.then(() => {
    caughtUp = true;
    logger.info('system.ready', { position: engine.position });
  });
  const troubles = (): string[] => [
    ...(recorder.isStuck ? ['the telemetry store does not take readings; they wait in the log'] : []),
    ...(pressure.high ? ['the disk is nearly full; devices keep their readings'] : []),
    ...(caughtUp ? [] : ['the rules are catching up with the log']),
  ];
  const api = await createApi({
    ...base,
    version: VERSION,
    timeZone: config.timeZone,
    latest,
    engine,
    recorder,
    live,
    door: { accept: (device, text) => acceptOverHttp(intake, pressure, device, text) },
    troubles,
    metrics: createMetrics({ log, recorder, engine, mqtt, store: base.store }),
    basemap: () => readBasemap(config.dataDir),
    consoleDir: CONSOLE_DIR,
  });
  await api.listen({ port: config.httpPort, host: config.bind });
  const loops = startLoops(base, live, pressure, stopped.signal);

  return {
    base,
    mqtt,
    modbus,
    engine,
    recorder,
    get httpPort() {
      const address = api.server.address();
      return typeof address === 'object' && address !== null ? address.port : config.httpPort;
    },
    devicesChanged: () => modbus.update([...registry.devices]),
    close: async () => {
      // Against the stream: first nobody brings anything more, then the readers finish what is there.
      stopped.abort();
      await Promise.all([mqtt.close(), modbus.close(), api.close()]);
      await codecs.close();
      await Promise.all(loops);
      await recorder.close();
      await Promise.all(readers.map((reader) => reader.close()));
      await engine.close();
      await alertCopy?.close();
      await base.close();
    },
  };
}

/** Our own downtime is an input: nobody's silence counts while we could not hear. It comes before anything else. */
async function noteDowntime({ lastEntryAt, clock, journal, logger }: Foundation): Promise<void> {
  if (lastEntryAt === undefined) return;
  const until = unixMs(Math.max(clock.now(), lastEntryAt));
  await journal.append((at) => [{ kind: 'gap', at, from: lastEntryAt, until }]);
  logger.info('system.was-down', { from: lastEntryAt, until });
}

async function noteHole(
  { journal, logger }: Foundation,
  fromPosition: number,
  toPosition: number,
): Promise<void> {
  logger.error('log.hole', { fromPosition, toPosition });
  await journal.append((at) => [{ kind: 'corruption', at, fromPosition, toPosition }]);
}

/** An engine without a snapshot whose log no longer begins at the beginning is told again what is registered. */
async function feedNewEngine(base: Foundation, engine: EngineHost): Promise<void> {
  if (engine.position > 0 || base.log.oldest === 1) return;
  await appendRegistry(base, [...base.registry.assets], [...base.registry.devices]);
  const live = await base.ruleSets.live();
  if (live === undefined) return;
  const { version, rules, source } = live;
  await base.journal.append((at) => [{ kind: 'rules', at, version, rules, source }]);
}

/** Dashboards that read InfluxDB find the alerts there too. */
function copyAlerts({ config, alerts, copyMarks: marks, clock, logger }: Foundation): AlertCopy | undefined {
  if (config.store.kind !== 'influx') return undefined;
  return startAlertCopy({ alerts, marks, server: config.store, clock, logger });
}

async function restoreLatest({ store, clock, logger }: Foundation, latest: Latest): Promise<void> {
  try {
    const reports = await store.latest(after(clock.now(), -LATEST_REACH));
    for (const report of reports) latest.restore(report);
  } catch (error) {
    logger.warn('latest.not-restored', { reason: String(error) });
  }
}

async function openTranslator(
  { config, registry, clock, logger }: Foundation,
  codecs: CodecRunner,
): Promise<Translator> {
  const { profiles, faults } = await loadProfiles(PROFILES_DIR, join(config.dataDir, 'profiles'));
  for (const fault of faults) logger.error('codecs.profile-refused', { fault });
  for (const { name: profile, codec } of profiles.values()) {
    if (codec !== undefined && !codecs.has(codec)) logger.error('codecs.codec-missing', { profile, codec });
  }
  const dialects = dialectsOf({ traccar: config.traccarTopic });
  return createTranslator({ dialects, profiles, codecs, registry, clock });
}

async function startModbus(base: Foundation, sink: ReportSink): Promise<ModbusDriver> {
  const { maps, faults } = await loadMaps(MAPS_DIR, join(base.config.dataDir, 'maps'));
  for (const fault of faults) base.logger.error('modbus.map-refused', { fault });
  const driver = createModbusDriver({
    devices: [...base.registry.devices],
    maps,
    isAsset: (asset) => base.registry.asset(asset) !== undefined,
    sink,
    clock: base.clock,
    log: base.logger,
  });
  driver.start();
  return driver;
}

const diskIsFull = (): Promise<never> =>
  Promise.reject(new LogError('log.disk-full', 'the disk is nearly full: keep the readings and try again'));

/** MQTT clients are held at their sockets; drivers are told no, and bring the same values with the next poll. */
const holdBack = (sink: ReportSink, pressure: Pressure): ReportSink => ({
  report: (reports) => (pressure.high ? diskIsFull() : sink.report(reports)),
  status: (device, online) => (pressure.high ? diskIsFull() : sink.status(device, online)),
  quarantine: (...seen) => (pressure.high ? diskIsFull() : sink.quarantine(...seen)),
});

const acceptOverHttp = (intake: Intake, pressure: Pressure, device: DeviceId, text: string): Promise<void> =>
  pressure.high
    ? diskIsFull()
    : new Promise((resolve, reject) =>
        intake.message(device, 'http', text, (fault) => (fault === null ? resolve() : reject(fault))),
      );

function startLoops(
  base: Foundation,
  live: LiveHub,
  pressure: Pressure,
  signal: AbortSignal,
): Promise<void>[] {
  const { config, clock, log, journal, logger } = base;
  const every = async (
    period: ReturnType<typeof seconds>,
    act: () => Promise<void> | void,
  ): Promise<void> => {
    for await (const _ of ticks(clock, period, signal)) {
      try {
        await act();
      } catch (error) {
        logger.warn('loop.failed', { reason: String(error) });
      }
    }
  };
  let seen = log.head;
  return [
    // Time passes while nothing comes: the engine's deadlines hang on it.
    every(seconds(1), async () => {
      if (log.head === seen && !pressure.high) await journal.append((at): Entry[] => [{ kind: 'clock', at }]);
      seen = log.head;
    }),
    every(seconds(0.5), () => live.flush()),
    every(seconds(2), () => live.tell({ event: 'clock', data: { now: clock.now() } })),
    every(RETAIN_EVERY, () => log.retain(clock.now() - config.replayWindowMs)),
    watchFreeSpace({
      dir: config.dataDir,
      minFreeBytes: config.minFreeBytes,
      clock,
      period: seconds(1),
      signal,
      onChange: (low, freeBytes) => {
        logger.warn(low ? 'disk.low' : 'disk.well', { freeBytes });
        pressure.set(low);
      },
    }).catch((error: unknown) => logger.error('disk.not-watched', { reason: String(error) })),
  ];
}
