import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { deviceId, unixMs } from '../../../core/index.js';
import { readLedger } from '../../readers/ledger.js';
import { showRule } from '../../rules/show-rule.js';
import { require } from '../auth.js';
import type { ApiDeps } from '../deps.js';
import { LedgerBody, limitQuery, Page, timeQuery } from '../schemas.js';

const LedgerQuery = Type.Object({ device: Type.Optional(Type.String()), from: timeQuery, to: timeQuery });
const loose = Type.Object({}, { additionalProperties: true });
const DAY_MS = 86_400_000;

/** The ledger, devices, rules and what we are. */
export const systemRoutes =
  (deps: ApiDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    const { clock, registry, latest, ruleSets, keeper } = deps;

    app.get('/about', { schema: { tags: ['system'], response: { 200: loose } } }, async () => ({
      name: 'Streetkeep',
      version: deps.version,
      timeZone: deps.timeZone,
      now: clock.now(),
    }));

    app.get('/basemap', { schema: { tags: ['system'], response: { 200: loose } } }, () => deps.basemap());

    app.get(
      '/ledger',
      { schema: { tags: ['system'], querystring: LedgerQuery, response: { 200: Page(LedgerBody) } } },
      async ({ query }) => {
        const { device, from, to } = query as { device?: string; from?: number; to?: number };
        const end = unixMs(to ?? clock.now());
        return {
          items: await readLedger(deps.journal.log, deps.store, {
            device: device === undefined ? undefined : deviceId(device),
            from: unixMs(from ?? end - DAY_MS),
            to: end,
          }),
        };
      },
    );

    app.get('/devices', { schema: { tags: ['devices'], response: { 200: Page(loose) } } }, async () => ({
      items: [...registry.devices].map((device) => ({
        ...device,
        lastHeardAt: latest.lastHeard(device.deviceId),
        online: latest.isOnline(device.deviceId),
      })),
    }));

    app.get(
      '/devices/unknown',
      { schema: { tags: ['devices'], response: { 200: Page(loose) } } },
      async () => {
        const messages = await keeper.quarantined(undefined, 1_000);
        const newest = new Map<string, object>();
        for (const entry of messages) {
          if (entry.kind !== 'quarantine' || entry.reason !== 'unknown device') continue;
          if (registry.device(entry.device) !== undefined || newest.has(entry.device)) continue;
          newest.set(entry.device, { deviceId: entry.device, lastHeardAt: entry.at, payload: entry.payload });
        }
        return { items: [...newest.values()] };
      },
    );

    app.get(
      '/quarantine',
      {
        schema: {
          tags: ['devices'],
          querystring: Type.Object({ device: Type.Optional(Type.String()), limit: limitQuery(1_000, 100) }),
          response: { 200: Page(loose) },
        },
      },
      async ({ query }) => {
        const { device, limit } = query as { device?: string; limit?: number };
        return { items: await keeper.quarantined(device, limit ?? 100) };
      },
    );

    app.get('/rules', { schema: { tags: ['rules'], response: { 200: Page(loose) } } }, async () => {
      const live = await ruleSets.live();
      return {
        items: live === undefined ? [] : live.rules.rules.map((rule) => showRule(rule, live.version)),
      };
    });

    app.get('/audit', { schema: { tags: ['system'], response: { 200: Page(loose) } } }, async (request) => {
      require(request, 'operator');
      const kept = await keeper.entries(clock.now() - 7 * DAY_MS, clock.now());
      return {
        items: kept
          .filter(({ entry }) =>
            ['audit', 'action', 'rules', 'gap', 'corruption', 'lines'].includes(entry.kind),
          )
          .map(({ position, entry }) => ({ position, ...entry, source: undefined, rules: undefined }))
          .reverse(),
      };
    });
  };
