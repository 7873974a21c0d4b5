import type { AssetId, AssetKind, DeviceId, UnixMs } from '../../core/index.js';
import type { Clock } from '../../runtime/index.js';
import type { City } from '../plant/town/build-city.js';
import type { World } from '../plant/world.js';
import { type CabinetWiring, type RegisterImage, registerImage } from './cabinet-registers.js';

/** Exception codes of the Modbus application protocol, section 7. */
export const ILLEGAL_FUNCTION = 1;
export const ILLEGAL_ADDRESS = 2;
const TARGET_DID_NOT_RESPOND = 11;

/** The tables that a cabinet has. */
export type CabinetTable = 'input' | 'discrete';

/** Every cabinet's controller, behind one bus gateway: it answers in place of a unit that does not. */
export interface CabinetUnits {
  /** Registers, or bits as 0 and 1; or the exception that the unit answers with. */
  read(unit: number, table: CabinetTable, start: number, length: number): ArrayLike<number> | Exception;
}

export interface Exception {
  readonly exception: number;
}

export interface CabinetUnitsDeps {
  readonly city: Pick<City, 'assets' | 'devices'>;
  readonly world: Pick<World, 'sample' | 'isReachable'>;
  readonly clock: Clock;
}

/** A controller samples its inputs this often, milliseconds. */
const SCAN = 200;

export function cabinetUnits(deps: CabinetUnitsDeps): CabinetUnits {
  const units = new Map(
    [...wiringOf(deps.city)].map(([unit, { device, wiring }]) => [
      unit,
      { device, memory: memoryOf(wiring, deps) },
    ]),
  );
  return {
    read: (unit, table, start, length) => {
      const found = units.get(unit);
      if (found === undefined || !deps.world.isReachable(found.device, deps.clock.now()))
        return { exception: TARGET_DID_NOT_RESPOND };
      const image = found.memory();
      const words = table === 'input' ? image.inputs : image.discretes;
      return start + length <= words.length
        ? words.subarray(start, start + length)
        : { exception: ILLEGAL_ADDRESS };
    },
  };
}

interface Controller {
  readonly device: DeviceId;
  readonly wiring: CabinetWiring;
}

function wiringOf(city: Pick<City, 'assets' | 'devices'>): Map<number, Controller> {
  const circuits = partsOf(city, 'circuit');
  const lamps = partsOf(city, 'lamp');
  const wiring = (cabinet: AssetId): CabinetWiring => ({
    cabinet,
    circuits: (circuits.get(cabinet) ?? []).map((id) => ({ id, lamps: lamps.get(id) ?? [] })),
  });
  return new Map(
    city.devices.flatMap(({ modbus, assetId, deviceId }) =>
      modbus === undefined || assetId === undefined
        ? []
        : [[modbus.unit, { device: deviceId, wiring: wiring(assetId) }]],
    ),
  );
}

/** Assets of a kind by what they belong to, in the city's order. */
function partsOf(
  { assets }: Pick<City, 'assets'>,
  kind: AssetKind,
): ReadonlyMap<AssetId, readonly AssetId[]> {
  const parts = new Map<AssetId, AssetId[]>();
  for (const asset of assets) {
    if (asset.kind !== kind || asset.parentId === undefined) continue;
    const others = parts.get(asset.parentId);
    if (others === undefined) parts.set(asset.parentId, [asset.assetId]);
    else others.push(asset.assetId);
  }
  return parts;
}

/** The controller's memory, sampled anew when it is older than a scan. */
function memoryOf(wiring: CabinetWiring, { world, clock }: CabinetUnitsDeps): () => RegisterImage {
  let scanned: { readonly at: UnixMs; readonly image: RegisterImage } | undefined;
  return () => {
    const at = clock.now();
    if (scanned === undefined || Math.abs(at - scanned.at) >= SCAN) {
      scanned = { at, image: registerImage(wiring, (asset) => world.sample(asset, at)) };
    }
    return scanned.image;
  };
}
