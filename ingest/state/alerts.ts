import { sql } from 'kysely';
import type { Alert, AlertKind, AlertState, Effect, Severity, UnixMs } from '../../core/index.js';
import type { CopyMark } from './copy-marks.js';
import type { StateDb } from './state.js';

/** An effect and where it comes from, which makes performing it twice harmless. */
export interface PlacedEffect {
  readonly position: number;
  readonly place: number;
  readonly effect: Effect;
}

export interface AlertFilter {
  readonly states?: readonly AlertState[] | undefined;
  readonly kind?: AlertKind | undefined;
  readonly severity?: Severity | undefined;
  readonly asset?: string | undefined;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly limit: number;
  /** `openedAt:id` of the last alert of the page before. */
  readonly cursor?: string | undefined;
}

export interface AlertTransition {
  readonly at: UnixMs;
  readonly transition: Effect['transition'];
  readonly severity: Severity;
}

/** A transition in the history of all alerts, and how the alert stood after it. */
export interface AlertChange extends AlertTransition, CopyMark {
  readonly state: AlertState;
  /** As it is now. */
  readonly alert: Alert;
}

/** What `json` holds is what `save` wrote. */
const alertOf = (json: string): Alert => JSON.parse(json) as Alert;

/** How an alert stands after a transition; the others leave its state alone. */
const STATE_AFTER: Readonly<Partial<Record<string, AlertState>>> = {
  raised: 'firing',
  clearing: 'clearing',
  'firing-again': 'firing',
  resolved: 'resolved',
};

/** The alerts of a city, as the engine's effects made them. */
export class AlertsRepo {
  readonly #db: StateDb;

  constructor(db: StateDb) {
    this.#db = db;
  }

  async save(effects: readonly PlacedEffect[]): Promise<void> {
    if (effects.length === 0) return;
    await this.#db.transaction().execute(async (tx) => {
      for (const { position, place, effect } of effects) {
        const { alert } = effect;
        const row = {
          rule_id: alert.ruleId,
          kind: alert.kind,
          severity: alert.severity,
          state: alert.state,
          asset_id: alert.assetId ?? null,
          opened_at: alert.openedAt,
          resolved_at: alert.resolvedAt ?? null,
          json: JSON.stringify(alert),
        };
        await tx
          .insertInto('alerts')
          .values({ id: alert.id, ...row })
          .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
          .execute();
        await tx
          .insertInto('alert_history')
          .values({
            position,
            place,
            alert_id: alert.id,
            at: effect.at,
            transition: effect.transition,
            severity: alert.severity,
          })
          .onConflict((conflict) => conflict.columns(['position', 'place']).doNothing())
          .execute();
      }
    });
  }

  async get(id: string): Promise<Alert | undefined> {
    const row = await this.#db.selectFrom('alerts').select('json').where('id', '=', id).executeTakeFirst();
    return row === undefined ? undefined : alertOf(row.json);
  }

  /** Alerts that changed behind a log position, as they are now, and the newest position among their changes. */
  async changedSince(
    position: number,
  ): Promise<{ readonly position: number; readonly items: readonly Alert[] }> {
    const rows = await this.#db
      .selectFrom('alert_history')
      .innerJoin('alerts', 'alerts.id', 'alert_history.alert_id')
      .select(['alerts.id', 'alerts.json', 'alert_history.position'])
      .where('alert_history.position', '>', position)
      .execute();
    const items = new Map(rows.map(({ id, json }) => [id, alertOf(json)]));
    return { position: Math.max(position, ...rows.map((row) => row.position)), items: [...items.values()] };
  }

  async history(id: string): Promise<readonly AlertTransition[]> {
    const rows = await this.#db
      .selectFrom('alert_history')
      .selectAll()
      .where('alert_id', '=', id)
      .orderBy('position')
      .orderBy('place')
      .execute();
    // The columns hold what `save` took from an effect.
    return rows.map(({ at, transition, severity }) => ({ at, transition, severity }) as AlertTransition);
  }

  /** The history of all alerts behind a place in it, oldest first. */
  async changesAfter({ position, place }: CopyMark, limit: number): Promise<readonly AlertChange[]> {
    const rows = await this.#db
      .selectFrom('alert_history as change')
      .innerJoin('alerts', 'alerts.id', 'change.alert_id')
      .selectAll('change')
      .select('alerts.json')
      // What the alert's state rests on: this transition, or the last before it that changed the state.
      .select(({ selectFrom }) =>
        selectFrom('alert_history as turn')
          .whereRef('turn.alert_id', '=', 'change.alert_id')
          .where(sql<boolean>`(turn.position, turn.place) <= (change.position, change.place)`)
          .where('turn.transition', 'in', Object.keys(STATE_AFTER))
          .orderBy('turn.position', 'desc')
          .orderBy('turn.place', 'desc')
          .limit(1)
          .select('turn.transition')
          .as('turn'),
      )
      .where(sql<boolean>`(change.position, change.place) > (${position}, ${place})`)
      .orderBy('change.position')
      .orderBy('change.place')
      .limit(limit)
      .execute();
    return rows.map(({ turn, json, alert_id: _, ...row }) => {
      const state = STATE_AFTER[turn ?? 'raised'] ?? 'firing';
      // The columns hold what `save` took from an effect.
      return { ...row, state, alert: alertOf(json) } as AlertChange;
    });
  }

  /** Newest first. */
  async find(filter: AlertFilter): Promise<readonly Alert[]> {
    let query = this.#db
      .selectFrom('alerts')
      .select('json')
      .orderBy('opened_at', 'desc')
      .orderBy('id', 'desc');
    if (filter.states !== undefined) query = query.where('state', 'in', [...filter.states]);
    if (filter.kind !== undefined) query = query.where('kind', '=', filter.kind);
    if (filter.severity !== undefined) query = query.where('severity', '=', filter.severity);
    if (filter.asset !== undefined) query = query.where('asset_id', '=', filter.asset);
    if (filter.from !== undefined) query = query.where('opened_at', '>=', filter.from);
    if (filter.to !== undefined) query = query.where('opened_at', '<=', filter.to);
    if (filter.cursor !== undefined) {
      const [openedAt = '', id = ''] = filter.cursor.split(':');
      query = query.where(({ eb, and, or }) =>
        or([
          eb('opened_at', '<', Number(openedAt)),
          and([eb('opened_at', '=', Number(openedAt)), eb('id', '<', id)]),
        ]),
      );
    }
    const rows = await query.limit(filter.limit).execute();
    return rows.map(({ json }) => alertOf(json));
  }
}

export const alertCursor = (alert: Alert): string => `${alert.openedAt}:${alert.id}`;
