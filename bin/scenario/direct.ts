import { type Entry, entryCodec, formatTopic } from '../../core/index.js';
import { type CabinetUnits, dialectOf, OFFLINE, ONLINE, type Scenario } from '../../firmware-sim/index.js';
import { type Block, type Connection, exceptionFault, type Intake } from '../../gateway/index.js';
import { MemoryLog } from '../../runtime/index.js';
import type { Carrier } from './carrier.js';
import { type ForeignDoor, openForeignDoor } from './foreign-door.js';

/** Without sockets: payloads go to the intake as they would come from a broker, and cabinets are read in place. */
export function direct({ city }: Pick<Scenario, 'city'>, units: CabinetUnits): Carrier {
  const devices = new Map(
    city.devices.filter(({ modbus }) => modbus === undefined).map((device) => [device.deviceId, device]),
  );
  let intake: Intake | undefined;
  let foreign: ForeignDoor | undefined;
  return {
    secrets: new Map(),
    openLog: (_, clock) => Promise.resolve(new MemoryLog<Entry>({ codec: entryCodec, clock })),
    dial: () => ({ ok: true, dial: () => Promise.resolve(inPlace(units)) }),
    open: async (base, door) => {
      intake = door.intake;
      foreign = await openForeignDoor(base, door.intake, city.devices);
    },
    deliver: (delivery) => {
      const device = devices.get(delivery.device);
      if (device === undefined || intake === undefined) return;
      const { platform, encode } = dialectOf(device);
      if (delivery.kind === 'link') {
        if (platform !== undefined) return;
        const payload = delivery.online ? ONLINE : OFFLINE;
        intake.statusMessage(device.deviceId, formatTopic(device.deviceId, 'status'), payload, () => {});
        return;
      }
      const { topic, payload } = encode(device, delivery);
      if (platform === undefined) intake.message(device.deviceId, topic, payload, () => {});
      else foreign?.take(platform, topic, payload);
    },
    busyWith: () => {
      const open = foreign?.open ?? 0;
      return open === 0 ? '' : `${open} messages for codecs`;
    },
    close: async () => foreign?.close(),
  };
}

const inPlace = (units: CabinetUnits): Connection => ({
  read: (unit, block) => {
    const words = readBlock(units, unit, block);
    return 'exception' in words
      ? Promise.reject(exceptionFault(words.exception))
      : Promise.resolve(Array.from(words));
  },
  drop: () => {},
});

const ILLEGAL_FUNCTION = { exception: 1 };

const readBlock = (units: CabinetUnits, unit: number, { table, start, length }: Block) =>
  table === 'input' || table === 'discrete' ? units.read(unit, table, start, length) : ILLEGAL_FUNCTION;
