import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { type Entry, entryCodec } from '../../core/index.js';
import { type Recorder, startRecorder, type TelemetryStore } from '../../ingest/index.js';
import { openInfluxStore } from '../../ingest/stores/influx/influx-store.js';
import { type Log, openLocalLog, silentLogger, systemClock } from '../../runtime/index.js';
import { type Influxd, influxd } from '../support/influxd.js';
import { aReport, START, scanAll, sumLedger } from '../support/store-feed.js';
import { temporaryDir } from '../support/temporary-dir.js';
import { until } from '../support/until.js';

let server: Influxd;
beforeAll(async () => {
  server = await influxd();
});
afterAll(() => server?.close());

interface Plant {
  readonly log: Log<Entry>;
  readonly store: TelemetryStore;
  readonly recorder: Recorder;
  /** Appends reports `from` … `from + count - 1`; what this resolves for is acknowledged. */
  acknowledge(from: number, count: number): Promise<void>;
  close(): Promise<void>;
}

async function plant(dir: string, bucket: string): Promise<Plant> {
  const base = { clock: systemClock, logger: silentLogger };
  const log = await openLocalLog({ ...base, dir: join(dir, 'log'), codec: entryCodec });
  const address = { url: server.url, token: '', org: '', bucket };
  const store = await openInfluxStore({ ...address, bookPath: join(dir, 'book') });
  const deaths: unknown[] = [];
  const care = { logger: silentLogger, onDeath: (_: string, error: unknown) => deaths.push(error) };
  const recorder = startRecorder({ ...base, log, store, care });
  return {
    log,
    store,
    recorder,
    acknowledge: async (from, count) => {
      const reports = Array.from({ length: count }, (_, n) =>
        aReport({ ts: START + from + n, seq: from + n, points: { fill_pct: (from + n) % 101 } }),
      );
      await log.append(reports);
    },
    close: async () => {
      await recorder.close();
      await store.close();
      await log.close();
      expect(deaths).toEqual([]);
    },
  };
}

/** Every report once, in its order, and the ledger balances. */
async function expectAll({ store, recorder, log }: Plant, count: number): Promise<void> {
  await until('the store has caught up with the log', () => recorder.position === log.head, 60_000);
  const { reports } = await scanAll(store);
  expect(reports.map(({ points }) => points.fill_pct)).toEqual(
    Array.from({ length: count }, (_, n) => n % 101),
  );
  expect(reports.map(({ position }) => position)).toEqual(Array.from({ length: count }, (_, n) => n + 1));
  expect(await sumLedger(store)).toMatchObject({ accepted: count, stored: count, duplicate: 0, missing: 0 });
}

test.each([
  { signal: 'SIGTERM', says: 'stopped and started again' },
  { signal: 'SIGKILL', says: 'killed' },
] as const)('a server that is $says costs nothing that was acknowledged', async ({ signal }) => {
  const running = await plant(temporaryDir(), `outage-${signal}`);
  onTestFinished(() => running.close());
  await running.acknowledge(0, 500);
  await until('the store is in use', () => running.recorder.position > 0);
  // In the middle of whatever it is doing.
  const [ended] = [server.stop(signal), running.acknowledge(500, 3_000)];
  await ended;
  await running.acknowledge(3_500, 500);
  await until(
    'the recorder has noticed',
    () => running.recorder.isStuck || running.recorder.position === 4_000,
  );
  await running.acknowledge(4_000, 500);
  await until('the recorder has noticed', () => running.recorder.isStuck);
  await server.start();
  await running.acknowledge(4_500, 500);
  await expectAll(running, 5_000);
  expect(running.recorder.isStuck).toBe(false);
});

test('we start while the server is down, and write when it comes', async () => {
  const dir = temporaryDir();
  await server.stop();
  const early = await plant(dir, 'late-server');
  await early.acknowledge(0, 100);
  await until('the recorder has noticed', () => early.recorder.isStuck);
  expect(early.store.position).toBe(0);
  await early.close();
  const again = await plant(dir, 'late-server');
  onTestFinished(() => again.close());
  await server.start();
  await expectAll(again, 100);
});
