import { createServer } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { InfluxServer } from '../../../../ingest/stores/influx/server.js';

interface Seen {
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: string;
}

type Reply = readonly [status: number, body?: object];

/** A server of another generation than the one that tests can have for real. */
async function aServer(
  reply: (path: string) => Reply,
): Promise<{ readonly url: string; readonly seen: Seen[] }> {
  const seen: Seen[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const path = request.url ?? '';
    seen.push({ path, authorization: request.headers.authorization, body });
    const [status, content] = reply(path);
    if (content !== undefined) response.setHeader('content-type', 'application/json; charset=utf-8');
    else if (status === 404) response.setHeader('content-type', 'text/plain; charset=utf-8');
    response.writeHead(status).end(content === undefined ? '' : JSON.stringify(content));
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
  return { url: `http://127.0.0.1:${port}`, seen };
}

const connect = (url: string, token = 'secret'): InfluxServer =>
  new InfluxServer({ url, token, org: 'city', bucket: 'street keep', timeoutMs: 5_000 });

const V2 = '/api/v2/write?org=city&bucket=street%20keep&precision=ns';
const V1 = '/write?db=street%20keep&precision=ns';

test('a server with the v2 API is written by it, with its token', async () => {
  const { url, seen } = await aServer(() => [204]);
  expect(await connect(url).write(['a b=1 1', 'a b=2 2'])).toEqual({ kind: 'stored' });
  expect(seen[seen.length - 1]).toEqual({
    path: V2,
    authorization: 'Token secret',
    body: 'a b=1 1\na b=2 2',
  });
});

test('a server without it is written by the v1 path, with name and password', async () => {
  const { url, seen } = await aServer((path) =>
    path.startsWith('/api') ? [404] : [path === V1 ? 204 : 200, {}],
  );
  expect(await connect(url, 'keeper:secret').write(['a b=1 1'])).toEqual({ kind: 'stored' });
  expect(seen.map(({ path }) => path)).toEqual([V2, '/query?db=street%20keep&epoch=ms', V1]);
  expect(seen[1]?.body).toBe('q=CREATE+DATABASE+%22street+keep%22');
  expect(new Set(seen.map(({ authorization }) => authorization))).toEqual(
    new Set(['Basic a2VlcGVyOnNlY3JldA==']),
  );
});

test('a v2 server without the bucket is no v1 server', async () => {
  const { url, seen } = await aServer(() => [404, { code: 'not found', message: 'bucket not found' }]);
  await expect(connect(url).write(['a b=1 1'])).rejects.toThrow('404 to a write: bucket not found');
  expect(new Set(seen.map(({ path }) => path))).toEqual(new Set([V2]));
});

test('the way to write is found again after a fault, since the server may be another then', async () => {
  let isNew = false;
  const { url, seen } = await aServer((path) => {
    if (path.startsWith('/query')) return [200, { results: [] }];
    return [path.startsWith('/api') === isNew ? 204 : 404];
  });
  const server = connect(url);
  expect(await server.write(['a b=1 1'])).toEqual({ kind: 'stored' });
  isNew = true;
  await expect(server.write(['a b=2 2'])).rejects.toThrow('404');
  expect(await server.write(['a b=2 2'])).toEqual({ kind: 'stored' });
  expect(seen[seen.length - 1]?.path).toBe(V2);
});

test.each([201, 400, 413, 422])('%i says that the lines are at fault', async (status) => {
  const { url } = await aServer((path) => (path === V2 ? [status, { message: 'line 1' }] : [500]));
  expect(await connect(url).write(['a b=1 1'])).toMatchObject({ kind: 'refused' });
});

test.each([401, 403, 429, 500, 503])('%i says that the same lines must come again', async (status) => {
  const { url } = await aServer(() => [status, { message: 'not now' }]);
  await expect(connect(url).write(['a b=1 1'])).rejects.toThrow(`${status} to a write: not now`);
});

test('a query that fails in one of its statements fails', async () => {
  const { url } = await aServer(() => [200, { results: [{ series: [] }, { error: 'timeout' }] }]);
  await expect(connect(url).query('SELECT 1; SELECT 2')).rejects.toThrow('timeout');
});
