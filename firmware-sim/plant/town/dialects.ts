import { type Asset, type Device, deviceId } from '../../../core/index.js';
import { BIN_DEPTH_MM } from './stations.js';
import type { Parts } from './town.js';

/** Whether a city's devices all speak the native dialect, or some came through other platforms. */
export type Dialects = 'native' | 'mixed';

/** A profile that some of the devices have in the place of another. */
interface Stranger {
  /** The native profile. */
  readonly instead: string;
  readonly profile: string;
  /** Ids as the platform gives them: the maker's prefix, then a running number of this many digits to this base. */
  readonly prefix: string;
  readonly digits: number;
  readonly radix: number;
  /** Of the thing that it watches. */
  attributesOf(asset: Asset): Asset['attributes'];
}

/** Every third device of these kinds came with a platform of its own. */
const ONE_IN = 3;
const same = ({ attributes }: Asset): Asset['attributes'] => attributes;

const STRANGERS: readonly Stranger[] = [
  {
    instead: 'ultrasonic-bin',
    profile: 'milesight-em310-udl',
    prefix: '24e124713',
    digits: 7,
    radix: 16,
    // It sends a distance: what that means is for the gateway to know.
    attributesOf: ({ attributes }) => ({
      ...attributes,
      container: { shape: 'prism', empty_mm: BIN_DEPTH_MM, full_mm: 0 },
    }),
  },
  {
    instead: 'tank-level',
    profile: 'milesight-em500-swl',
    prefix: '24e124500',
    digits: 7,
    radix: 16,
    attributesOf: same,
  },
  {
    instead: 'gps-terminal',
    profile: 'traccar',
    prefix: '8674200',
    digits: 8,
    radix: 10,
    attributesOf: same,
  },
];

/** Lets every third bin, tank and truck speak through the platform that its sensor came with. */
export function withStrangers({ assets, devices }: Parts): Parts {
  const counts = new Map<Stranger, number>();
  const changed = new Map<string, Stranger>();
  const spoken = devices.map((device): Device => {
    const stranger = STRANGERS.find(({ instead }) => instead === device.profile);
    if (stranger === undefined || device.assetId === undefined) return device;
    const count = (counts.get(stranger) ?? 0) + 1;
    counts.set(stranger, count);
    if (count % ONE_IN !== 0) return device;
    changed.set(device.assetId, stranger);
    const { prefix, digits, radix, profile } = stranger;
    const number = (count / ONE_IN).toString(radix).padStart(digits, '0');
    return { ...device, deviceId: deviceId(`${prefix}${number}`), profile };
  });
  return {
    assets: assets.map((asset) => {
      const stranger = changed.get(asset.assetId);
      const attributes = stranger?.attributesOf(asset);
      return attributes === undefined ? asset : { ...asset, attributes };
    }),
    devices: spoken,
  };
}
