import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { FAKE_RULES, type FakeAlert, fakeAlerts } from './fake-alerts.js';
import { district, type FakeAsset } from './fake-district.js';
import { type Points, SILENT, valuesAt } from './fake-values.js';
import { serveFile } from './static-files.js';

export interface FakeApi {
  readonly port: number;
  close(): Promise<void>;
}

const USER = { username: 'zhang', password: 'night-shift', role: 'dispatcher' } as const;
export const FAKE_CREDENTIALS = { username: USER.username, password: USER.password } as const;

const INTERVAL_S: Readonly<Record<string, number>> = {
  bin: 600,
  tank: 1_800,
  lamp: 900,
  circuit: 300,
  cabinet: 3_600,
  truck: 10,
};

/** Speaks the console's part of the HTTP contract about a made-up district, and serves the built console. */
export async function startFakeApi({
  root,
  now = Date.now,
}: {
  root: string;
  now?: () => number;
}): Promise<FakeApi> {
  const assets = district();
  const byId = new Map(
    assets.map((asset, index) => [asset.assetId, { asset, index: indexIn(assets, asset, index) }]),
  );
  const alerts = new Map(fakeAlerts(now()).map((alert) => [alert.id, alert]));
  const streams = new Set<ServerResponse>();
  const timers: NodeJS.Timeout[] = [];

  const lastTs = (asset: FakeAsset): number => {
    if (asset.assetId === SILENT.assetId) return now() - SILENT.forMs;
    const every = (INTERVAL_S[asset.kind] ?? 3_600) * 1_000;
    return asset.kind === 'truck' ? now() : now() - (now() % every) - 2_000 + (every > 60_000 ? 0 : every);
  };
  const pointsOf = (asset: FakeAsset, index: number): Points => {
    const ts = lastTs(asset);
    const entries = Object.entries(valuesAt(asset, index, ts, now()));
    return Object.fromEntries(
      entries.map(([point, value]) => [point, { value, ts, quality: 'good', receivedAt: ts + 400 }]),
    );
  };
  const latest = (kind?: string) =>
    [...byId.values()]
      .filter(({ asset }) => asset.kind in INTERVAL_S && (kind === undefined || asset.kind === kind))
      .map(({ asset, index }) => ({
        assetId: asset.assetId,
        kind: asset.kind,
        points: pointsOf(asset, index),
      }));
  const send = (event: string, data: unknown): void => {
    for (const stream of streams)
      stream.write(`event: ${event}\nid: ${now()}\ndata: ${JSON.stringify(data)}\n\n`);
  };
  const detail = (asset: FakeAsset, index: number) => ({
    ...asset,
    devices:
      asset.kind in INTERVAL_S
        ? [
            {
              deviceId: `dev-${asset.assetId}`,
              expectedIntervalS: INTERVAL_S[asset.kind],
              lastHeardAt: lastTs(asset),
              online: asset.assetId !== SILENT.assetId,
            },
          ]
        : [],
    latest: asset.kind in INTERVAL_S ? pointsOf(asset, index) : {},
    alerts: [...alerts.values()].filter(
      (alert) => alert.assetId === asset.assetId && alert.state !== 'resolved',
    ),
    parts: assets
      .filter((part) => part.parentId === asset.assetId)
      .map(({ assetId, kind, name }) => ({ assetId, kind, name })),
  });
  const readings = (asset: FakeAsset, index: number, q: URLSearchParams) => {
    const point = q.get('point') ?? '';
    const to = Math.min(Number(q.get('to')), lastTs(asset));
    const step =
      (q.get('every') === '1h'
        ? 3_600
        : q.get('every') === '30m'
          ? 1_800
          : Math.max(120, INTERVAL_S[asset.kind] ?? 600)) * 1_000;
    const items: unknown[] = [];
    for (let ts = Math.ceil(Number(q.get('from')) / step) * step; ts <= to; ts += step) {
      // Every device was out of reach for three hours, nine to six hours ago.
      if (ts > now() - 9 * 3_600_000 && ts < now() - 6 * 3_600_000) continue;
      const value = valuesAt(asset, index, ts, now())[point];
      if (value === undefined) continue;
      const number = Number(value);
      items.push(
        q.has('every')
          ? { ts, min: number - 1, max: number + 1, mean: number, last: number, count: 3 }
          : { ts, value, quality: 'good', receivedAt: ts + 400 },
      );
    }
    return items;
  };
  const listAlerts = (q: URLSearchParams): FakeAlert[] =>
    [...alerts.values()]
      .filter((alert) => !q.has('state') || (q.get('state') === 'resolved') === (alert.state === 'resolved'))
      .filter((alert) => !q.has('asset') || alert.assetId === q.get('asset'))
      .filter((alert) => !q.has('from') || (alert.resolvedAt ?? now()) >= Number(q.get('from')))
      .sort((a, b) => b.openedAt - a.openedAt);
  const acknowledge = (id: string): FakeAlert | undefined => {
    const alert = alerts.get(id);
    if (!alert) return undefined;
    const taken = { ...alert, acknowledgedBy: USER.username };
    alerts.set(id, taken);
    send('alerts', { items: [taken] });
    return taken;
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (!url.pathname.startsWith('/api/v1/')) return serveFile(root, url.pathname, response);
    const [resource = '', id = '', verb = ''] = url.pathname
      .slice('/api/v1/'.length)
      .split('/')
      .map(decodeURIComponent);
    const q = url.searchParams;
    if (resource === 'about')
      return json(response, 200, {
        name: 'Streetkeep',
        version: '0.1.0',
        timeZone: 'Asia/Shanghai',
        now: now(),
      });
    if (resource === 'session' && request.method !== 'GET') return signInOrOut(request, response);
    if (!request.headers.cookie?.includes('sk=1')) return problem(response, 401, 'not signed in');
    if (resource === 'session') return json(response, 200, { username: USER.username, role: USER.role });
    if (resource === 'live') return openStream(response);
    if (resource === 'latest') return json(response, 200, { items: latest(q.get('kind') ?? undefined) });
    if (resource === 'rules') return json(response, 200, { items: FAKE_RULES });
    if (resource === 'alerts' && verb === 'acknowledge') {
      const taken = acknowledge(id);
      return taken ? json(response, 200, taken) : problem(response, 404, `no alert ${id}`);
    }
    if (resource === 'alerts') return json(response, 200, { items: listAlerts(q) });
    if (resource === 'assets' && id === '') return page(response, assets, q);
    const found = resource === 'assets' ? byId.get(id) : undefined;
    if (!found) return problem(response, 404, `no asset ${id}`);
    return json(
      response,
      200,
      verb === 'readings'
        ? { items: readings(found.asset, found.index, q) }
        : detail(found.asset, found.index),
    );
  }

  function openStream(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    streams.add(response);
    response.on('close', () => streams.delete(response));
    response.write(`event: clock\ndata: ${JSON.stringify({ now: now() })}\n\n`);
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((fault: unknown) => problem(response, 500, String(fault)));
  });
  timers.push(setInterval(() => send('clock', { now: now() }), 2_000));
  timers.push(setInterval(() => send('readings', { items: latest('truck') }), 1_000));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    async close() {
      for (const timer of timers) clearInterval(timer);
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

/** Trucks are numbered among themselves, everything else by its place in the list. */
const indexIn = (assets: readonly FakeAsset[], asset: FakeAsset, index: number): number =>
  asset.kind === 'truck' ? assets.filter(({ kind }) => kind === 'truck').indexOf(asset) : index;

const json = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
};

const problem = (response: ServerResponse, status: number, detail: string): void => {
  response
    .writeHead(status, { 'content-type': 'application/problem+json' })
    .end(JSON.stringify({ type: 'about:blank', title: detail, status, detail }));
};

function page(response: ServerResponse, assets: readonly FakeAsset[], q: URLSearchParams): void {
  // Small pages, so that following the cursor is seen to work.
  const from = Number(q.get('cursor') ?? 0);
  const next = from + 200;
  json(response, 200, {
    items: assets.slice(from, next),
    ...(next < assets.length ? { nextCursor: String(next) } : {}),
  });
}

async function signInOrOut(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method === 'DELETE') {
    response.writeHead(204, { 'set-cookie': 'sk=; HttpOnly; SameSite=Lax; Path=/; Max-Age=0' }).end();
    return;
  }
  let text = '';
  for await (const chunk of request) text += String(chunk);
  const { username, password }: { username?: unknown; password?: unknown } = JSON.parse(text);
  if (username !== USER.username || password !== USER.password)
    return problem(response, 401, 'wrong name or password');
  response.setHeader('set-cookie', 'sk=1; HttpOnly; SameSite=Lax; Path=/');
  json(response, 200, { username, role: USER.role });
}
