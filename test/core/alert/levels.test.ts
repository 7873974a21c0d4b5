import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Limits, quietLevels, standingOf, stepLevels } from '../../../core/alert/levels.js';

const limits: Limits = {
  sign: 1,
  raise: [80, 95],
  clear: [75, 88],
  severities: ['minor', 'critical'],
  layers: ['rule', 'rule'],
  raiseForMs: 10,
  clearForMs: 5,
};
const NEW = quietLevels(Number.NaN, Number.NaN);
const judge = (rows: readonly (readonly [observedAt: number, value: number])[], maxGapMs = 4, by = limits) =>
  rows.reduce((state, [observedAt, value]) => stepLevels(by, state, { observedAt, value, maxGapMs }), NEW);

describe('stepLevels', () => {
  test.each([
    { says: 'one reading holds nothing', rows: [[0, 85]], held: 0 },
    {
      says: 'two readings hold the time between them',
      rows: [
        [0, 85],
        [4, 85],
      ],
      held: 4,
    },
    {
      says: 'a hole adds nothing',
      rows: [
        [0, 85],
        [4, 85],
        [9, 85],
      ],
      held: 4,
    },
    {
      says: 'after a hole the hold goes on',
      rows: [
        [0, 85],
        [4, 85],
        [90, 85],
        [93, 85],
      ],
      held: 7,
    },
    {
      says: 'a reading below the limit ends the hold',
      rows: [
        [0, 85],
        [4, 85],
        [6, 79],
        [8, 85],
      ],
      held: 0,
    },
  ] as const)('$says', ({ rows, held }) => expect(judge(rows).held[0]).toBe(held));

  test('remembers the first reading of the hold, not of the one before', () => {
    expect(
      judge([
        [0, 81],
        [3, 70],
        [5, 82],
        [8, 83],
      ]),
    ).toMatchObject({ since: 5, sinceValue: 82 });
  });

  test('every level holds its own time', () => {
    expect(
      judge([
        [0, 85],
        [4, 96],
        [8, 97],
      ]).held,
    ).toEqual([8, 4, 0, 0]);
  });

  test('a level rises by its own hold while the milder one fires', () => {
    const rows = [
      [0, 85],
      [4, 85],
      [8, 96],
      [11, 96],
      [15, 96],
      [19, 96],
    ] as const;
    expect(standingOf(limits, judge(rows.slice(0, 4)))).toEqual({
      state: 'firing',
      severity: 'minor',
      threshold: 80,
      layer: 'rule',
    });
    expect(standingOf(limits, judge(rows))).toEqual({
      state: 'firing',
      severity: 'critical',
      threshold: 95,
      layer: 'rule',
    });
  });

  test('a threshold of zero below is zero, not minus zero', () => {
    const supply: Limits = {
      ...limits,
      sign: -1,
      raise: [-0],
      clear: [-1],
      severities: ['critical'],
      raiseForMs: 0,
    };
    expect(standingOf(supply, judge([[0, 0]], 4, supply))?.threshold).toBe(0);
  });

  test('never writes to the state it is given', () => {
    const reading = fc.record({ observedAt: fc.nat(99), value: fc.nat(100), maxGapMs: fc.nat(9) });
    fc.assert(
      fc.property(fc.array(reading), (readings) => {
        readings.reduce((state, next) => {
          Object.freeze(state.held);
          return stepLevels(limits, Object.freeze(state), next);
        }, NEW);
      }),
      { numRuns: 1_000 },
    );
  });

  test('levels are nested: a graver one is never raised without the milder ones, while clears are nested too', () => {
    const steps = fc.array(fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 70, max: 100 })), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(steps, (rows) => {
        let at = 0;
        let state = NEW;
        for (const [wait, value] of rows) {
          at += wait;
          state = stepLevels(limits, state, { observedAt: at, value, maxGapMs: 4 });
          expect(state.active).not.toBe(0b10);
          expect(state.held[0] ?? 0).toBeLessThan(limits.raiseForMs);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
