import { basename, join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { TelemetryStore } from '../../ingest/index.js';
import { openInfluxStore } from '../../ingest/stores/influx/influx-store.js';
import { type Influxd, influxd } from '../support/influxd.js';
import { allReadings, aPast, aReport, Feed, HOUR, START, scanAll, sumLedger } from '../support/store-feed.js';
import { temporaryDir } from '../support/temporary-dir.js';

let server: Influxd;
beforeAll(async () => {
  server = await influxd();
});
afterAll(() => server?.close());

interface Opened {
  readonly store: TelemetryStore;
  readonly db: string;
  readonly quarantine: () => readonly unknown[];
}

async function opened(): Promise<Opened> {
  const dir = temporaryDir();
  const [db, bookPath] = [basename(dir), join(dir, 'book')];
  const store = await openInfluxStore({ url: server.url, token: '', org: '', bucket: db, bookPath });
  const book = new Database(bookPath);
  onTestFinished(() => {
    book.close();
    return store.close();
  });
  return { store, db, quarantine: () => book.prepare('SELECT * FROM quarantine ORDER BY position').all() };
}

test('lines that the server can not take go to quarantine, and the thousands around them are stored', async () => {
  const { store, db, quarantine } = await opened();
  // A field has one type per shard, a week of time: in this week `fill_pct` has become a text.
  const nextWeek = START + 14 * 24 * HOUR;
  expect(await server.write(db, `bin,assetId=x,deviceId=x fill_pct="full" ${nextWeek}`)).toBe(204);
  const feed = new Feed();
  const reports = Array.from({ length: 12_000 }, (_, n) =>
    aReport({ ts: START + n, points: { fill_pct: 1 } }),
  );
  const poison = [0, 1, 7].map((n) => aReport({ ts: nextWeek + n, points: { fill_pct: n, battery_v: 3 } }));
  const harmless = aReport({ ts: nextWeek + 9, points: { battery_v: 3 } });
  const frames = [
    feed.frame(...reports.slice(0, 6_000)),
    feed.frame(...poison.slice(0, 2), harmless),
    feed.frame(...reports.slice(6_000), ...poison.slice(2)),
  ];
  await store.write(frames);
  expect(store.position).toBe(12_004);
  const found = await server.query(db, 'SELECT count(battery_v), count(log_pos) FROM bin');
  expect(found[0]?.slice(1)).toEqual([1, 12_001]);
  expect(await sumLedger(store)).toMatchObject({
    accepted: 12_001,
    stored: 12_001,
    duplicate: 0,
    quarantined: 6,
  });
  expect(quarantine()).toMatchObject([
    { position: 6_001, asset: 'bin-1', reason: expect.stringContaining('field type conflict') },
    { position: 6_002, line: expect.stringContaining('fill_pct=1,battery_v=3,') },
    { position: 12_004, device: 'dev-1' },
  ]);
  await store.write(frames);
  expect(quarantine()).toHaveLength(3);
});

test('what line protocol can not say goes to quarantine without being sent', async () => {
  const { store, quarantine } = await opened();
  const feed = new Feed();
  await store.write([
    feed.frame(
      aReport({ ts: START, asset: 'bin,1 x=y' }),
      aReport({ ts: START, points: { 'fill pct': 1 } }),
      aReport({ ts: 9.3e15, at: START }),
      aReport({ ts: START }),
    ),
  ]);
  expect(quarantine()).toMatchObject([
    { reason: 'not an id of an asset and a device' },
    { reason: 'not a name of a point' },
    { reason: '9300000000000000 is no instant between 1970 and 2262' },
  ]);
  expect(await allReadings(store)).toEqual(['bin-1 dev-1 fill_pct +0 50']);
  expect(await sumLedger(store)).toMatchObject({ accepted: 1, stored: 1, quarantined: 3 });
});

test('history beyond the retention of the server is refused by the line, not for ever', async () => {
  const { store, db, quarantine } = await opened();
  await server.query(db, `ALTER RETENTION POLICY autogen ON "${db}" DURATION 520w`);
  const old = aPast({ ts: START - 100_000 * HOUR });
  expect(await store.importReports([aPast({ ts: START }), old, aPast({ ts: START + 1 })])).toBe(2);
  expect(quarantine()).toMatchObject([{ reason: expect.stringContaining('retention') }]);
  expect((await scanAll(store)).reports).toHaveLength(2);
});
