import type { Asset, Device } from '../../core/index.js';
import type { Credential } from '../../runtime/index.js';
import type { StateDb } from './state.js';

const BATCH = 500;

function* batches<T>(items: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < items.length; start += BATCH) yield items.slice(start, start + BATCH);
}

const searchText = (asset: Asset): string =>
  [asset.assetId, asset.name, asset.plate, asset.poleNumber].filter(Boolean).join(' ').toLowerCase();

/** Assets, devices and the credentials by which devices connect. */
export class RegistryRepo {
  readonly #db: StateDb;

  constructor(db: StateDb) {
    this.#db = db;
  }

  /** Registers all of them or none; what was there under the same id is replaced. */
  async save(
    assets: readonly Asset[],
    devices: readonly Device[],
    credentials: readonly Credential[],
  ): Promise<void> {
    await this.#db.transaction().execute(async (tx) => {
      for (const some of batches(assets)) {
        const rows = some.map((asset) => ({
          asset_id: asset.assetId,
          kind: asset.kind,
          grid_id: asset.gridId ?? null,
          search: searchText(asset),
          json: JSON.stringify(asset),
        }));
        await tx.replaceInto('assets').values(rows).execute();
      }
      for (const some of batches(devices)) {
        const rows = some.map((device) => ({ device_id: device.deviceId, json: JSON.stringify(device) }));
        await tx.replaceInto('devices').values(rows).execute();
      }
      for (const some of batches(credentials)) {
        const rows = some.map((one) => ({ name: one.identity.name, json: JSON.stringify(one) }));
        await tx.replaceInto('credentials').values(rows).execute();
      }
    });
  }

  // What the columns hold is what `save` wrote.
  async assets(): Promise<readonly Asset[]> {
    const rows = await this.#db.selectFrom('assets').select('json').orderBy('asset_id').execute();
    return rows.map(({ json }) => JSON.parse(json) as Asset);
  }

  async devices(): Promise<readonly Device[]> {
    const rows = await this.#db.selectFrom('devices').select('json').orderBy('device_id').execute();
    return rows.map(({ json }) => JSON.parse(json) as Device);
  }

  async credentials(): Promise<readonly Credential[]> {
    const rows = await this.#db.selectFrom('credentials').select('json').execute();
    return rows.map(({ json }) => JSON.parse(json) as Credential);
  }
}
