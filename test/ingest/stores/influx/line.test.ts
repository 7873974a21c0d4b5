import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deviceId, unixMs } from '../../../../core/index.js';
import { LineEncoder, timeOf } from '../../../../ingest/stores/influx/line.js';
import type { Row } from '../../../../ingest/stores/row.js';
import { type Influxd, influxd } from '../../../support/influxd.js';
import { START } from '../../../support/store-feed.js';

let server: Influxd;
beforeAll(async () => {
  server = await influxd();
  await server.query('', 'CREATE DATABASE lines');
});
afterAll(() => server?.close());

const aRow = (given: Partial<Row>): Row => ({
  kind: 'lamp',
  asset: 'lamp-1',
  device: deviceId('dev-1'),
  series: 0,
  ts: unixMs(START),
  stamped: true,
  receivedAt: unixMs(START),
  position: 1,
  boot: undefined,
  seq: undefined,
  points: { dim_pct: 1 },
  quality: undefined,
  merges: false,
  ...given,
});

const encode = (row: Row): string => {
  const encoded = new LineEncoder().encode(row);
  return encoded.ok ? encoded.line : encoded.reason;
};

test('a line holds the points, the flaws, the origin and the time in nanoseconds', () => {
  const row = aRow({
    position: 7,
    boot: 2,
    seq: 3,
    points: { dim_pct: 1.5, lamp_on: 0 },
    quality: { dim_pct: 'spike' },
  });
  expect(encode(row)).toBe(
    `lamp,assetId=lamp-1,deviceId=dev-1 dim_pct=1.5,dim_pct_q="spike",lamp_on=0,received_at=${START}i,log_pos=7i,boot=2i,seq=3i ${START}000000`,
  );
  expect(encode(aRow({ kind: 'truck', points: { lat: 31 } }))).toMatch(/^position,/);
});

test('reports that we stamped stand within their millisecond, each at a place of its own', () => {
  const times = new Set<string>();
  for (let position = 1; position <= 999_000; position += 37) {
    const time = timeOf({ ts: unixMs(START), stamped: false, position });
    expect(time.slice(0, -6)).toBe(String(START));
    expect(Number(time.slice(-6))).toBeGreaterThanOrEqual(1_000);
    times.add(time);
  }
  expect(times.size).toBe(Math.ceil(999_000 / 37));
});

test('whatever a device sends comes back from a real server as it was', async () => {
  const id = fc.stringMatching(/^[A-Za-z0-9._:-]{1,64}$/);
  const value = fc.double({ noNaN: true, noDefaultInfinity: true });
  const text = fc.string({ unit: 'binary', maxLength: 64 });
  let run = 0;
  await fc.assert(
    fc.asyncProperty(
      id,
      id,
      fc.array(fc.tuple(value, text), { minLength: 1, maxLength: 20 }),
      async (asset, device, values) => {
        run += 1;
        const rows = values.map(([dim_pct, fault_code], n) =>
          aRow({
            asset,
            device: deviceId(device),
            ts: unixMs(START + run * 100 + n),
            position: n,
            points: { dim_pct, fault_code },
          }),
        );
        const encoder = new LineEncoder();
        const lines = rows.map((row) => encoder.encode(row)).map((one) => (one.ok ? one.line : one.reason));
        const sent = await fetch(`${server.url}/write?db=lines`, { method: 'POST', body: lines.join('\n') });
        expect([sent.status, await sent.text()]).toEqual([204, '']);
        const from = rows[0]?.ts ?? 0;
        const found = await server.query(
          'lines',
          `SELECT time, dim_pct, fault_code, assetId, deviceId FROM lamp WHERE time >= ${from}ms`,
        );
        // There is one zero in JSON.
        const expected = rows.map((row, n) => [
          row.ts,
          (values[n]?.[0] ?? 0) + 0,
          values[n]?.[1],
          asset,
          device,
        ]);
        expect(found).toEqual(expected);
      },
    ),
    { numRuns: 200 },
  );
});
