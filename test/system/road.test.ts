import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Alert } from '../../core/index.js';
import type { BalancedLine, StoredReading } from '../../ingest/index.js';
import { furnish, type Running, startStreetkeep } from '../support/streetkeep.js';
import { temporaryDir } from '../support/temporary-dir.js';
import { until } from '../support/until.js';

interface Items<T> {
  readonly items: readonly T[];
}

const AT_ONCE = `rules:
  - id: full
    kind: overflow
    watch: { asset: bin, where: { stream: kitchen } }
    when: { point: fill_pct }
    levels:
      - { severity: minor, raise: 80, clear: 75 }
      - { severity: critical, raise: 95, clear: 88 }
    raise_for: 0s
    clear_for: 0s
`;

let running: Running;
beforeEach(async () => {
  const dir = temporaryDir();
  await furnish(dir, { op: 'import-rules', file: 'rules.yaml', text: AT_ONCE, publish: true });
  running = await startStreetkeep(dir);
});
afterEach(() => running.stop());

const say = (fill: number, ts = Date.now()): Promise<void> =>
  running.publish('nb-1', 'open-sesame', JSON.stringify({ ts, fill_pct: fill, battery_v: 3.6 }));
const readings = async (): Promise<readonly StoredReading[]> =>
  (await running.get<Items<StoredReading>>('/api/v1/assets/bin-1/readings?point=fill_pct')).items;
const alerts = async (query = ''): Promise<readonly Alert[]> =>
  (await running.get<Items<Alert>>(`/api/v1/alerts${query}`)).items;

test('what a device publishes is stored with its own time and can be read back', async () => {
  const ts = Date.now() - 30_000;
  await say(42.5, ts);
  await until('the reading is stored', async () => (await readings()).length === 1);
  expect(await readings()).toMatchObject([{ ts, value: 42.5, quality: 'good' }]);
});

test('a message that arrives twice is stored once, and the ledger says so', async () => {
  const ts = Date.now();
  await say(42, ts);
  await say(42, ts);
  const lines = async (): Promise<readonly BalancedLine[]> =>
    (await running.get<Items<BalancedLine>>('/api/v1/ledger?device=nb-1')).items;
  await until('both are in the ledger', async () => {
    const [line] = await lines();
    return line !== undefined && line.accepted === 4 && line.pending === 0;
  });
  expect(await lines()).toMatchObject([
    { received: 4, accepted: 4, stored: 2, duplicate: 2, quarantined: 0 },
  ]);
  expect(await readings()).toHaveLength(1);
});

test('an overflow rises in severity under one id, and resolves when the bin is emptied', async () => {
  const start = Date.now() - 10_000;
  await say(85, start);
  await until('an alert is open', async () => (await alerts('?state=firing')).length === 1);
  const [minor] = await alerts();
  expect(minor).toMatchObject({ ruleId: 'full', kind: 'overflow', severity: 'minor', openedAt: start });
  await say(97, start + 2_000);
  await until('it is critical', async () => (await alerts())[0]?.severity === 'critical');
  await say(4, start + 4_000);
  await until('it is resolved', async () => (await alerts('?state=resolved')).length === 1);
  expect((await alerts()).map(({ id }) => id)).toEqual([minor?.id]);
});

test('a live screen hears of the alert, and who acknowledged it', async () => {
  const stream = await running.fetch('/api/v1/live?topics=alerts');
  const heard = new Heard(stream);
  await say(85);
  await until('the screen shows the alert', () => heard.text.includes('"ruleId":"full"'));
  const [alert] = await alerts();
  const acknowledged = await running.post<Alert>(`/api/v1/alerts/${alert?.id}/acknowledge`, {
    note: 'sent crew 3',
  });
  expect(acknowledged.acknowledgedBy).toBe('admin');
  await until('the screen shows who has it', () => heard.text.includes('"acknowledgedBy":"admin"'));
  await heard.close();
});

test('an alert is shelved with a reason, and the audit says by whom', async () => {
  await say(85);
  await until('an alert is open', async () => (await alerts()).length === 1);
  const [alert] = await alerts();
  const ask = async (body: object): Promise<number> => {
    const answer = await running.fetch(`/api/v1/alerts/${alert?.id}/shelve`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    await answer.body?.cancel();
    return answer.status;
  };
  const end = Date.now() + 3_600_000;
  expect(await ask({ until: end })).toBe(400);
  expect(await ask({ reason: 'road works', until: end - 7_200_000 })).toBe(400);
  const shelf = { reason: 'road works', owner: 'wang', until: end };
  const shelved = await running.post<Alert>(`/api/v1/alerts/${alert?.id}/shelve`, shelf);
  expect(shelved.shelved).toEqual({ by: 'admin', ...shelf });
  const { items } = await running.get<Items<object>>('/api/v1/audit');
  expect(items).toContainEqual(expect.objectContaining({ action: 'shelve', by: 'admin', ...shelf }));
  const free = await running.post<Alert>(`/api/v1/alerts/${alert?.id}/unshelve`, {});
  expect(free).not.toHaveProperty('shelved');
  await say(4);
  await until('it is resolved', async () => (await alerts('?state=resolved')).length === 1);
  expect(await ask(shelf)).toBe(409);
});

test('a screen that lost its connection gets the alerts it missed', async () => {
  await say(85);
  await until('an alert is open', async () => (await alerts()).length === 1);
  const stream = await running.fetch('/api/v1/live?topics=alerts', { headers: { 'last-event-id': '1' } });
  const heard = new Heard(stream);
  await until('the alert is sent again', () => heard.text.includes('"ruleId":"full"'));
  await heard.close();
});

test('rubbish is acknowledged, kept with its reason, and counted', async () => {
  await running.publish('nb-1', 'open-sesame', '{"fill_pct": "eighty"}');
  await running.publish('nb-1', 'open-sesame', 'hello');
  interface Kept {
    readonly reason: string;
    readonly payload: string;
  }
  const kept = async (): Promise<readonly Kept[]> =>
    (await running.get<Items<Kept>>('/api/v1/quarantine?device=nb-1')).items;
  await until('both are in quarantine', async () => (await kept()).length === 2);
  expect((await kept()).map(({ reason }) => reason)).toEqual([
    'the payload is not JSON',
    'fill_pct: a number is expected, not a text of 6 characters',
  ]);
});

test('readings pushed over HTTP go the same road', async () => {
  const report = { device: 'nb-1', ts: Date.now(), fill_pct: 33 };
  expect(await running.post('/api/v1/readings', [report])).toEqual({ reports: 1 });
  await until('the reading is stored', async () => (await readings()).length === 1);
});

test('after a restart everything is there, and nothing is raised because we were away', async () => {
  await say(85);
  await until('an alert is open', async () => (await alerts('?state=firing')).length === 1);
  const before = await alerts();
  await running.stop();
  running = await startStreetkeep(running.dir);
  expect(await alerts()).toEqual(before);
  await until('the reading is there', async () => (await readings()).length === 1);
  const { latest } = await running.get<{ latest: Record<string, { value: number }> }>('/api/v1/assets/bin-1');
  expect(latest.fill_pct?.value).toBe(85);
});

/** Collects what a server-sent stream says. */
class Heard {
  text = '';
  readonly #reader: ReadableStreamDefaultReader<Uint8Array> | undefined;

  constructor(answer: Response) {
    this.#reader = answer.body?.getReader();
    void this.#listen();
  }

  async #listen(): Promise<void> {
    const decoder = new TextDecoder();
    for (;;) {
      const chunk = await this.#reader?.read().catch(() => undefined);
      if (chunk === undefined || chunk.done) return;
      this.text += decoder.decode(chunk.value, { stream: true });
    }
  }

  async close(): Promise<void> {
    await this.#reader?.cancel();
  }
}
