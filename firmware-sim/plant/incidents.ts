import { type AssetId, after, type DeviceId, minutes, seconds, type UnixMs } from '../../core/index.js';
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
 * before their eyes, a cabinet that loses its supply, one device that has been silent since morning and one that falls
 * silent now, and a few dark lamps.
 */
export function demonstration(district: District, start: UnixMs): Incident[] {
  const random = randomOf(district.seed, 'demonstration');
  const ids = (kind: string, accepts: (name: string) => boolean = () => true): AssetId[] =>
    district.assets
      .filter((asset) => asset.kind === kind && accepts(asset.assetId))
      .map(({ assetId }) => assetId);
  const take = <T>(list: T[]): T[] => list.splice(random.int(0, list.length - 1), 1);
  const bins = ids('bin', (name) => name.endsWith('-k') || name.endsWith('-o'));
  const lamps = ids('lamp');
  const cabinets = ids('cabinet');
  const silent = district.devices
    .filter(({ profile }) => profile === 'tank-level')
    .map(({ deviceId }) => deviceId);
  const lasts = { until: after(start, minutes(240)) };
  return [
    ...take(bins).map((asset) => ({
      kind: 'bin-surge' as const,
      asset,
      toPct: 98,
      over: minutes(20),
      from: after(start, -minutes(90)),
      ...lasts,
    })),
    ...take(bins).map((asset) => ({
      kind: 'bin-surge' as const,
      asset,
      toPct: 99,
      over: seconds(60),
      from: after(start, seconds(30)),
      ...lasts,
    })),
    ...take(cabinets).map((asset) => ({
      kind: 'supply-loss' as const,
      asset,
      from: after(start, seconds(60)),
      until: after(start, minutes(20)),
    })),
    ...take(silent).map((device) => ({
      kind: 'silence' as const,
      device,
      from: after(start, -minutes(180)),
      ...lasts,
    })),
    ...take(silent).map((device) => ({
      kind: 'silence' as const,
      device,
      from: after(start, seconds(45)),
      ...lasts,
    })),
    ...[...take(lamps), ...take(lamps), ...take(lamps)].map((asset) => ({
      kind: 'lamp-dark' as const,
      asset,
      from: after(start, -minutes(2_880)),
      ...lasts,
    })),
  ];
}

export const isDuring = ({ from, until }: Pick<Incident, 'from' | 'until'>, at: UnixMs): boolean =>
  at >= from && at < until;
