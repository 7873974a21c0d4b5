import type { AssetId, DeviceId } from '../model/ids.js';
import type { Asset } from '../model/registry.js';
import type { AssetKind } from '../model/vocabulary.js';
import { asciiText, encodeJson } from './ascii-json.js';
import type { AssetFacts, DeviceFacts, Registry, WatchedDevice } from './registry.js';

type ArchivedDevice = DeviceFacts | WatchedDevice;

type AssetRecord = readonly [
  AssetId,
  AssetKind,
  (Asset['attributes'] | null)?,
  (readonly [lat: number, lon: number] | null)?,
  string?,
];

/** Only what rules and deadlines ask for, and no key a hundred thousand times. */
interface Chunk {
  readonly assets: readonly AssetRecord[];
  readonly devices: readonly (readonly [DeviceId, asset: AssetId | null, intervalMs: number | null])[];
}

/** Chunks beyond this many records per live one are written anew. */
const MOST_RECORDS_PER_LIVE = 2;
const SPARE_RECORDS = 1_000;

/**
 * The registry as a snapshot wants it: encoded when it changes, one chunk per change, so that a snapshot only copies
 * bytes. Replaying the chunks in order rebuilds the registry with the same indices.
 */
export class RegistryArchive {
  private records = 0;

  constructor(private chunks: Uint8Array[] = []) {}

  get parts(): readonly Uint8Array[] {
    return this.chunks;
  }

  /** Notes what changed; `registry` already holds it. */
  add(assets: readonly AssetFacts[], devices: readonly DeviceFacts[], registry: Registry): void {
    if (assets.length + devices.length === 0) return;
    this.records += assets.length + devices.length;
    const live = registry.assets.length + registry.devices.length;
    if (this.records > MOST_RECORDS_PER_LIVE * live + SPARE_RECORDS) {
      this.records = live;
      this.chunks = [encodeChunk(registry.assets, registry.devices)];
    } else {
      this.chunks.push(encodeChunk(assets, devices));
    }
  }

  /** Fills an empty registry from the chunks. What devices last did stands elsewhere in the snapshot. */
  replayInto(registry: Registry): void {
    for (const bytes of this.chunks) {
      const chunk: Chunk = JSON.parse(asciiText(bytes));
      this.records += chunk.assets.length + chunk.devices.length;
      for (const [assetId, kind, attributes, at, gridId] of chunk.assets) {
        const place = at ? { place: { lat: at[0], lon: at[1] } } : {};
        const grid = gridId === undefined ? {} : { gridId };
        registry.putAsset({ assetId, kind, ...(attributes ? { attributes } : {}), ...place, ...grid });
      }
      for (const [deviceId, assetId, intervalMs] of chunk.devices) {
        const mounting = assetId === null ? {} : { assetId };
        registry.putDevice({ deviceId, ...mounting, ...(intervalMs === null ? {} : { intervalMs }) }, 0);
      }
    }
  }
}

/** The tail that an asset doesn't have is left out. */
function recordOf({ assetId, kind, attributes, place, gridId }: AssetFacts): AssetRecord {
  const at = place === undefined ? null : ([place.lat, place.lon] as const);
  if (gridId !== undefined) return [assetId, kind, attributes, at, gridId];
  return at === null ? [assetId, kind, attributes] : [assetId, kind, attributes, at];
}

/** JSON writes what is absent, and an interval of Infinity, as null. */
function encodeChunk(assets: readonly AssetFacts[], devices: readonly ArchivedDevice[]): Uint8Array {
  const chunk: Chunk = {
    assets: assets.map(recordOf),
    devices: devices.map(({ deviceId, assetId = null, intervalMs = null }) => [
      deviceId,
      assetId,
      intervalMs,
    ]),
  };
  return encodeJson(chunk);
}
