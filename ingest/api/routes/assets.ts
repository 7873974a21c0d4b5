import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import {
  ASSET_KINDS,
  type Asset,
  type AssetId,
  assetId,
  oneOf,
  parseDuration,
  unixMs,
} from '../../../core/index.js';
import type { ApiDeps } from '../deps.js';
import { notFound, Problem } from '../problem.js';
import {
  AssetBody,
  AssetKindName,
  LatestBody,
  limitQuery,
  Page,
  ReadingBody,
  timeQuery,
} from '../schemas.js';

const ListQuery = Type.Object({
  kind: Type.Optional(AssetKindName),
  grid: Type.Optional(Type.String()),
  q: Type.Optional(Type.String({ maxLength: 100, description: 'Part of a name, id, plate or pole number' })),
  bbox: Type.Optional(Type.String({ description: 'west,south,east,north in degrees' })),
  limit: limitQuery(10_000, 1_000),
  cursor: Type.Optional(Type.String()),
});
const ReadingsQuery = Type.Object({
  point: Type.String(),
  from: timeQuery,
  to: timeQuery,
  every: Type.Optional(Type.String({ description: 'Span to sum up over, such as 10m' })),
  limit: limitQuery(10_000, 10_000),
});
const ById = Type.Object({ id: Type.String() });
const DAY_MS = 86_400_000;

export const assetRoutes =
  (deps: ApiDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    const { registry, latest, store, alerts, clock } = deps;
    const find = (id: string): Asset => {
      const asset = registry.asset(assetId(id));
      if (asset === undefined) throw notFound(`asset ${id}`);
      return asset;
    };

    app.get(
      '/assets',
      { schema: { tags: ['assets'], querystring: ListQuery, response: { 200: Page(AssetBody) } } },
      async ({ query }) => {
        const { limit = 1_000, cursor } = query as { limit?: number; cursor?: string };
        const wanted = matcher(query as AssetQuery);
        const items: Asset[] = [];
        let skip = cursor !== undefined;
        for (const asset of registry.assets) {
          if (skip) skip = asset.assetId !== cursor;
          else if (wanted(asset)) items.push(asset);
          if (items.length > limit) break;
        }
        if (items.length <= limit) return { items };
        const page = items.slice(0, limit);
        return { items: page, nextCursor: page.at(-1)?.assetId };
      },
    );

    app.get(
      '/assets/:id',
      { schema: { tags: ['assets'], params: ById, response: { 200: AssetBody } } },
      async ({ params }) => {
        const asset = find(params.id);
        const open = await alerts.find({ states: ['firing', 'clearing'], asset: asset.assetId, limit: 100 });
        return {
          ...asset,
          devices: devicesOf(deps, asset.assetId),
          latest: latest.get(asset.assetId)?.points ?? {},
          alerts: open,
          parts: partsOf(deps, asset.assetId),
        };
      },
    );

    app.get(
      '/assets/:id/readings',
      {
        schema: {
          tags: ['assets'],
          params: ById,
          querystring: ReadingsQuery,
          response: { 200: Page(ReadingBody) },
        },
      },
      async ({ params, query }) => {
        const { assetId: asset, kind } = find(params.id);
        const { point, from, to, every, limit } = query as {
          point: string;
          from?: number;
          to?: number;
          every?: string;
          limit?: number;
        };
        const end = unixMs(to ?? clock.now());
        const start = unixMs(from ?? end - DAY_MS);
        const wanted = { asset, kind, point, from: start, to: end, limit: limit ?? 10_000 };
        try {
          if (every === undefined) return { items: await store.readings(wanted) };
          const everyMs = parseDuration(every);
          if (everyMs === undefined || everyMs < 1_000) {
            throw new Problem(400, 'Bad request', `every: ${every} is not a span such as 10m`);
          }
          return { items: await store.spans({ ...wanted, everyMs }) };
        } catch (error) {
          if (error instanceof Error && /has no point/.test(error.message)) {
            throw new Problem(400, 'Bad request', error.message);
          }
          throw error;
        }
      },
    );

    app.get(
      '/latest',
      {
        schema: {
          tags: ['assets'],
          querystring: Type.Object({ kind: Type.Optional(AssetKindName) }),
          response: { 200: Page(LatestBody) },
        },
      },
      async ({ query }) => {
        const kind = oneOf(ASSET_KINDS, (query as { kind?: string }).kind);
        return { items: [...latest.all()].filter((one) => kind === undefined || one.kind === kind) };
      },
    );
  };

interface AssetQuery {
  readonly kind?: string;
  readonly grid?: string;
  readonly q?: string;
  readonly bbox?: string;
}

function matcher({ kind, grid, q, bbox }: AssetQuery): (asset: Asset) => boolean {
  const text = q?.toLowerCase();
  const box = bbox?.split(',').map(Number);
  if (box !== undefined && (box.length !== 4 || box.some((edge) => !Number.isFinite(edge)))) {
    throw new Problem(400, 'Bad request', 'bbox: west,south,east,north in degrees');
  }
  const [west = -180, south = -90, east = 180, north = 90] = box ?? [];
  const inside = ({ lat, lon }: Asset): boolean =>
    box === undefined ||
    (lat !== undefined && lon !== undefined && lat >= south && lat <= north && lon >= west && lon <= east);
  const named = (asset: Asset): boolean =>
    text === undefined ||
    [asset.assetId, asset.name, asset.plate, asset.poleNumber].some((word) =>
      word?.toLowerCase().includes(text),
    );
  return (asset) =>
    (kind === undefined || asset.kind === kind) &&
    (grid === undefined || asset.gridId === grid) &&
    inside(asset) &&
    named(asset);
}

function devicesOf({ registry, latest }: ApiDeps, asset: AssetId): object[] {
  const found: object[] = [];
  for (const device of registry.devices) {
    if (device.assetId !== asset) continue;
    found.push({
      ...device,
      lastHeardAt: latest.lastHeard(device.deviceId),
      online: latest.isOnline(device.deviceId),
    });
  }
  return found;
}

function partsOf({ registry }: ApiDeps, asset: AssetId): object[] {
  const found: object[] = [];
  for (const { assetId, kind, name, parentId } of registry.assets) {
    if (parentId === asset) found.push({ assetId, kind, name });
  }
  return found;
}
