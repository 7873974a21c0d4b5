import { asciiText, encodeJson } from './ascii-json.js';
import type { AssetFacts, DeviceFacts, Registry } from './registry.js';

interface Chunk {
  readonly assets: readonly AssetFacts[];
  readonly devices: readonly DeviceFacts[];
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
      for (const asset of chunk.assets) registry.putAsset(asset);
      for (const device of chunk.devices) registry.putDevice(device, 0);
    }
  }
}

/** Only what rules and deadlines ask for; JSON drops an Infinity interval to null, so it is left out instead. */
const encodeChunk = (
  assets: readonly AssetFacts[],
  devices: readonly {
    deviceId: DeviceFacts['deviceId'];
    assetId?: DeviceFacts['assetId'] | undefined;
    intervalMs?: number;
  }[],
): Uint8Array =>
  encodeJson({
    assets: assets.map(({ assetId, kind, attributes }) => ({ assetId, kind, attributes })),
    devices: devices.map(({ deviceId, assetId, intervalMs }) => ({
      deviceId,
      assetId,
      intervalMs: intervalMs === Number.POSITIVE_INFINITY ? undefined : intervalMs,
    })),
  });
