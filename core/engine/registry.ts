import type { AssetId, DeviceId } from '../model/ids.js';
import type { Asset } from '../model/registry.js';
import type { Place } from '../time/sun.js';
import type { CompiledSilent, CompiledThreshold, Program } from './program.js';

/** What rules may ask of an asset, and where its rows stand. */
export interface WatchedAsset extends AssetFacts {
  readonly index: number;
  program: Program<CompiledThreshold>;
  base: number;
}

/** A registered device, when it was heard, and where its rows stand. Instants are engine time. */
export interface WatchedDevice {
  readonly deviceId: DeviceId;
  readonly index: number;
  assetId: AssetId | undefined;
  /** Infinity when the device can't be missed. */
  intervalMs: number;
  /** Any sign of life; its registration until the first. */
  heardAt: number;
  /** The last report; its registration until the first. */
  reportedAt: number;
  hasSpoken: boolean;
  /** Open alerts about its silence. */
  silences: number;
  program: Program<CompiledSilent>;
  base: number;
}

export interface AssetFacts extends Pick<Asset, 'assetId' | 'kind' | 'attributes' | 'gridId'> {
  /** Where the sun is looked up; absent when the asset has no coordinates. */
  readonly place?: Place;
}

export interface DeviceFacts {
  readonly deviceId: DeviceId;
  readonly assetId?: AssetId;
  /** Absent when the device can't be missed. */
  readonly intervalMs?: number;
}

/** Assets and devices by id and by index; an index is the order of first appearance, the same in every replay. */
export class Registry {
  readonly assets: WatchedAsset[] = [];
  readonly devices: WatchedDevice[] = [];
  private readonly assetOf = new Map<string, WatchedAsset>();
  private readonly deviceOf = new Map<string, WatchedDevice>();

  asset(id: string | undefined): WatchedAsset | undefined {
    return id === undefined ? undefined : this.assetOf.get(id);
  }

  device(id: string): WatchedDevice | undefined {
    return this.deviceOf.get(id);
  }

  /** Adds the asset or takes over what changed. Its program is the caller's business. `undefined`: nothing changed. */
  putAsset({ assetId, kind, attributes, place, gridId }: AssetFacts): WatchedAsset | undefined {
    const known = this.assetOf.get(assetId);
    const isKnown = known !== undefined && known.kind === kind && sameJson(known.attributes, attributes);
    if (isKnown && known.gridId === gridId && sameJson(known.place, place)) return undefined;
    const asset: WatchedAsset = {
      assetId,
      kind,
      ...(attributes === undefined ? {} : { attributes }),
      ...(place === undefined ? {} : { place }),
      ...(gridId === undefined ? {} : { gridId }),
      index: known?.index ?? this.assets.length,
      program: known?.program ?? [],
      base: known?.base ?? 0,
    };
    this.assets[asset.index] = asset;
    this.assetOf.set(assetId, asset);
    return asset;
  }

  /** As `putAsset`; a new device counts as heard when it was registered. */
  putDevice(
    { deviceId, assetId, intervalMs = Number.POSITIVE_INFINITY }: DeviceFacts,
    at: number,
  ): WatchedDevice | undefined {
    const known = this.deviceOf.get(deviceId);
    if (known !== undefined) {
      if (known.assetId === assetId && known.intervalMs === intervalMs) return undefined;
      known.assetId = assetId;
      known.intervalMs = intervalMs;
      return known;
    }
    const index = this.devices.length;
    const heard = { heardAt: at, reportedAt: at, hasSpoken: false, silences: 0 };
    const device: WatchedDevice = { deviceId, index, assetId, intervalMs, ...heard, program: [], base: 0 };
    this.devices.push(device);
    this.deviceOf.set(deviceId, device);
    return device;
  }
}

const sameJson = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);
