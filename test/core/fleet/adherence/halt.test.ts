import { expect, test } from 'vitest';
import { type HaltFix, moving, placeAt, projectionAt, stepHalt, unixMs } from '../../../../core/index.js';

const MAP = projectionAt({ lat: 36.65, lon: 117.1 });
const fix = (minute: number, x: number, rest: Partial<HaltFix> = {}): HaltFix => ({
  at: unixMs(minute * 60_000),
  ...placeAt(MAP, x, 0),
  accuracyM: 5,
  isExcused: false,
  ...rest,
});

test.each([
  {
    says: 'ten minutes at one place are too long',
    fixes: [fix(0, 0), fix(5, 8), fix(10, -6)],
    effects: ['long-halt@10'],
  },
  {
    says: 'it is said once, and its end when it goes on',
    fixes: [fix(0, 0), fix(10, 3), fix(12, 3), fix(13, 90)],
    effects: ['long-halt@10', 'went-on@13'],
  },
  {
    says: 'creeping from bin to bin is no halt',
    fixes: [0, 2, 4, 6, 8, 10, 12].map((m) => fix(m, m * 15)),
    effects: [],
  },
  { says: 'silence proves no halt', fixes: [fix(0, 0), fix(30, 4_000)], effects: [] },
  { says: 'fixes on both sides of a silence do', fixes: [fix(0, 0), fix(30, 4)], effects: ['long-halt@30'] },
  {
    says: 'noise of a street with high houses is no driving',
    fixes: [0, 2, 4, 6, 8, 10].map((m) => fix(m, m % 4 === 0 ? 0 : 50, { accuracyM: 20 })),
    effects: ['long-halt@10'],
  },
  {
    says: 'at the tip it may wait',
    fixes: [0, 5, 10, 15].map((m) => fix(m, 0, { isExcused: true })),
    effects: [],
  },
  {
    says: 'the wait counts from leaving the tip',
    fixes: [fix(0, 0, { isExcused: true }), fix(9, 0), fix(12, 0)],
    effects: [],
  },
])('$says', ({ fixes, effects }) => {
  let state = moving;
  const found: string[] = [];
  for (const one of fixes) {
    const step = stepHalt(10 * 60_000, state, one);
    state = step.state;
    found.push(...step.effects.map(({ kind, at }) => `${kind}@${at / 60_000}`));
  }
  expect(found).toEqual(effects);
});
