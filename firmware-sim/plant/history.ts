import {
  type Asset,
  type AssetId,
  type Device,
  hours,
  type Ms,
  type UnixMs,
  unixMs,
} from '../../core/index.js';
import type { District } from './district.js';
import type { Incident } from './incidents.js';
import { createPlant } from './plant.js';
import { hash } from './random.js';
import type { Points } from './sampler.js';
import { FIELD_INTERVALS } from './site.js';

/** One report of the past. */
export interface PastReport {
  readonly ts: UnixMs;
  readonly asset: AssetId;
  readonly deviceId: Device['deviceId'];
  readonly points: Points;
}

export interface HistoryOptions {
  readonly from: UnixMs;
  /** Exclusive. */
  readonly to: UnixMs;
  /** The same as the live plant has, so that the two fit together. */
  readonly incidents?: readonly Incident[];
  /** Trucks are told only for this long before `to`; default a day. */
  readonly trucks?: Ms;
}

interface Source {
  readonly asset: AssetId;
  readonly device: Device;
  readonly from: UnixMs;
  readonly interval: Ms;
  /** Of the interval, so that not everything reports at once. */
  readonly phase: number;
}

/** Reports are made and put in order a window at a time; longer windows only cost memory. */
const WINDOW = hours(1);

/** What the district's devices would have reported, at the intervals of the field, in order of time. */
export function* history(district: District, options: HistoryOptions): Generator<PastReport> {
  const plant = createPlant(district, options.incidents);
  const sources = sourcesOf(district, options);
  for (let start: number = options.from; start < options.to; start += WINDOW) {
    const end = Math.min(start + WINDOW, options.to);
    const window: PastReport[] = [];
    for (const { asset, device, from, interval, phase } of sources) {
      const first = Math.ceil((Math.max(start, from) - phase) / interval) * interval + phase;
      for (let ts = first; ts < end; ts += interval) {
        const at = unixMs(ts);
        const points = plant.isSpeaking(device, at) ? plant.sample(asset, at) : undefined;
        if (points !== undefined) window.push({ ts: at, asset, deviceId: device.deviceId, points });
      }
    }
    yield* window.sort((a, b) => a.ts - b.ts);
  }
}

function sourcesOf(district: District, { from, to, trucks = hours(24) }: HistoryOptions): Source[] {
  const devices = new Map(district.devices.map((device) => [device.assetId, device]));
  const parents = new Map(district.assets.map(({ assetId, parentId }) => [assetId, parentId]));
  /** The device on the asset, or on what it is part of. */
  const deviceOf = (asset: AssetId | undefined): Device | undefined =>
    asset === undefined ? undefined : (devices.get(asset) ?? deviceOf(parents.get(asset)));
  return district.assets.flatMap(({ assetId: asset, kind }) => {
    const interval = intervalOf(kind);
    const device = deviceOf(asset);
    if (interval === undefined || device === undefined) return [];
    const phase = Math.floor((hash(district.seed, `phase ${asset}`) >>> 0) % interval);
    const begins = kind === 'truck' ? unixMs(Math.max(from, to - trucks)) : from;
    return [{ asset, device, from: begins, interval, phase }];
  });
}

function intervalOf(kind: Asset['kind']): Ms | undefined {
  const intervals: Readonly<Partial<Record<Asset['kind'], Ms>>> = FIELD_INTERVALS;
  return intervals[kind];
}
