import { join } from 'node:path';
import type { DeviceId } from '../core/index.js';
import {
  CodecRunner,
  createModbusDriver,
  type Intake,
  loadCodecs,
  loadMaps,
  type ModbusDriver,
  type MqttServer,
  type ParsedUrl,
  type Pressure,
  type ReportSink,
  startMqttServer,
} from '../gateway/index.js';
import { LogError } from '../runtime/index.js';
import type { Ground } from './foundation.js';
import { CODECS_DIR, MAPS_DIR } from './root.js';
import { openTranslator } from './translation.js';

/** Where readings come in, and what keeps them out while the disk is nearly full. */
export interface Door {
  readonly intake: Intake;
  readonly pressure: Pressure;
}

/** Third-party codecs, the bundled ones and the city's own. */
export const openCodecs = async ({ config }: Ground): Promise<CodecRunner> =>
  new CodecRunner(await loadCodecs(CODECS_DIR, join(config.dataDir, 'codecs')));

/** Lets MQTT clients in, in every dialect; third-party codecs run as long as the server does. */
export async function startMqtt(base: Ground, door: Door): Promise<MqttServer> {
  const { config, clock, logger, pepper } = base;
  const codecs = await openCodecs(base);
  const server = await startMqttServer({
    port: config.mqttPort,
    bind: config.bind,
    dir: join(config.dataDir, 'mqtt'),
    ...door,
    translator: await openTranslator(base, codecs),
    credentials: { find: (name) => base.credentials.get(name) },
    pepper,
    anonymous: config.anonymousDevices,
    clock,
    logger,
  });
  return {
    get port() {
      return server.port;
    },
    get connections() {
      return server.connections;
    },
    close: async () => {
      await server.close();
      await codecs.close();
    },
  };
}

/** Begins to poll the registered Modbus units. */
export async function startModbus(
  base: Ground,
  { intake, pressure }: Door,
  dialer?: (url: string) => ParsedUrl,
): Promise<ModbusDriver> {
  const { maps, faults } = await loadMaps(MAPS_DIR, join(base.config.dataDir, 'maps'));
  for (const fault of faults) base.logger.error('modbus.map-refused', { fault });
  const driver = createModbusDriver({
    devices: [...base.registry.devices],
    maps,
    isAsset: (asset) => base.registry.asset(asset) !== undefined,
    sink: holdBack(intake, pressure),
    clock: base.clock,
    log: base.logger,
    ...(dialer === undefined ? {} : { dialer }),
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

export const acceptOverHttp = ({ intake, pressure }: Door, device: DeviceId, text: string): Promise<void> =>
  pressure.high
    ? diskIsFull()
    : new Promise((resolve, reject) =>
        intake.message(device, 'http', text, (fault) => (fault === null ? resolve() : reject(fault))),
      );
