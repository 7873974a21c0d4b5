import { expect, test } from 'vitest';
import { type DirectionFix, rightWay, stepDirection, USUAL_PROOF, unixMs } from '../../../../core/index.js';

const fix = (
  second: number,
  headingDeg: number | undefined,
  rest: Partial<DirectionFix> = {},
): DirectionFix => ({
  at: unixMs(second * 1_000),
  headingDeg,
  speedKmh: 25,
  lineHeadingDeg: 90,
  movedM: 70,
  isNear: true,
  ...rest,
});
const against = [0, 10, 20, 30].map((s) => fix(s, 272));
const along = [40, 50, 60, 70].map((s) => fix(s, 88));

test.each([
  { says: 'along the line is right', fixes: along, effects: [] },
  { says: 'against it for 30 s is wrong', fixes: against, effects: ['wrong-direction@30'] },
  {
    says: 'and along it again is right again',
    fixes: [...against, ...along],
    effects: ['wrong-direction@30', 'right-direction@70'],
  },
  { says: 'across it proves nothing', fixes: [0, 10, 20, 30, 40].map((s) => fix(s, 180)), effects: [] },
  {
    says: 'reversing into a yard is too short',
    fixes: [fix(0, 270), fix(10, 270), fix(20, 90), fix(30, 90)],
    effects: [],
  },
  {
    says: 'at walking pace a heading is noise',
    fixes: against.map((one) => ({ ...one, speedKmh: 3 })),
    effects: [],
  },
  {
    says: 'off the line its direction means nothing',
    fixes: against.map((one) => ({ ...one, isNear: false })),
    effects: [],
  },
  {
    says: 'a terminal without headings proves nothing',
    fixes: against.map((one) => ({ ...one, headingDeg: undefined })),
    effects: [],
  },
  { says: 'a hundred metres are needed', fixes: against.map((one) => ({ ...one, movedM: 20 })), effects: [] },
])('$says', ({ fixes, effects }) => {
  let state = rightWay;
  const found: string[] = [];
  for (const one of fixes) {
    const step = stepDirection(USUAL_PROOF, state, one);
    state = step.state;
    found.push(...step.effects.map(({ kind, at }) => `${kind}@${at / 1_000}`));
  }
  expect(found).toEqual(effects);
});
