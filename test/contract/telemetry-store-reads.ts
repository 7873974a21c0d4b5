import { expect, test } from 'vitest';
import { assetId, unixMs } from '../../core/index.js';
import {
  allReadings,
  aPast,
  aReport,
  Feed,
  FOR_EVER,
  HOUR,
  START,
  scanAll,
  sumLedger,
} from '../support/store-feed.js';
import type { Opened } from './telemetry-store.js';

const bin = { asset: assetId('bin-1'), kind: 'bin', point: 'fill_pct', ...FOR_EVER, limit: 1_000 } as const;

export function describeQueries(opened: Opened): void {
  test('a reading comes back with its quality and its time of arrival', async () => {
    const [store, feed] = [await opened(), new Feed()];
    const points = { fill_pct: 120.5, battery_v: 3.5999999999999996, lid_open: 1 };
    await store.write([
      feed.frame(
        aReport({ ts: START, at: START + 9, points, quality: { fill_pct: 'out-of-range' } }),
        aReport({ ts: START + 1, points: { battery_v: 1e-7 } }),
      ),
    ]);
    expect(await store.readings(bin)).toEqual([
      { ts: START, value: 120.5, quality: 'out-of-range', receivedAt: START + 9 },
    ]);
    expect(await store.readings({ ...bin, point: 'battery_v', limit: 1 })).toEqual([
      { ts: START, value: 3.5999999999999996, quality: 'good', receivedAt: START + 9 },
    ]);
    expect(
      await store.readings({ ...bin, point: 'battery_v', from: unixMs(START + 1), to: unixMs(START + 1) }),
    ).toEqual([{ ts: START + 1, value: 1e-7, quality: 'good', receivedAt: START + 1 }]);
    expect(await store.readings({ ...bin, asset: assetId('bin-9') })).toEqual([]);
    expect((await scanAll(store)).reports[1]).toMatchObject({
      points,
      quality: { fill_pct: 'out-of-range' },
    });
  });

  test('texts come back as they were', async () => {
    const [store, feed] = [await opened(), new Feed()];
    const texts = ['', 'E=1, "x"', 'C:\\new\\', "it's 路灯 故障", 'two\nlines'];
    const lamp = { assetKind: 'lamp', asset: 'lamp-1' } as const;
    await store.write([
      feed.frame(
        ...texts.map((text, n) => aReport({ ...lamp, ts: START + n, points: { fault_code: text } })),
      ),
      feed.frame(aReport({ ...lamp, ts: START + 9, points: { dim_pct: 1 } })),
    ]);
    const query = { ...bin, asset: assetId('lamp-1'), kind: 'lamp', point: 'fault_code' } as const;
    expect((await store.readings(query)).map(({ value }) => value)).toEqual(texts);
  });

  test('spans draw a band of what the sensor can mean', async () => {
    const [store, feed] = [await opened(), new Feed()];
    const at = (s: number, fill_pct: number) => aReport({ ts: START + s * 1_000, points: { fill_pct } });
    const wild = aReport({
      ts: START + 5_000,
      points: { fill_pct: 900 },
      quality: { fill_pct: 'out-of-range' },
    });
    await store.write([feed.frame(at(0, 10), at(4, 30), wild, at(9, 20), at(30, 7))]);
    expect(await store.spans({ ...bin, everyMs: 10_000 })).toEqual([
      { ts: START, min: 10, max: 30, mean: 20, last: 20, count: 3 },
      { ts: START + 30_000, min: 7, max: 7, mean: 7, last: 7, count: 1 },
    ]);
    expect(await store.spans({ ...bin, everyMs: 10_000, limit: 1 })).toHaveLength(1);
  });

  test('a point that the kind does not have is refused', async () => {
    const store = await opened();
    await expect(store.readings({ ...bin, point: 'fill_pct" OR 1=1' })).rejects.toThrow(RangeError);
    await expect(store.spans({ ...bin, point: 'lamp_on', everyMs: 1_000 })).rejects.toThrow(RangeError);
  });

  test('the latest report of each asset, if it is new enough', async () => {
    const [store, feed] = [await opened(), new Feed()];
    await store.write([
      feed.frame(
        aReport({ ts: START + 5, points: { fill_pct: 5 } }),
        aReport({ ts: START + 9, device: 'dev-2', points: { fill_pct: 9 } }),
        aReport({ ts: START + 2, asset: 'bin-2' }),
        aReport({ ts: START + 3, assetKind: 'truck', asset: 'truck-1', points: { lat: 31.2, lon: 121.5 } }),
      ),
    ]);
    const latest = await store.latest(unixMs(START + 3));
    expect(
      latest.map(({ asset, device, kind, observedAt, position, points }) => ({
        asset,
        device,
        kind,
        ts: observedAt - START,
        position,
        points,
      })),
    ).toEqual([
      { asset: 'bin-1', device: 'dev-2', kind: 'bin', ts: 9, position: 2, points: { fill_pct: 9 } },
      {
        asset: 'truck-1',
        device: 'dev-1',
        kind: 'truck',
        ts: 3,
        position: 4,
        points: { lat: 31.2, lon: 121.5 },
      },
    ]);
  });
}

export function describeScan(opened: Opened): void {
  test('pages hold every report once, in the order of arrival', async () => {
    const [store, feed] = [await opened(), new Feed()];
    const reports = Array.from({ length: 500 }, (_, n) =>
      aReport({
        ts: START + ((n * 7919) % 500) * 1_000,
        at: START + Math.floor(n / 7) * 10_000,
        ...(n % 3 === 0 ? { assetKind: 'lamp', asset: `lamp-${n % 5}`, points: { dim_pct: 1 } } : {}),
      }),
    );
    for (let start = 0; start < 500; start += 125)
      await store.write([feed.frame(...reports.slice(start, start + 125))]);
    for (const limit of [1_000, 500, 100, 7]) {
      const { reports: found, pages } = await scanAll(store, limit);
      expect(found.map(({ position }) => position)).toEqual(reports.map((_, n) => n + 1));
      expect(pages).toBeLessThanOrEqual(Math.floor(500 / limit) + 1);
    }
  });

  test('a scan keeps to its kinds and to its times of arrival', async () => {
    const [store, feed] = [await opened(), new Feed()];
    await store.write([
      feed.frame(
        aReport({ ts: START - HOUR, at: START }),
        aReport({ ts: START, at: START + 60_001 }),
        aReport({
          ts: START,
          at: START + 60_001,
          assetKind: 'lamp',
          asset: 'lamp-1',
          points: { dim_pct: 1 },
        }),
        aReport({ ts: START + 1, at: START + 60_002 }),
      ),
    ]);
    const scan = async (from: number, to: number) => {
      const query = {
        kinds: ['bin'],
        from: unixMs(START + from),
        to: unixMs(START + to),
        limit: 10,
      } as const;
      return (await store.scan(query)).reports.map(({ position }) => position);
    };
    expect(await scan(0, 60_001)).toEqual([1, 2]);
    expect(await scan(1, 60_002)).toEqual([2, 4]);
    expect(await scan(60_003, 90_000)).toEqual([]);
  });
}

export function describeImport(opened: Opened): void {
  test('history that is imported twice is added once, and never in the ledger', async () => {
    const store = await opened();
    const past = [0, 1, 2].map((n) => aPast({ ts: START - n * HOUR, points: { fill_pct: n, battery_v: 3 } }));
    expect(await store.importReports(past)).toBe(3);
    expect(await store.importReports([...past, aPast({ ts: START - 3 * HOUR })])).toBe(1);
    expect(await allReadings(store)).toHaveLength(7);
    expect(await store.ledger(FOR_EVER)).toEqual([]);
    expect(store.position).toBe(0);
  });

  test('history leaves what came live alone, and live reports know history again', async () => {
    const [store, feed] = [await opened(), new Feed()];
    await store.write([feed.frame(aReport({ ts: START, points: { fill_pct: 1 } }))]);
    expect(await store.importReports([aPast({ ts: START, points: { fill_pct: 9, battery_v: 3 } })])).toBe(1);
    expect(await store.importReports([aPast({ ts: START - 5 })])).toBe(1);
    await store.write([feed.frame(aReport({ ts: START - 5, at: START + 9 }))]);
    expect(await allReadings(store)).toEqual([
      'bin-1 dev-1 battery_v +0 3',
      'bin-1 dev-1 fill_pct +-5 50',
      'bin-1 dev-1 fill_pct +0 1',
    ]);
    expect(await sumLedger(store)).toMatchObject({ accepted: 2, stored: 1, duplicate: 1 });
  });
}
