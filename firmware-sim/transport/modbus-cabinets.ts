import { once } from 'node:events';
import { createServer } from 'node:net';
import { ServerTCP } from 'modbus-serial';
import type { AssetId, UnixMs } from '../../core/index.js';
import type { Clock } from '../../runtime/index.js';
import type { District } from '../plant/district.js';
import { childrenOf, type Plant } from '../plant/plant.js';
import { type CabinetWiring, type RegisterImage, registerImage } from './cabinet-registers.js';

export interface CabinetServer {
  readonly port: number;
  close(): Promise<void>;
}

export interface CabinetServerDeps {
  readonly district: District;
  readonly plant: Plant;
  readonly clock: Clock;
  /** 0 picks a free one. */
  readonly port: number;
}

const HOST = '127.0.0.1';
const ILLEGAL_ADDRESS = { modbusErrorCode: 2 };
const NO_SUCH_TARGET = { modbusErrorCode: 11 };
/** A controller samples its inputs this often, milliseconds. */
const SCAN = 200;
const LIBRARY_TRIES = 5;

/** Every cabinet's controller behind one Modbus TCP address, each with its own unit id. */
export async function serveCabinets(deps: CabinetServerDeps): Promise<CabinetServer> {
  const units = unitsOf(deps.district);
  const memories = new Map([...units].map(([unit, wiring]) => [unit, memoryOf(wiring, deps)]));
  const read = <T>(unit: number, valueIn: (image: RegisterImage) => T | undefined): Promise<T> => {
    const memory = memories.get(unit);
    if (memory === undefined) return Promise.reject(NO_SUCH_TARGET);
    const value = valueIn(memory());
    return value === undefined ? Promise.reject(ILLEGAL_ADDRESS) : Promise.resolve(value);
  };
  const { server, port } = await listen(deps.port, {
    getInputRegister: (address: number, unit: number) => read(unit, ({ inputs }) => inputs[address]),
    getDiscreteInput: (address: number, unit: number) =>
      read(unit, ({ discretes }) => (address < discretes.length ? discretes[address] === 1 : undefined)),
  });
  return { port, close: () => new Promise((resolve) => server.close(() => resolve())) };
}

function unitsOf(district: District): Map<number, CabinetWiring> {
  const circuits = childrenOf(district, 'circuit');
  const lamps = childrenOf(district, 'lamp');
  const wiring = (cabinet: AssetId): CabinetWiring => ({
    cabinet,
    circuits: (circuits.get(cabinet) ?? []).map(({ assetId: id }) => ({
      id,
      lamps: (lamps.get(id) ?? []).map(({ assetId }) => assetId),
    })),
  });
  return new Map(
    district.devices.flatMap(({ modbus, assetId }) =>
      modbus === undefined || assetId === undefined ? [] : [[modbus.unit, wiring(assetId)]],
    ),
  );
}

/** The controller's memory, sampled anew when it is older than a scan. */
function memoryOf(wiring: CabinetWiring, { plant, clock }: CabinetServerDeps): () => RegisterImage {
  let scanned: { readonly at: UnixMs; readonly image: RegisterImage } | undefined;
  return () => {
    const at = clock.now();
    if (scanned === undefined || Math.abs(at - scanned.at) >= SCAN) {
      scanned = { at, image: registerImage(wiring, (asset) => plant.sample(asset, at)) };
    }
    return scanned.image;
  };
}

/** The library takes port 0 for 502, so a free port is found first; another program may be quicker, hence the tries. */
async function listen(wanted: number, vector: ConstructorParameters<typeof ServerTCP>[0]) {
  for (let tries = 1; ; tries++) {
    const port = wanted === 0 ? await freePort() : wanted;
    const server = new ServerTCP(vector, { host: HOST, port });
    // A client that hangs up in the middle is no fault of ours.
    server.on('socketError', () => {});
    const failure = await Promise.race([
      once(server, 'initialized').then(() => undefined),
      once(server, 'serverError').then(([error]: unknown[]) => error),
    ]);
    if (failure === undefined) return { server, port };
    if (wanted !== 0 || tries === LIBRARY_TRIES) throw failure;
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, HOST);
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
