import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  assetId,
  decodeMessage,
  deviceId,
  encodeReport,
  POINTS,
  pointSpec,
  type Report,
  unixMs,
} from '../../../core/index.js';

const NOW = 1_732_233_600_000;
const context = { device: deviceId('nb-1'), receivedAt: unixMs(NOW), mountedOn: assetId('bin-1') };

/** How many readings a message holds, told without the decoder. */
function readingsIn(text: string): number {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return 1;
  }
  const items: unknown[] = Array.isArray(body) ? body : [body];
  const held = items.map((item) => {
    if (typeof item !== 'object' || item === null || Array.isArray(item)) return 1;
    return Math.max(
      1,
      Object.keys(item).filter((key) => !['ts', 'boot', 'seq', 'asset'].includes(key)).length,
    );
  });
  return Math.max(
    1,
    held.reduce((sum, one) => sum + one, 0),
  );
}

/** Decodes, and holds what comes to the law of sums. */
function checkSums(text: string): void {
  const { reports, rejections } = decodeMessage(text, context);
  const kept = reports.reduce((sum, one) => sum + Object.keys(one.points).length, 0);
  const rejected = rejections.reduce((sum, one) => sum + one.readings, 0);
  expect(kept + rejected).toBe(readingsIn(text));
  for (const rejection of rejections) {
    expect(rejection.reason).not.toBe('');
    expect(rejection.reason.length).toBeLessThan(200);
    expect(rejection.readings).toBeGreaterThan(0);
  }
  for (const report of reports) {
    expect(Number.isSafeInteger(report.observedAt)).toBe(true);
    for (const point of Object.keys(report.points)) expect(pointSpec(point)).toBeDefined();
  }
}

const pointNames = Object.keys(POINTS);
const hostileKey = fc.oneof(
  fc.constantFrom(...pointNames),
  fc.constantFrom('ts', 'boot', 'seq', 'asset', '__proto__', 'constructor', 'prototype', 'toString', ''),
  fc.string(),
);
const hostileValue = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value)),
  fc.constantFrom('1e308', '-1e308', '1e400', '-1e400', '1e-400', '-0', '9007199254740993', '0', '1', '2'),
  fc.constantFrom('true', 'false', 'null', '"NaN"', '"Infinity"', '"1"', '[]', '{}', '{"__proto__":{"x":1}}'),
  fc.constantFrom('1732233600000', '"2024-11-22T00:00:00Z"', '"bin-1"', '"a b"'),
  fc.json(),
);
const hostileReport = fc
  .array(fc.tuple(hostileKey, hostileValue), { maxLength: 8 })
  .map((pairs) => `{${pairs.map(([key, value]) => `${JSON.stringify(key)}:${value}`).join(',')}}`);
const hostileMessage = fc.oneof(
  hostileReport,
  fc.array(fc.oneof(hostileReport, hostileValue), { maxLength: 6 }).map((items) => `[${items.join(',')}]`),
  fc.json(),
  fc.string(),
);

describe('laws of the decoder', () => {
  test('every reading of a message is kept or counted as rejected, whatever comes', () => {
    fc.assert(fc.property(hostileMessage, checkSums), { numRuns: 3_000 });
  });

  test('a message changes nothing but what it returns: no prototype is touched', () => {
    const before = Reflect.ownKeys(Object.prototype);
    fc.assert(fc.property(hostileMessage, (text) => void decodeMessage(text, context)));
    for (const key of ['__proto__', 'constructor']) {
      const { reports } = decodeMessage(`{"${key}":{"polluted":1,"fill_pct":7},"fill_pct":5}`, context);
      expect(Object.entries(reports[0]?.points ?? {})).toEqual([['fill_pct', 5]]);
      expect(Object.getPrototypeOf(reports[0]?.points)).toBe(Object.prototype);
    }
    expect(Reflect.ownKeys(Object.prototype)).toEqual(before);
    expect('polluted' in {}).toBe(false);
  });

  test('a head inherited from a __proto__ key does not count', () => {
    const [report] = decodeMessage(`{"__proto__":{"asset":"bin-2","seq":9},"fill_pct":5}`, context).reports;
    expect(report).toMatchObject({ asset: 'bin-1', seq: undefined });
  });

  test.each([
    { says: 'arrays in arrays, a hundred thousand deep', text: '['.repeat(100_000) + ']'.repeat(100_000) },
    { says: 'arrays that never close', text: '['.repeat(500_000) },
    {
      says: 'objects in objects, fifty thousand deep',
      text: `${'{"fill_pct":'.repeat(50_000)}1${'}'.repeat(50_000)}`,
    },
    {
      says: 'a deep value beside a good one',
      text: `{"x":${'['.repeat(50_000)}${']'.repeat(50_000)},"fill_pct":5}`,
    },
    { says: 'a text of a megabyte', text: JSON.stringify({ fault_code: 'x'.repeat(1_000_000), dim_pct: 5 }) },
    { says: 'a key of a megabyte', text: JSON.stringify({ ['x'.repeat(1_000_000)]: 1 }) },
    { says: 'an asset of a megabyte', text: JSON.stringify({ asset: 'x'.repeat(1_000_000), fill_pct: 5 }) },
    { says: 'a time of a megabyte', text: JSON.stringify({ ts: '2'.repeat(1_000_000), fill_pct: 5 }) },
    { says: 'an array of a hundred thousand nulls', text: `[${'null,'.repeat(99_999)}null]` },
    {
      says: 'fifty thousand unknown points',
      text: `{${Array.from({ length: 50_000 }, (_, n) => `"k${n}":1`).join(',')}}`,
    },
    {
      says: 'the same key ten thousand times',
      text: `{${Array.from({ length: 10_000 }, () => '"fill_pct":1').join(',')}}`,
    },
  ])('$says is counted and done with', ({ text }) => checkSums(text));

  test('the payload of a report is decoded to that report', () => {
    const value = (name: string): fc.Arbitrary<number | string> => {
      const spec = pointSpec(name);
      if (spec?.type === 'text') return fc.string({ maxLength: 64, unit: 'binary-ascii' });
      if (spec?.type === 'flag') return fc.constantFrom(0, 1);
      const [min, max] = spec?.range ?? [0, 1];
      // JSON does not tell -0 from 0.
      return fc.double({ min, max, noNaN: true }).map((number) => number + 0);
    };
    const points = fc
      .subarray(pointNames, { minLength: 1 })
      .chain((names) => fc.record(Object.fromEntries(names.map((name) => [name, value(name)]))));
    const count = fc.option(fc.nat(), { nil: undefined });
    const arbitrary: fc.Arbitrary<Report> = fc
      .record({
        stamped: fc.boolean(),
        ago: fc.integer({ min: 0, max: 300_000_000_000 }),
        boot: count,
        seq: count,
        points,
      })
      .map(({ stamped, ago, ...rest }) => ({
        ...rest,
        device: context.device,
        asset: assetId('bin-7:k'),
        stamped,
        observedAt: unixMs(stamped ? NOW - ago : NOW),
      }));
    fc.assert(
      fc.property(arbitrary, (report) => {
        expect(decodeMessage(encodeReport(report), context)).toEqual({ reports: [report], rejections: [] });
      }),
    );
  });
});
