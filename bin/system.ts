import { join } from 'node:path';
import { after, hours, minutes, seconds } from '../core/index.js';
import { createIntake, type ModbusDriver, type MqttServer, Pressure } from '../gateway/index.js';
import {
  type AlertCopy,
  createApi,
  type EngineHost,
  Latest,
  LiveHub,
  type Reader,
  type ReaderCare,
  type Recorder,
  serveSecurely,
  startAlertCopy,
  startKeeper,
  startLatest,
  startRecorder,
} from '../ingest/index.js';
import { TlsKeeper, ticks, watchFreeSpace } from '../runtime/index.js';
import { readBasemap } from './basemap.js';
import { acceptOverHttp, type Door, startModbus, startMqtt } from './doors.js';
import type { Foundation } from './foundation.js';
import { startJudging, timeKeeper } from './judging.js';
import { createMetrics } from './metrics.js';
import { CONSOLE_DIR, VERSION } from './root.js';
import { openCodecs } from './translation.js';

/** The whole of Streetkeep in one process: gateway, readers of the log, API and console. */
export interface System {
  readonly base: Foundation;
  readonly mqtt: MqttServer;
  readonly modbus: ModbusDriver;
  readonly engine: EngineHost;
  readonly recorder: Recorder;
  readonly httpPort: number;
  /** `undefined` without TLS. */
  readonly httpsPort: number | undefined;
  /** Tells the drivers that devices were registered. */
  devicesChanged(): Promise<void>;
  close(): Promise<void>;
}

/** Values older than this are not fetched for the live view at the start. */
const LATEST_REACH = hours(48);
const RETAIN_EVERY = minutes(5);

export async function startSystem(base: Foundation, onFatal: (reason: string) => void): Promise<System> {
  const { config, clock, logger, log, journal, registry } = base;
  const tls = await openTls(base);
  const stopped = new AbortController();
  const care: ReaderCare = { logger, onDeath: (reader) => onFatal(`the reader ${reader} has failed`) };
  const latest = new Latest();
  const live = new LiveHub(latest);
  const engine = await startJudging(base, { onEffects: (effects) => live.publishAlerts(effects), care });
  const recorder = startRecorder({ log, store: base.store, clock, logger, care });
  const readers: Reader[] = [
    startKeeper(log, base.keeper, care),
    startLatest(log, latest, base.store.position + 1, care),
  ];
  void restoreLatest(base, latest);

  const alertCopy = copyAlerts(base);

  const pressure = new Pressure();
  const intake = createIntake({ journal, registry, clock });
  const door: Door = { intake, pressure };
  const codecs = await openCodecs(base);
  const mqtt = await startMqtt(base, door, {
    codecs,
    tls: tls === undefined ? undefined : { port: tls.mqttsPort, keeper: tls.keeper },
  });
  const modbus = await startModbus(base, door);
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
    door: { accept: (device, text) => acceptOverHttp(door, device, text) },
    troubles,
    metrics: createMetrics({ log, recorder, engine, mqtt, store: base.store, tls: tls?.keeper }),
    basemap: () => readBasemap(config.dataDir),
    consoleDir: CONSOLE_DIR,
  });
  await api.listen({ port: config.httpPort, host: config.bind });
  const secureApi =
    tls === undefined
      ? undefined
      : await serveSecurely(api, tls.keeper, { port: tls.httpsPort, host: config.bind });
  for (const server of [api.server, secureApi?.server]) server?.on('upgrade', mqtt.upgrade);
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
    httpsPort: secureApi?.port,
    devicesChanged: () => modbus.update([...registry.devices]),
    close: async () => {
      // Against the stream: first nobody brings anything more, then the readers finish what is there.
      stopped.abort();
      await Promise.all([mqtt.close(), modbus.close(), secureApi?.close(), api.close(), tls?.keeper.close()]);
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

/** The certificates, when there are to be TLS ports; rejects when they can't be used. */
async function openTls({ config, clock, logger }: Foundation) {
  if (config.tls === undefined) return undefined;
  const { files, httpsPort, mqttsPort } = config.tls;
  const revocationList = join(config.dataDir, 'revoked-certificates.txt');
  const keeper = await TlsKeeper.open({ files, revocationList, clock, logger });
  return { keeper, httpsPort, mqttsPort };
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

function startLoops(
  base: Foundation,
  live: LiveHub,
  pressure: Pressure,
  signal: AbortSignal,
): Promise<void>[] {
  const { config, clock, log, logger } = base;
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
  const noteTime = timeKeeper(base);
  return [
    every(seconds(1), () => (pressure.high ? undefined : noteTime())),
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
