import type { Entry } from '../../core/index.js';
import type { StateDb } from './state.js';

export interface PlacedEntry {
  readonly position: number;
  readonly entry: Entry;
}

/** Quarantined messages are evidence for a while, not for ever; the ledger keeps their count. */
const KEPT_QUARANTINE = 50_000;

/** Entries that are not readings, kept after the log has let them go: a backtest sees what the engine saw. */
export class KeeperRepo {
  readonly #db: StateDb;

  constructor(db: StateDb) {
    this.#db = db;
  }

  async save(entries: readonly PlacedEntry[]): Promise<void> {
    await this.#db.transaction().execute(async (tx) => {
      for (const { position, entry } of entries) {
        const json = JSON.stringify(entry);
        if (entry.kind === 'quarantine') {
          const row = { position, at: entry.at, device_id: entry.device, json };
          await tx.replaceInto('quarantine').values(row).execute();
        } else {
          const row = { position, at: entry.at, kind: entry.kind, json };
          await tx.replaceInto('kept_entries').values(row).execute();
        }
      }
    });
  }

  async trim(): Promise<void> {
    const oldest = await this.#db
      .selectFrom('quarantine')
      .select('position')
      .orderBy('position', 'desc')
      .offset(KEPT_QUARANTINE)
      .limit(1)
      .executeTakeFirst();
    if (oldest === undefined) return;
    await this.#db.deleteFrom('quarantine').where('position', '<=', oldest.position).execute();
  }

  /** Kept entries in the log's order; what the columns hold is what `save` wrote. */
  async entries(from: number, to: number): Promise<readonly PlacedEntry[]> {
    const rows = await this.#db
      .selectFrom('kept_entries')
      .select(['position', 'json'])
      .where('at', '>=', from)
      .where('at', '<=', to)
      .orderBy('position')
      .execute();
    return rows.map(({ position, json }) => ({ position, entry: JSON.parse(json) as Entry }));
  }

  async quarantined(device: string | undefined, limit: number): Promise<readonly Entry[]> {
    let query = this.#db.selectFrom('quarantine').select('json').orderBy('position', 'desc').limit(limit);
    if (device !== undefined) query = query.where('device_id', '=', device);
    const rows = await query.execute();
    return rows.map(({ json }) => JSON.parse(json) as Entry);
  }
}
