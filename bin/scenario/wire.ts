import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { type Entry, entryCodec } from '../../core/index.js';
import {
  type CabinetUnits,
  createFleet,
  type Fleet,
  type ModbusServer,
  type Platform,
  platformsOf,
  type Scenario,
  serveModbus,
} from '../../firmware-sim/index.js';
import {
  type CodecRunner,
  type Connection,
  type MqttServer,
  type ParsedUrl,
  parseBusUrl,
} from '../../gateway/index.js';
import { hashSecret, type Log, openLocalLog } from '../../runtime/index.js';
import { startMqtt } from '../doors.js';
import type { Ground } from '../foundation.js';
import { openCodecs } from '../translation.js';
import type { Carrier } from './carrier.js';

/** What is under way between the devices and the log. */
interface UnderWay {
  requests: number;
  appends: number;
  /** Devices whose connection was cut, and whose last will the log has not got yet. */
  readonly wills: Set<string>;
}

/** Over real MQTT and Modbus on the loopback, into a log on disk. */
export async function overWire({ city }: Pick<Scenario, 'city'>, units: CabinetUnits): Promise<Carrier> {
  const cabinets: ModbusServer = await serveModbus(units, 0, 'tcp');
  const bus = parseBusUrl(`tcp://127.0.0.1:${cabinets.port}`);
  const underWay: UnderWay = { requests: 0, appends: 0, wills: new Set() };
  const platforms = platformsOf(city.devices);
  const names = [...platforms.map(({ name }) => name), ...city.devices.map(({ deviceId }) => deviceId)];
  const secrets = new Map(names.map((name) => [String(name), secretOf(name)]));
  let codecs: CodecRunner | undefined;
  let mqtt: MqttServer | undefined;
  let fleet: Fleet | undefined;
  return {
    secrets,
    openLog: async ({ dataDir }, clock, logger) =>
      watched(
        await openLocalLog<Entry>({ dir: join(dataDir, 'log'), codec: entryCodec, clock, logger }),
        underWay,
      ),
    dial: () => counted(bus, underWay),
    open: async (base, door) => {
      for (const platform of platforms) admit(base, platform);
      codecs = await openCodecs(base);
      mqtt = await startMqtt(base, door, { codecs });
      const url = `mqtt://127.0.0.1:${mqtt.port}`;
      fleet = createFleet({ devices: city.devices, url, secrets, clock: base.clock });
    },
    deliver: (delivery) => {
      if (delivery.kind === 'link' && !delivery.online && fleet?.hasConnection(delivery.device) === true)
        underWay.wills.add(delivery.device);
      fleet?.deliver(delivery);
    },
    busyWith: () => {
      const { requests, appends, wills } = underWay;
      const open = fleet?.open ?? 0;
      if (requests + appends + wills.size + open === 0) return '';
      return `${requests} Modbus requests, ${appends} appends, ${wills.size} last wills, ${open} MQTT messages`;
    },
    close: async () => {
      fleet?.close();
      await mqtt?.close();
      await codecs?.close();
      await cabinets.close();
    },
  };
}

/** A throw-away system's secrets need not be secret, only each device's own. */
const secretOf = (device: string): string =>
  createHash('sha256').update(device).digest('base64url').slice(0, 22);

/** Lets a platform in for as long as the system lives. */
function admit({ credentials, pepper }: Ground, { name, topics, idPrefix }: Platform): void {
  const identity = { kind: 'integration', name, topics, idPrefix } as const;
  credentials.set(name, { identity, hash: hashSecret(pepper, name, secretOf(name)) });
}

function counted(bus: ParsedUrl, underWay: UnderWay): ParsedUrl {
  if (!bus.ok) return bus;
  const track = async <T>(work: Promise<T>): Promise<T> => {
    underWay.requests += 1;
    try {
      return await work;
    } finally {
      underWay.requests -= 1;
    }
  };
  return {
    ok: true,
    dial: async (signal) => {
      const connection = await track(bus.dial(signal));
      const read: Connection['read'] = (unit, block) => track(connection.read(unit, block));
      return { read, drop: () => connection.drop() };
    },
  };
}

/** The same log, with an eye on what is on its way to the disk. */
function watched(log: Log<Entry>, underWay: UnderWay): Log<Entry> {
  const note = (entries: readonly Entry[]): void => {
    underWay.appends += 1;
    for (const entry of entries) {
      if (entry.kind === 'status' && !entry.online) underWay.wills.delete(entry.device);
    }
  };
  return {
    get head() {
      return log.head;
    },
    get oldest() {
      return log.oldest;
    },
    append: async (entries) => {
      note(entries);
      try {
        return await log.append(entries);
      } finally {
        underWay.appends -= 1;
      }
    },
    enqueue: (entries, settled) => {
      note(entries);
      log.enqueue(entries, (fault, first) => {
        underWay.appends -= 1;
        settled(fault, first);
      });
    },
    follow: (from, signal) => log.follow(from, signal),
    read: (from, until) => log.read(from, until),
    position: (reader) => log.position(reader),
    commit: (reader, position) => log.commit(reader, position),
    retain: (before) => log.retain(before),
    close: () => log.close(),
  };
}
