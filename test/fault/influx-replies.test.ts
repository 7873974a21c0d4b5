import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { StoreFrame, TelemetryStore } from '../../ingest/index.js';
import { openInfluxStore } from '../../ingest/stores/influx/influx-store.js';
import { type Fault, type FaultProxy, faultProxy } from '../support/fault-proxy.js';
import { type Influxd, influxd } from '../support/influxd.js';
import { allReadings, aPast, aReport, Feed, START, sumLedger } from '../support/store-feed.js';
import { temporaryDir } from '../support/temporary-dir.js';

let server: Influxd;
beforeAll(async () => {
  server = await influxd();
});
afterAll(() => server?.close());

const openAt = (url: string, dir: string, timeoutMs = 10_000): Promise<TelemetryStore> =>
  openInfluxStore({ url, timeoutMs, token: '', org: '', bucket: basename(dir), bookPath: join(dir, 'book') });

const many = (feed: Feed, from: number, count: number): StoreFrame =>
  feed.frame(
    ...Array.from({ length: count }, (_, n) =>
      aReport({ ts: START + from + n, seq: from + n, asset: `bin-${n % 3}`, points: { fill_pct: n % 101 } }),
    ),
  );

async function behindProxy(
  timeoutMs?: number,
): Promise<{ proxy: FaultProxy; store: TelemetryStore; dir: string }> {
  const [proxy, dir] = [await faultProxy(server.url), temporaryDir()];
  const store = await openAt(proxy.url, dir, timeoutMs);
  onTestFinished(() => store.close());
  return { proxy, store, dir };
}

test.each<{ fault: Fault; says: string }>([
  { fault: 500, says: 'answers 500' },
  { fault: 503, says: 'answers 503' },
  { fault: 'hang', says: 'does not answer' },
  { fault: 'lose-reply', says: 'stores and loses its reply' },
])(
  'a server that $says makes the write reject; the same bytes come again and count once',
  async ({ fault }) => {
    const { proxy, store } = await behindProxy(500);
    const feed = new Feed();
    await store.write([many(feed, 0, 100)]);
    const frames = [many(feed, 100, 50), many(feed, 160, 40)];
    proxy.fault = fault;
    await expect(store.write(frames)).rejects.toThrow();
    await expect(store.write(frames)).rejects.toThrow();
    expect(store.position).toBe(100);
    expect(await sumLedger(store)).toMatchObject({ accepted: 100, stored: 100, missing: 0 });
    proxy.fault = 'none';
    await store.write(frames);
    expect(store.position).toBe(190);
    expect(new Set(proxy.writes.slice(1)).size).toBe(1);
    expect(await allReadings(store)).toHaveLength(190);
    expect(await sumLedger(store)).toMatchObject({ accepted: 190, stored: 190, duplicate: 0, missing: 10 });
  },
);

test('a crash between the answer and the book counts nothing twice, however the frames are cut afterwards', async () => {
  const [proxy, dir, feed] = [await faultProxy(server.url), temporaryDir(), new Feed()];
  const at = (n: number, points: Record<string, number>) =>
    aReport({ ts: START + n, at: START + 90, seq: n, points });
  const before = feed.frame(at(1, { fill_pct: 1 }), at(9, { fill_pct: 9 }));
  // A late one, one that adds a point to what is stored, its repetition, and a numbered one without a clock.
  const late = feed.frame(
    at(5, { fill_pct: 5 }),
    at(1, { fill_pct: 7, battery_v: 3 }),
    at(20, { fill_pct: 20 }),
  );
  const repeated = feed.frame(at(1, { fill_pct: 7, battery_v: 3 }), aReport({ at: START + 91, seq: 4 }));
  const more = feed.frame(
    at(5, { fill_pct: 5 }),
    at(20, { fill_pct: 20, battery_v: 4 }),
    aReport({ at: START + 92, seq: 4 }),
  );
  const first = await openAt(proxy.url, dir);
  await first.write([before]);
  proxy.fault = 'lose-reply';
  await expect(first.write([late, repeated])).rejects.toThrow();
  await first.close();
  proxy.fault = 'none';
  const second = await openAt(proxy.url, dir);
  onTestFinished(() => second.close());
  expect(second.position).toBe(2);
  await second.write([late]);
  await second.write([repeated, more]);
  expect(await allReadings(second)).toEqual([
    'bin-1 dev-1 battery_v +1 3',
    'bin-1 dev-1 battery_v +20 4',
    'bin-1 dev-1 fill_pct +1 1',
    'bin-1 dev-1 fill_pct +20 20',
    'bin-1 dev-1 fill_pct +5 5',
    'bin-1 dev-1 fill_pct +9 9',
    'bin-1 dev-1 fill_pct +91 50',
  ]);
  expect(await sumLedger(second)).toMatchObject({ accepted: 13, stored: 7, duplicate: 6, missing: 15 });
});

test('an import whose answer was lost can be repeated', async () => {
  const { proxy, store } = await behindProxy();
  const past = Array.from({ length: 20 }, (_, n) => aPast({ ts: START - n }));
  proxy.fault = 'lose-reply';
  await expect(store.importReports(past)).rejects.toThrow();
  proxy.fault = 'none';
  await store.importReports(past);
  expect(await store.importReports(past)).toBe(0);
  expect(await allReadings(store)).toHaveLength(20);
});
