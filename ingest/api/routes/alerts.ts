import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { ALERT_KINDS, type AlertState, alertId, oneOf, SEVERITIES } from '../../../core/index.js';
import { alertCursor } from '../../state/alerts.js';
import { require } from '../auth.js';
import type { ApiDeps } from '../deps.js';
import { notFound } from '../problem.js';
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
// To a person an alert that is about to clear is still open.
const STATES: Readonly<Record<'firing' | 'resolved', readonly AlertState[]>> = {
  firing: ['firing', 'clearing'],
  resolved: ['resolved'],
};

export const alertRoutes =
  ({ alerts, journal, engine }: ApiDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
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
          body: Type.Object({ note: Type.Optional(Type.String({ maxLength: 1_000 })) }),
          response: { 200: AlertBody },
        },
      },
      async (request) => {
        const person = require(request, 'crew');
        const { id } = request.params;
        if ((await alerts.get(id)) === undefined) throw notFound(`alert ${id}`);
        const { note } = request.body;
        const position = await journal.append((at) => [
          {
            kind: 'action',
            at,
            alert: alertId(id),
            by: person.name,
            action: 'acknowledge',
            ...(note === undefined ? {} : { note }),
          },
        ]);
        await engine.reached(position);
        return alerts.get(id);
      },
    );
  };
