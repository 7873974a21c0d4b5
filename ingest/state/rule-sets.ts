import type { RuleSet, UnixMs } from '../../core/index.js';
import type { StateDb } from './state.js';

export interface RuleSetVersion {
  readonly version: number;
  readonly createdAt: UnixMs;
  readonly state: 'draft' | 'live' | 'retired';
  readonly source: string;
  readonly rules: RuleSet;
}

/** Every rule file that was ever taken; one of them is live. */
export class RuleSetsRepo {
  readonly #db: StateDb;

  constructor(db: StateDb) {
    this.#db = db;
  }

  async addDraft(source: string, rules: RuleSet, createdAt: UnixMs): Promise<number> {
    const newest = await this.#db
      .selectFrom('rule_sets')
      .select(({ fn }) => fn.max('version').as('version'))
      .executeTakeFirst();
    const version = Number(newest?.version ?? 0) + 1;
    const row = { version, created_at: createdAt, state: 'draft', source, json: JSON.stringify(rules) };
    await this.#db.insertInto('rule_sets').values(row).execute();
    return version;
  }

  async makeLive(version: number): Promise<void> {
    await this.#db.transaction().execute(async (tx) => {
      await tx.updateTable('rule_sets').set({ state: 'retired' }).where('state', '=', 'live').execute();
      await tx.updateTable('rule_sets').set({ state: 'live' }).where('version', '=', version).execute();
    });
  }

  live(): Promise<RuleSetVersion | undefined> {
    return this.#one('state', 'live');
  }

  get(version: number): Promise<RuleSetVersion | undefined> {
    return this.#one('version', version);
  }

  async #one(column: 'state' | 'version', value: string | number): Promise<RuleSetVersion | undefined> {
    const row = await this.#db
      .selectFrom('rule_sets')
      .selectAll()
      .where(column, '=', value)
      .executeTakeFirst();
    if (row === undefined) return undefined;
    const { version, source } = row;
    // The columns hold what `addDraft` wrote.
    return {
      version,
      createdAt: row.created_at as UnixMs,
      state: row.state as RuleSetVersion['state'],
      source,
      rules: JSON.parse(row.json) as RuleSet,
    };
  }
}
