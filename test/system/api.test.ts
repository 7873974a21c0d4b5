import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { command, furnish, logIn, type Running, startStreetkeep } from '../support/streetkeep.js';

let running: Running;
beforeAll(async () => {
  const dir = mkdtempSync(join(tmpdir(), 'streetkeep-test-'));
  await furnish(dir);
  running = await startStreetkeep(dir);
});
afterAll(async () => {
  await running.stop();
  rmSync(running.dir, { recursive: true, force: true });
});

describe('who may ask', () => {
  test.each([
    { says: 'assets need an account', path: '/api/v1/assets', status: 401 },
    { says: 'metrics need an account', path: '/metrics', status: 401 },
    { says: 'the live stream needs an account', path: '/api/v1/live', status: 401 },
    { says: 'what we are is public', path: '/api/v1/about', status: 200 },
    { says: 'whether we are ready is public', path: '/health/ready', status: 200 },
    { says: 'the description of the API is public', path: '/openapi.json', status: 200 },
  ])('$says', async ({ path, status }) => {
    const answer = await fetch(running.url + path);
    await answer.body?.cancel();
    expect(answer.status).toBe(status);
  });

  test('a wrong password is refused, and after ten of them even the right one has to wait', async () => {
    const attempt = async (password: string): Promise<number> => {
      const answer = await fetch(`${running.url}/api/v1/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ username: 'guessed', password }),
      });
      return answer.status;
    };
    const statuses = [];
    for (let i = 0; i < 11; i++) statuses.push(await attempt('wrong'));
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 401), 429]);
  });

  test('a viewer sees alerts and may not acknowledge or push readings', async () => {
    await command(running.dir, 'user', 'add', 'wang', '--role', 'viewer', '--password', 'looks-only');
    const cookie = await logIn(running.url, 'wang', 'looks-only');
    const seen = await fetch(`${running.url}/api/v1/alerts`, { headers: { cookie } });
    const pushed = await fetch(`${running.url}/api/v1/readings`, {
      method: 'POST',
      headers: { cookie, 'content-type': 'application/json' },
      body: '{"device":"nb-1","fill_pct":1}',
    });
    expect([seen.status, pushed.status]).toEqual([200, 403]);
  });

  test('an API token works as a bearer, and a made-up one does not', async () => {
    const { stdout } = await command(running.dir, 'user', 'token', 'admin');
    const { token }: { token: string } = JSON.parse(stdout);
    const ask = async (bearer: string): Promise<number> =>
      (await fetch(`${running.url}/api/v1/assets`, { headers: { authorization: `Bearer ${bearer}` } }))
        .status;
    expect([await ask(token), await ask(`${token}x`)]).toEqual([200, 401]);
  });
});

describe('what is answered', () => {
  test('faults are problem details that name what is wrong', async () => {
    const missing = await running.fetch('/api/v1/assets/nothing');
    expect(missing.headers.get('content-type')).toContain('application/problem+json');
    expect(await missing.json()).toMatchObject({ status: 404, detail: 'there is no asset nothing' });
    const point = await running.fetch('/api/v1/assets/bin-1/readings?point=voltage_v');
    expect(await point.json()).toMatchObject({ status: 400, detail: 'a bin has no point voltage_v' });
    const every = await running.fetch('/api/v1/assets/bin-1/readings?point=fill_pct&every=often');
    expect(await every.json()).toMatchObject({ status: 400 });
  });

  test('assets are found by part of a name, by kind and by place', async () => {
    const ids = async (query: string): Promise<readonly string[]> => {
      const { items } = await running.get<{ items: { assetId: string }[] }>(`/api/v1/assets?${query}`);
      return items.map(({ assetId }) => assetId);
    };
    expect(await ids(`q=${encodeURIComponent('泉城路')}`)).toEqual(['bin-1']);
    expect(await ids('kind=truck')).toEqual([]);
    expect(await ids('bbox=117,36,118,37')).toEqual(['bin-1']);
    expect(await ids('bbox=100,30,101,31')).toEqual([]);
  });

  test('the description is OpenAPI 3.1 and lists every resource of this version', async () => {
    const document = await running.get<{ openapi: string; paths: object }>('/openapi.json');
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining([
        '/api/v1/session',
        '/api/v1/assets',
        '/api/v1/assets/{id}/readings',
        '/api/v1/alerts/{id}/acknowledge',
        '/api/v1/alerts/{id}/shelve',
        '/api/v1/alerts/{id}/unshelve',
        '/api/v1/latest',
        '/api/v1/readings',
        '/api/v1/ledger',
        '/api/v1/live',
      ]),
    );
  });

  test('metrics speak Prometheus', async () => {
    const text = await (await running.fetch('/metrics')).text();
    expect(text).toMatch(/^streetkeep_log_head \d+$/m);
  });
});
