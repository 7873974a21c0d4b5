import { once } from 'node:events';
import { ServerTCP } from 'modbus-serial';
import { freePort } from './free-port.js';

/** What a unit holds; addresses that are missing answer with exception 2. */
export interface UnitImage {
  readonly input?: Readonly<Record<number, number>>;
  readonly holding?: Readonly<Record<number, number>>;
  readonly discrete?: Readonly<Record<number, boolean>>;
  readonly coil?: Readonly<Record<number, boolean>>;
}

export interface ModbusServer {
  readonly url: string;
  readonly port: number;
  /** Units may be added, changed and removed while it runs; one that is missing never answers. */
  readonly units: Map<number, UnitImage>;
  close(): Promise<void>;
}

/** A Modbus TCP server of the library that the world uses, in this process. */
export async function modbusServer(units: ReadonlyMap<number, UnitImage>): Promise<ModbusServer> {
  const live = new Map(units);
  const port = await freePort();
  const read = <T>(unit: number, valueIn: (image: UnitImage) => T | undefined): Promise<T> => {
    const image = live.get(unit);
    // A promise that never settles: the unit is silent while the line stays up.
    if (image === undefined) return new Promise(() => {});
    const value = valueIn(image);
    return value === undefined ? Promise.reject({ modbusErrorCode: 2 }) : Promise.resolve(value);
  };
  const server = new ServerTCP(
    {
      getInputRegister: (address: number, unit: number) => read(unit, ({ input }) => input?.[address]),
      getHoldingRegister: (address: number, unit: number) => read(unit, ({ holding }) => holding?.[address]),
      getDiscreteInput: (address: number, unit: number) => read(unit, ({ discrete }) => discrete?.[address]),
      getCoil: (address: number, unit: number) => read(unit, ({ coil }) => coil?.[address]),
    },
    { host: '127.0.0.1', port },
  );
  await once(server, 'initialized');
  return {
    url: `tcp://127.0.0.1:${port}`,
    port,
    units: live,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
