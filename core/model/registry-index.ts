import type { AssetId, DeviceId } from './ids.js';
import type { Asset, Device } from './registry.js';

/** All assets and devices of a city, by name. Registering something again replaces it. */
export class RegistryIndex {
  readonly #assets = new Map<string, Asset>();
  readonly #devices = new Map<string, Device>();

  add(assets: readonly Asset[], devices: readonly Device[]): void {
    for (const asset of assets) this.#assets.set(asset.assetId, asset);
    for (const device of devices) this.#devices.set(device.deviceId, device);
  }

  asset(id: AssetId): Asset | undefined {
    return this.#assets.get(id);
  }

  device(id: DeviceId): Device | undefined {
    return this.#devices.get(id);
  }

  /** In the order in which they were first registered. */
  get assets(): Iterable<Asset> {
    return this.#assets.values();
  }

  get devices(): Iterable<Device> {
    return this.#devices.values();
  }

  get counts(): { readonly assets: number; readonly devices: number } {
    return { assets: this.#assets.size, devices: this.#devices.size };
  }

  /** True when `asset` is `whole` or one of its parts, however deep: a cabinet speaks for its circuits and lamps. */
  isPartOf(asset: AssetId, whole: AssetId): boolean {
    let at: AssetId | undefined = asset;
    // Eight levels are more than any real tree has; the bound keeps a cycle in the data harmless.
    for (let depth = 0; at !== undefined && depth < 8; depth++) {
      if (at === whole) return true;
      at = this.#assets.get(at)?.parentId;
    }
    return false;
  }
}
