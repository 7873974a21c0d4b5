import { describe, expect, onTestFinished, test } from 'vitest';
import { assetId, deviceId, unixMs } from '../../core/index.js';
import type { TelemetryStore } from '../../ingest/index.js';
import { allReadings, aReport, Feed, FOR_EVER, HOUR, START, sumLedger } from '../support/store-feed.js';
import { temporaryDir } from '../support/temporary-dir.js';
import { describeImport, describeQueries, describeScan } from './telemetry-store-reads.js';

/** Opens the store that belongs to `dir`, with what an earlier opening left in it. */
export type OpenStore = (dir: string) => Promise<TelemetryStore>;
/** Opens it for one test. */
export type Opened = (dir?: string) => Promise<TelemetryStore>;

/** What every telemetry store promises. */
export function describeStore(name: string, open: OpenStore): void {
  describe(`${name} keeps the promises of a telemetry store`, () => {
    const opened: Opened = async (dir = temporaryDir()) => {
      const store = await open(dir);
      onTestFinished(() => store.close());
      return store;
    };
    describeIdentity(opened);
    describeLedger(opened);
    describeReopening(open);
    describeQueries(opened);
    describeScan(opened);
    describeImport(opened);
  });
}

const bin = { asset: assetId('bin-1'), kind: 'bin', point: 'fill_pct', ...FOR_EVER, limit: 1_000 } as const;

function describeIdentity(opened: Opened): void {
  test('the same frames written again change nothing', async () => {
    const [store, feed] = [await opened(), new Feed()];
    const frames = [
      feed.frame(aReport({ ts: START }), aReport({ ts: START + 1 })),
      feed.frame(aReport({ at: START + 2 })),
    ];
    await store.write(frames);
    const before = [await allReadings(store), await sumLedger(store)];
    await store.write(frames);
    expect([await allReadings(store), await sumLedger(store)]).toEqual(before);
    expect(store.position).toBe(3);
  });

  test('a stamped report that is delivered twice is stored once, in one write or in two', async () => {
    const [store, feed] = [await opened(), new Feed()];
    const report = aReport({ ts: START, points: { fill_pct: 10, battery_v: 3.6 } });
    await store.write([feed.frame(report, report)]);
    await store.write([feed.frame(report, aReport({ ts: START + 5 }), report)]);
    expect(await allReadings(store)).toEqual([
      'bin-1 dev-1 battery_v +0 3.6',
      'bin-1 dev-1 fill_pct +0 10',
      'bin-1 dev-1 fill_pct +5 50',
    ]);
    expect(await sumLedger(store)).toMatchObject({ accepted: 9, stored: 3, duplicate: 6 });
  });

  test('a repeated report that holds one more point adds that point, and never changes a stored one', async () => {
    const [store, feed] = [await opened(), new Feed()];
    await store.write([feed.frame(aReport({ ts: START, points: { fill_pct: 10 } }))]);
    await store.write([feed.frame(aReport({ ts: START, points: { fill_pct: 99, battery_v: 3.6 } }))]);
    expect(await allReadings(store)).toEqual(['bin-1 dev-1 battery_v +0 3.6', 'bin-1 dev-1 fill_pct +0 10']);
    expect(await sumLedger(store)).toMatchObject({ accepted: 3, stored: 2, duplicate: 1 });
  });

  test('late reports find their place, each once', async () => {
    const [store, feed] = [await opened(), new Feed()];
    await store.write([feed.frame(aReport({ ts: START + 10_000 }))]);
    const late = [3, 1, 2, 3, 1].map((n) =>
      aReport({ ts: START + n, at: START + 20_000, points: { fill_pct: n } }),
    );
    await store.write([
      feed.frame(...late),
      feed.frame(aReport({ ts: START - 100 * HOUR, at: START + 20_000 })),
    ]);
    expect((await store.readings(bin)).map(({ ts, value }) => [ts - START, value])).toEqual([
      [-100 * HOUR, 50],
      [1, 1],
      [2, 2],
      [3, 3],
      [10_000, 50],
    ]);
    expect(await sumLedger(store)).toMatchObject({ accepted: 7, stored: 5, duplicate: 2 });
  });

  test('unstamped reports are told apart by boot and number', async () => {
    const [store, feed] = [await opened(), new Feed()];
    const numbered = (boot: number, seq: number, at: number) =>
      aReport({ boot, seq, at: START + at, points: { fill_pct: seq } });
    await store.write([feed.frame(numbered(1, 7, 0), numbered(1, 7, 5))]);
    await store.write([
      feed.frame(numbered(1, 8, 6), numbered(2, 7, 6), numbered(1, 7, 9), numbered(1, 8, 10)),
    ]);
    expect((await store.readings(bin)).map(({ ts, value }) => [ts - START, value])).toEqual([
      [0, 7],
      [6, 8],
      [6, 7],
    ]);
    expect(await sumLedger(store)).toMatchObject({ accepted: 6, stored: 3, duplicate: 3 });
  });

  test('a number that came with a clock is known when it comes without', async () => {
    const [store, feed] = [await opened(), new Feed()];
    const [stamped, bare] = [aReport({ ts: START, seq: 1 }), aReport({ at: START + 1, seq: 1 })];
    await store.write([feed.frame(stamped, bare)]);
    await store.write([feed.frame(bare)]);
    expect(await sumLedger(store)).toMatchObject({ accepted: 3, stored: 1, duplicate: 2 });
  });

  test('one number of a message about several assets is new to each', async () => {
    const [store, feed] = [await opened(), new Feed()];
    const message = (seq: number, at: number) =>
      ['cabinet-1', 'bin-1', 'bin-2'].map((asset) => aReport({ asset, seq, at: START + at }));
    await store.write([feed.frame(...message(1, 0), ...message(2, 1), ...message(2, 2))]);
    await store.write([feed.frame(...message(1, 3), ...message(3, 4))]);
    expect(await sumLedger(store)).toMatchObject({ accepted: 15, stored: 9, duplicate: 6, missing: 0 });
    expect(await allReadings(store)).toHaveLength(9);
  });

  test('reports without clock or number are all kept, even from one millisecond', async () => {
    const [store, feed] = [await opened(), new Feed()];
    const same = aReport({ at: START });
    await store.write([feed.frame(aReport({ ts: START, points: { fill_pct: 1 } }), same, same)]);
    await store.write([feed.frame(same)]);
    expect((await store.readings(bin)).map(({ ts, value }) => [ts - START, value])).toEqual([
      [0, 1],
      [0, 50],
      [0, 50],
      [0, 50],
    ]);
    expect(await sumLedger(store)).toMatchObject({ accepted: 4, stored: 4, duplicate: 0 });
  });

  test('one instant of two devices or two assets is as many readings', async () => {
    const [store, feed] = [await opened(), new Feed()];
    const reports = ['dev-1', 'dev-2'].flatMap((device) =>
      ['bin-1', 'bin-2'].map((asset) => aReport({ ts: START, device, asset })),
    );
    await store.write([feed.frame(...reports, ...reports)]);
    expect(await allReadings(store)).toHaveLength(4);
    expect(await sumLedger(store)).toMatchObject({ accepted: 8, stored: 4, duplicate: 4 });
  });
}

function describeLedger(opened: Opened): void {
  test('holes in the numbers are missing until they are filled, whatever comes twice', async () => {
    const [store, feed] = [await opened(), new Feed()];
    const seq = (n: number, asset = 'bin-1') =>
      aReport({ ts: START + n, seq: n, asset, points: { fill_pct: n } });
    await store.write([feed.frame(seq(10), seq(15))]);
    expect((await sumLedger(store)).missing).toBe(4);
    // One message about two bins fills one hole; a message older than the first that we met fills none.
    await store.write([feed.frame(seq(12), seq(12, 'bin-2'), seq(9))]);
    expect((await sumLedger(store)).missing).toBe(3);
    await store.write([feed.frame(seq(12), seq(11), seq(13), seq(14), seq(14))]);
    expect((await sumLedger(store)).missing).toBe(0);
  });

  test('a device that counts from 0 again has started anew and misses nothing', async () => {
    const [store, feed] = [await opened(), new Feed()];
    const seq = (n: number, at: number) => aReport({ seq: n, at: START + at });
    await store.write([feed.frame(seq(50, 1), seq(0, 2), seq(1, 3), seq(3, 4))]);
    expect(await sumLedger(store)).toMatchObject({ accepted: 4, stored: 4, duplicate: 0, missing: 1 });
  });

  test('quarantined and refused messages are counted in their hour', async () => {
    const [store, feed] = [await opened(), new Feed()];
    const device = deviceId('dev-1');
    await store.write([
      feed.frame(
        aReport({ ts: START }),
        {
          kind: 'quarantine',
          at: unixMs(START + HOUR),
          device,
          reason: '',
          topic: '',
          payload: '',
          readings: 3,
        },
        { kind: 'audit', at: unixMs(START + HOUR), by: 'dev-1', what: 'foreign-topic' },
        { kind: 'clock', at: unixMs(START + HOUR) },
      ),
    ]);
    const nothing = { device, accepted: 0, quarantined: 0, refused: 0, stored: 0, duplicate: 0, missing: 0 };
    expect(await store.ledger({ device, ...FOR_EVER })).toEqual([
      { ...nothing, hour: START, accepted: 1, stored: 1 },
      { ...nothing, hour: START + HOUR, quarantined: 3, refused: 1 },
    ]);
    expect(store.position).toBe(4);
    expect(await store.ledger({ device: deviceId('dev-2'), ...FOR_EVER })).toEqual([]);
  });
}

function describeReopening(open: OpenStore): void {
  test('position, series and counters survive a reopening', async () => {
    const [dir, feed] = [temporaryDir(), new Feed()];
    const seq = (n: number) => aReport({ ts: START + n, seq: n });
    const old = [
      feed.frame(seq(1), seq(5)),
      feed.frame(aReport({ asset: 'bin-2', boot: 2, seq: 9, device: 'dev-2' })),
    ];
    const first = await open(dir);
    await first.write(old);
    await first.close();
    const second = await open(dir);
    onTestFinished(() => second.close());
    expect(second.position).toBe(3);
    const repeat = aReport({ at: START + 7, asset: 'bin-2', boot: 2, seq: 9, device: 'dev-2' });
    await second.write([...old, feed.frame(seq(5), seq(3), seq(7), repeat)]);
    await second.write([feed.frame({ ...repeat, at: unixMs(START + 8), observedAt: unixMs(START + 8) })]);
    expect(second.position).toBe(8);
    expect(await sumLedger(second)).toMatchObject({ accepted: 8, stored: 5, duplicate: 3, missing: 3 });
  });

  test('a damaged frame is refused whole, and what was written after it is counted once', async () => {
    const [store, feed] = [await open(temporaryDir()), new Feed()];
    onTestFinished(() => store.close());
    const good = feed.frame(aReport({ ts: START, seq: 1 }));
    const next = feed.frame(aReport({ ts: START + 1, seq: 3 }));
    const damaged = { ...next, frame: next.frame.map((byte, i) => (i === 40 ? byte ^ 1 : byte)) };
    await expect(store.write([good, damaged])).rejects.toThrow('damaged');
    expect(store.position).toBe(0);
    await store.write([good, next]);
    expect(store.position).toBe(2);
    expect(await allReadings(store)).toHaveLength(2);
    expect(await sumLedger(store)).toMatchObject({ accepted: 2, stored: 2, duplicate: 0, missing: 1 });
  });
}
