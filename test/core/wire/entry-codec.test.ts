import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ASSET_KINDS,
  assetId,
  deviceId,
  type Entry,
  entryCodec,
  POINTS,
  QUALITIES,
  type ReportEntry,
  unixMs,
} from '../../../core/index.js';
import { ByteReader, ByteWriter } from '../../../runtime/index.js';

const optional = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: undefined });
const id = fc.stringMatching(/^[A-Za-z0-9._:-]{1,64}$/);
const instant = fc.integer({ min: 0, max: 8.64e15 }).map(unixMs);
const count = fc.nat(Number.MAX_SAFE_INTEGER);
const point = fc.constantFrom(...Object.keys(POINTS));
const value = fc.oneof(fc.double({ noNaN: true }), fc.string({ unit: 'grapheme', maxLength: 64 }));
const report: fc.Arbitrary<ReportEntry> = fc.record({
  kind: fc.constant('report' as const),
  at: instant,
  assetKind: fc.constantFrom(...ASSET_KINDS),
  device: id.map(deviceId),
  asset: id.map(assetId),
  observedAt: instant,
  stamped: fc.boolean(),
  boot: optional(count),
  seq: optional(count),
  points: fc.dictionary(point, value),
  quality: optional(fc.dictionary(point, fc.constantFrom(...QUALITIES))),
  claimedAt: optional(fc.double({ noNaN: true })),
  origin: optional(fc.constant('import' as const)),
});
const sameName = report.map((one): ReportEntry => ({ ...one, asset: assetId(one.device) }));
const other: fc.Arbitrary<Entry> = fc.oneof(
  instant.map((at): Entry => ({ kind: 'clock', at })),
  fc.tuple(instant, id, fc.string()).map(([at, by, what]): Entry => ({ kind: 'audit', at, by, what })),
);
const entries = fc.array(fc.oneof(report, sameName, other), { maxLength: 30 });

function encoded(list: readonly Entry[]): Buffer {
  const writer = new ByteWriter();
  entryCodec.encode(list, writer);
  return Buffer.from(writer.written);
}

describe('entries in a frame', () => {
  test('come back as they were, every double to the bit', () => {
    fc.assert(
      fc.property(entries, (list) => {
        const reader = new ByteReader(encoded(list));
        const back = entryCodec.decode(reader, list.length);
        expect(reader.isAtEnd).toBe(true);
        expect(back).toEqual(list);
        for (const [i, entry] of list.entries()) {
          const twin = back[i];
          if (entry.kind !== 'report' || twin?.kind !== 'report') continue;
          for (const name in entry.points)
            expect(Object.is(entry.points[name], twin.points[name])).toBe(true);
        }
      }),
    );
  });

  test('are not read from bytes that were cut short', () => {
    fc.assert(
      fc.property(fc.array(report, { minLength: 1, maxLength: 3 }), fc.nat(), (list, place) => {
        const bytes = encoded(list);
        const reader = new ByteReader(bytes.subarray(0, place % bytes.length));
        expect(() => entryCodec.decode(reader, list.length)).toThrow(Error);
      }),
    );
  });

  test('may name more points than a byte can count, and one that is no number is kept as nothing', () => {
    const points = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`point_${i}`, i]));
    const at = unixMs(1);
    const base = { kind: 'report', at, observedAt: at, assetKind: 'bin', stamped: true } as const;
    const names = { device: deviceId('d'), asset: assetId('a') };
    const list: Entry[] = [
      { ...base, ...names, points },
      { ...base, ...names, points: { fill_pct: Number.NaN, weight_kg: 2 } },
      ...[0, 100, 200].map(
        (from): Entry => ({
          ...base,
          ...names,
          points: Object.fromEntries(Object.entries(points).slice(from, from + 100)),
        }),
      ),
    ];
    const back = entryCodec.decode(new ByteReader(encoded(list)), list.length);
    expect(back[0]).toEqual(list[0]);
    expect(back[1]).toMatchObject({ points: { fill_pct: null, weight_kg: 2 } });
    expect(back.slice(2)).toEqual(list.slice(2));
  });

  test('of a form that is not known are refused', () => {
    expect(() => entryCodec.decode(new ByteReader(Buffer.from([9])), 1)).toThrow('form 9');
  });

  // A log is read for years: these bytes were written by the first version of the form.
  test('are read as they were written then', () => {
    const list: Entry[] = [
      {
        kind: 'report',
        at: unixMs(1_732_233_600_000),
        assetKind: 'bin',
        device: deviceId('nb-1'),
        asset: assetId('bin-1'),
        observedAt: unixMs(1_732_233_599_000),
        stamped: true,
        seq: 7,
        points: { fill_pct: 82.5 },
        quality: { fill_pct: 'stuck' },
      },
    ];
    const then =
      '01190000c0b112357942008081b112357942000362696e046e622d310562696e2d310000000000001c40' +
      '01000866696c6c5f7063740000000000a0544001020005737475636b';
    expect(entryCodec.decode(new ByteReader(Buffer.from(then, 'hex')), 1)).toEqual(list);
    expect(encoded(list).toString('hex')).toBe(then);
  });
});
