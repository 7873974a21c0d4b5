import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { changeOver, newestOf, WINDOW_WIDTH } from '../../../core/alert/window.js';

type Reading = readonly [observedAt: number, value: number];

const OVER = 2_400;
const SPACING = OVER / 24;
const last = (readings: readonly Reading[], maxGapMs = 1_000): number | undefined => {
  const window = new Float64Array(WINDOW_WIDTH);
  let change: number | undefined;
  for (const [observedAt, value] of readings)
    change = changeOver(window, OVER, { observedAt, value, maxGapMs });
  return change;
};
const every = (step: number, to: number, value: (at: number) => number): Reading[] =>
  Array.from({ length: Math.floor(to / step) + 1 }, (_, i) => [i * step, value(i * step)]);

describe('the change over a window', () => {
  test.each([
    { says: 'one reading proves nothing', readings: every(1, 0, () => 5), is: undefined },
    { says: 'half a window proves nothing', readings: every(600, 1_200, (t) => t), is: undefined },
    {
      says: 'a whole window is the difference of its ends',
      readings: every(600, 2_400, (t) => t),
      is: 2_400,
    },
    {
      says: 'what is older does not count',
      readings: every(600, 6_000, (t) => Math.min(t, 4_800)),
      is: 1_200,
    },
    { says: 'a fall is negative', readings: every(600, 2_400, (t) => -t), is: -2_400 },
    {
      says: 'a far edge between two readings lies on the line between them',
      readings: [
        [0, 0],
        [1_000, 100],
        [2_000, 100],
        [2_900, 100],
      ],
      is: 50,
    },
    {
      says: 'a hole at the start of the window proves nothing',
      readings: [[0, 0], ...every(600, 2_300, () => 9).map(([t, v]): Reading => [t + 1_500, v])],
      is: undefined,
    },
    {
      says: 'after a hole it needs a whole window again',
      readings: [[0, 0], ...every(600, 2_400, (t) => t).map(([t, v]): Reading => [t + 9_000, v])],
      is: 2_400,
    },
  ] as const)('$says', ({ readings, is }) => expect(last(readings)).toBe(is));

  test('readings further apart than the window are judged by the line between them', () => {
    expect(
      last(
        [
          [0, 0],
          [4_800, 100],
        ],
        5_000,
      ),
    ).toBe(50);
  });

  test('knows the newest reading it has seen, kept or not', () => {
    const window = new Float64Array(WINDOW_WIDTH);
    expect(newestOf(window)).toBeNaN();
    for (const observedAt of [0, 1, 2]) changeOver(window, OVER, { observedAt, value: 0, maxGapMs: 10 });
    expect(newestOf(window)).toBe(2);
  });
});

const aTrace = (shortest: number) =>
  fc
    .array(fc.tuple(fc.integer({ min: shortest, max: 1_200 }), fc.integer({ min: 0, max: 1_000 })), {
      minLength: 1,
      maxLength: 120,
    })
    .map((steps) => {
      let at = 0;
      return steps.map(([wait, value]): Reading => {
        at += wait;
        return [at, value];
      });
    });

/** The same by all readings: back to the last hole, on the line between the neighbours of the edge. */
function byAll(
  readings: readonly Reading[],
): { readonly change: number; readonly around: readonly number[] } | undefined {
  const hole = readings.findLastIndex(([at], i) => i > 0 && at - (readings[i - 1]?.[0] ?? 0) > 1_000);
  const covered = readings.slice(Math.max(0, hole));
  const [end = 0, value = 0] = covered.at(-1) ?? [];
  const edge = end - OVER;
  const before = covered.findLast(([at]) => at <= edge);
  const after = covered.find(([at]) => at > edge);
  if (before === undefined || after === undefined) return undefined;
  const share = (edge - before[0]) / (after[0] - before[0]);
  // The next reading that is kept for sure; what lies before it, from one part earlier on, may stand in for the edge.
  const [reach = end] = covered.find(([at]) => at >= before[0] + SPACING) ?? [];
  const near = covered.filter(([at]) => at > before[0] - SPACING && at <= reach).map(([, v]) => v);
  return { change: value - (before[1] + (after[1] - before[1]) * share), around: near.map((v) => value - v) };
}

describe('laws of the window', () => {
  test('with readings a part of the window apart it forgets nothing that counts', () => {
    fc.assert(
      fc.property(aTrace(SPACING), (readings) => {
        const expected = byAll(readings)?.change;
        const found = last(readings);
        if (expected === undefined) expect(found).toBeUndefined();
        else expect(found).toBeCloseTo(expected, 6);
      }),
      { numRuns: 10_000 },
    );
  });

  test('with readings as dense as may be it stays within the readings around the edge', () => {
    fc.assert(
      fc.property(aTrace(1), (readings) => {
        const expected = byAll(readings);
        const found = last(readings);
        expect(found === undefined).toBe(expected === undefined);
        if (expected === undefined || found === undefined) return;
        expect(found).toBeGreaterThanOrEqual(Math.min(...expected.around) - 1e-6);
        expect(found).toBeLessThanOrEqual(Math.max(...expected.around) + 1e-6);
      }),
      { numRuns: 10_000 },
    );
  });

  test('a steady rise is found as it is, however dense the readings are', () => {
    const steady = aTrace(1).map((readings) => readings.map(([at]): Reading => [at, at / 8]));
    fc.assert(
      fc.property(steady, (readings) => {
        expect(last(readings) ?? OVER / 8).toBeCloseTo(OVER / 8, 6);
      }),
      { numRuns: 10_000 },
    );
  });
});
