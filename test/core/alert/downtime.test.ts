import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Downtime } from '../../../core/alert/downtime.js';

describe('time that is not a device’s silence', () => {
  const gaps = [
    [10, 20],
    [30, 50],
  ] as const;
  test.each([
    { says: 'a device heard after all gaps gets nothing', heardAt: 50, credit: 0 },
    { says: 'one heard before a gap gets its length and one grace', heardAt: 25, credit: 20 + 7 },
    { says: 'one heard in the middle of it gets the rest', heardAt: 40, credit: 10 + 7 },
    { says: 'one heard before both gets both, and still one grace', heardAt: 0, credit: 30 + 7 },
  ])('$says', ({ heardAt, credit }) => expect(new Downtime(gaps).creditSince(heardAt, 7)).toBe(credit));

  test('overlapping gaps count once, contained ones not at all', () => {
    expect(
      new Downtime([
        [10, 20],
        [15, 30],
        [12, 18],
      ]).creditSince(0, 0),
    ).toBe(20);
  });

  test('an empty gap, a restart in no time, still grants its grace', () => {
    expect(new Downtime([[10, 10]]).creditSince(5, 7)).toBe(7);
  });

  test('a gap that ends before it begins is none', () => {
    expect(new Downtime([[20, 10]]).creditSince(0, 7)).toBe(0);
  });

  test('after thousands of restarts it errs towards patience, and the recent ones count exactly', () => {
    const many = Array.from({ length: 3_000 }, (_, i) => [i * 10, i * 10 + 4] as const);
    const downtime = new Downtime(many);
    expect(downtime.toJSON()).toHaveLength(1_000);
    expect(downtime.creditSince(29_000, 0)).toBe(400);
    expect(downtime.creditSince(0, 0)).toBeGreaterThanOrEqual(12_000);
  });

  test('survives being written down', () => {
    const some = fc.array(fc.tuple(fc.nat(100), fc.nat(100)), { maxLength: 20 });
    fc.assert(
      fc.property(some, fc.nat(100), (pairs, heardAt) => {
        const downtime = new Downtime(pairs);
        expect(new Downtime(downtime.toJSON()).creditSince(heardAt, 3)).toBe(
          downtime.creditSince(heardAt, 3),
        );
      }),
      { numRuns: 1_000 },
    );
  });
});
