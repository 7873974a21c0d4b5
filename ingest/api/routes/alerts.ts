import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import {
  type Action,
  ALERT_KINDS,
  type Alert,
  type AlertState,
  alertId,
  oneOf,
  SEVERITIES,
  unixMs,
} from '../../../core/index.js';
import { alertCursor } from '../../state/alerts.js';
import { require } from '../auth.js';
import type { ApiDeps } from '../deps.js';
import { notFound, Problem } from '../problem.js';
import { AlertBody, AlertKindName, limitQuery, Page, Severity, timeQuery } from '../schemas.js';

const ListQuery = Type.Object({
  state: Type.Optional(Type.String({ enum: ['firing', 'resolved'] })),
  kind: Type.Optional(AlertKindName),
  severity: Type.Optional(Severity),
  asset: Type.Optional(Type.String()),
  from: timeQuery,
  to: timeQuery,
  limit: limitQuery(1_000, 100),
  cursor: Type.Optional(Type.String()),
});
interface List {
  readonly state?: 'firing' | 'resolved';
  readonly kind?: string;
  readonly severity?: string;
  readonly asset?: string;
  readonly from?: number;
  readonly to?: number;
  readonly limit?: number;
  readonly cursor?: string;
}
const ById = Type.Object({ id: Type.String() });
const NoteBody = Type.Object({ note: Type.Optional(Type.String({ maxLength: 1_000 })) });
const ShelveBody = Type.Object({
  reason: Type.String({ minLength: 1, maxLength: 1_000 }),
  owner: Type.Optional(
    Type.String({ minLength: 1, maxLength: 64, description: 'Who answers for it meanwhile; default: you' }),
  ),
  until: Type.Integer({ description: 'UTC epoch ms, at most 90 days ahead' }),
});
const LONGEST_SHELF_MS = 90 * 86_400_000;
const noted = ({ note }: { readonly note?: string }): { readonly note?: string } =>
  note === undefined ? {} : { note };
// To a person an alert that is about to clear is still open.
const STATES: Readonly<Record<'firing' | 'resolved', readonly AlertState[]>> = {
  firing: ['firing', 'clearing'],
  resolved: ['resolved'],
};

export const alertRoutes =
  ({ alerts, journal, engine, clock }: ApiDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    /** Appends what a person does, which is its audit as well, and answers with what became of the alert. */
    const act = async (id: string, by: string, action: Action): Promise<Alert | undefined> => {
      const position = await journal.append((at) => [
        { kind: 'action', at, alert: alertId(id), by, ...action },
      ]);
      await engine.reached(position);
      return alerts.get(id);
    };
    const stillOpen = async (id: string): Promise<void> => {
      const alert = await alerts.get(id);
      if (alert === undefined) throw notFound(`alert ${id}`);
      if (alert.state === 'resolved') throw new Problem(409, 'Conflict', `alert ${id} is over`);
    };

    app.get(
      '/alerts',
      { schema: { tags: ['alerts'], querystring: ListQuery, response: { 200: Page(AlertBody) } } },
      async ({ query }) => {
        const { state, kind, severity, limit = 100, ...rest } = query as List;
        const items = await alerts.find({
          ...rest,
          limit: limit + 1,
          states: state === undefined ? undefined : STATES[state],
          kind: oneOf(ALERT_KINDS, kind),
          severity: oneOf(SEVERITIES, severity),
        });
        if (items.length <= limit) return { items };
        const page = items.slice(0, limit);
        const last = page.at(-1);
        return { items: page, nextCursor: last === undefined ? undefined : alertCursor(last) };
      },
    );

    app.get(
      '/alerts/:id',
      { schema: { tags: ['alerts'], params: ById, response: { 200: AlertBody } } },
      async ({ params }) => {
        const alert = await alerts.get(params.id);
        if (alert === undefined) throw notFound(`alert ${params.id}`);
        return { ...alert, history: await alerts.history(params.id) };
      },
    );

    app.post(
      '/alerts/:id/acknowledge',
      {
        schema: {
          tags: ['alerts'],
          params: ById,
          body: NoteBody,
          response: { 200: AlertBody },
        },
      },
      async (request) => {
        const { name } = require(request, 'crew');
        const { id } = request.params;
        if ((await alerts.get(id)) === undefined) throw notFound(`alert ${id}`);
        return act(id, name, { action: 'acknowledge', ...noted(request.body) });
      },
    );

    app.post(
      '/alerts/:id/shelve',
      { schema: { tags: ['alerts'], params: ById, body: ShelveBody, response: { 200: AlertBody } } },
      async (request) => {
        const { name } = require(request, 'dispatcher');
        const { id } = request.params;
        await stillOpen(id);
        const { reason, owner = name, until } = request.body;
        const now = clock.now();
        if (until <= now || until > now + LONGEST_SHELF_MS)
          throw new Problem(400, 'Bad request', 'until must lie ahead, by 90 days at most');
        return act(id, name, { action: 'shelve', owner, reason, until: unixMs(until) });
      },
    );

    app.post(
      '/alerts/:id/unshelve',
      { schema: { tags: ['alerts'], params: ById, body: NoteBody, response: { 200: AlertBody } } },
      async (request) => {
        const { name } = require(request, 'dispatcher');
        const { id } = request.params;
        await stillOpen(id);
        return act(id, name, { action: 'unshelve', ...noted(request.body) });
      },
    );
  };
