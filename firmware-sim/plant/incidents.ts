import {
  type AssetId,
  type AssetKind,
  after,
  type DeviceId,
  minutes,
  seconds,
  type UnixMs,
} from '../../core/index.js';
import type { District } from './district.js';
import { randomOf } from './random.js';

/** Something that goes wrong in the physical world, from one instant until another. */
export type Incident = { readonly from: UnixMs; readonly until: UnixMs } & (
  | {
      /** The bin's fill rises evenly to `toPct` within `over` milliseconds, and stays there, unemptied. */
      readonly kind: 'bin-surge';
      readonly asset: AssetId;
      readonly toPct: number;
      readonly over: number;
    }
  /** The cabinet's incoming supply is gone; its controller lives on its battery. */
  | { readonly kind: 'supply-loss'; readonly asset: AssetId }
  /** The lamp gives no light though it should. */
  | { readonly kind: 'lamp-dark'; readonly asset: AssetId }
  /** The device says nothing; its connection breaks off. */
  | { readonly kind: 'silence'; readonly device: DeviceId }
);

/**
 * What a visitor sees within two minutes of `start`: a bin that has been full for most of an hour, one that fills up
 * before their eyes, a cabinet that loses its supply, one device that has been silent for hours and one that falls
 * silent now, and a few dark lamps.
 */
export function demonstration(district: District, start: UnixMs): Incident[] {
  const during = (fromS: number, untilS = 4 * 3_600) => ({
    from: after(start, fromS * 1_000),
    until: after(start, untilS * 1_000),
  });
  const { fullBin, fillingBin, cabinet, silentDevice, fallingSilent, darkLamps } = cast(district);
  return [
    { kind: 'bin-surge', asset: fullBin, toPct: 98, over: minutes(20), ...during(-90 * 60) },
    { kind: 'bin-surge', asset: fillingBin, toPct: 99, over: seconds(60), ...during(30) },
    { kind: 'supply-loss', asset: cabinet, ...during(60, 20 * 60) },
    { kind: 'silence', device: silentDevice, ...during(-3 * 3_600) },
    { kind: 'silence', device: fallingSilent, ...during(45) },
    ...darkLamps.map((asset): Incident => ({ kind: 'lamp-dark', asset, ...during(-48 * 3_600) })),
  ];
}

/** Who plays which part; the same in every demonstration of a district. */
function cast({ seed, assets, devices }: District) {
  const random = randomOf(seed, 'demonstration');
  const draw = <T>(from: T[]): T => {
    const [drawn] = from.splice(random.int(0, from.length - 1), 1);
    if (drawn === undefined) throw new RangeError('the district is too small to demonstrate anything');
    return drawn;
  };
  const ids = (kind: AssetKind): AssetId[] =>
    assets.flatMap((asset) => (asset.kind === kind ? asset.assetId : []));
  const bins = ids('bin').filter((id) => id.endsWith('-k') || id.endsWith('-o'));
  const lamps = ids('lamp');
  const tanks = devices.flatMap(({ profile, deviceId }) => (profile === 'tank-level' ? deviceId : []));
  return {
    fullBin: draw(bins),
    fillingBin: draw(bins),
    cabinet: draw(ids('cabinet')),
    silentDevice: draw(tanks),
    fallingSilent: draw(tanks),
    darkLamps: [draw(lamps), draw(lamps), draw(lamps)],
  };
}

export const isDuring = ({ from, until }: Pick<Incident, 'from' | 'until'>, at: UnixMs): boolean =>
  at >= from && at < until;
