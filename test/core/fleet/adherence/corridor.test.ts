import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type CorridorEffect,
  type CorridorInput,
  type CorridorState,
  corridorLimitM,
  onLine,
  stepCorridor,
  USUAL_PROOF,
  unixMs,
} from '../../../../core/index.js';

const SETTINGS = { corridorM: 40, proof: USUAL_PROOF, staleAfterMs: 90_000 };
type Fix = Extract<CorridorInput, { kind: 'fix' }>;
const fix = (second: number, offsetM: number, rest: Partial<Fix> = {}): Fix => ({
  kind: 'fix',
  at: unixMs(second * 1_000),
  offsetM,
  accuracyM: 5,
  movedM: 60,
  ignitionOn: true,
  isExcused: false,
  ...rest,
});
const tick = (second: number): CorridorInput => ({ kind: 'tick', at: unixMs(second * 1_000) });

function run(inputs: readonly CorridorInput[]): {
  readonly state: CorridorState;
  readonly effects: readonly CorridorEffect[];
  readonly wakeAt: number | undefined;
} {
  let state = onLine;
  let wakeAt: number | undefined;
  const effects: CorridorEffect[] = [];
  for (const input of inputs) {
    const step = stepCorridor(SETTINGS, state, input);
    state = step.state;
    wakeAt = step.wakeAt;
    effects.push(...step.effects);
  }
  return { state, effects, wakeAt };
}
const brief = (inputs: readonly CorridorInput[]): string[] =>
  run(inputs).effects.map(({ kind, at }) => `${kind}@${at / 1_000}`);
const OUT = [fix(0, 5), fix(10, 120), fix(20, 150), fix(30, 160), fix(40, 150)];

describe('a deviation', () => {
  test.each([
    { says: 'needs 30 s, and begins with the first fix outside', inputs: OUT, effects: ['left@40'] },
    {
      says: 'is not two wild fixes',
      inputs: [fix(0, 5), fix(10, 120), fix(20, 150), fix(30, 5), fix(40, 5)],
      effects: [],
    },
    {
      says: 'is not a fix outside now and then',
      inputs: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((i) => fix(i * 10, i % 2 === 0 ? 100 : 5)),
      effects: [],
    },
    {
      says: 'may have a fix inside in between',
      inputs: [fix(0, 100), fix(10, 100), fix(20, 100), fix(30, 5), fix(40, 100)],
      effects: ['left@30'],
    },
    { says: 'needs 100 m travelled', inputs: OUT.map((one) => ({ ...one, movedM: 10 })), effects: [] },
    {
      says: 'at 30 s fixes needs three of them',
      inputs: [fix(0, 100), fix(30, 100), fix(60, 100)],
      effects: ['left@60'],
    },
    { says: 'is not counted over a hole', inputs: [fix(0, 100), fix(10, 100), fix(400, 100)], effects: [] },
    { says: 'is none inside the corridor', inputs: [0, 10, 20, 30, 40].map((s) => fix(s, 39)), effects: [] },
    {
      says: 'is none within three times the accuracy',
      inputs: [0, 10, 20, 30, 40].map((s) => fix(s, 80, { accuracyM: 30 })),
      effects: [],
    },
    {
      says: 'is none while parked with the ignition off',
      inputs: [0, 10, 20, 30, 40].map((s) => fix(s, 300, { ignitionOn: false })),
      effects: [],
    },
    {
      says: 'is none at a depot',
      inputs: [0, 10, 20, 30, 40].map((s) => fix(s, 300, { isExcused: true })),
      effects: [],
    },
    {
      says: 'ends after three fixes and 30 s inside',
      inputs: [...OUT, fix(50, 5), fix(60, 5), fix(70, 5), fix(80, 5)],
      effects: ['left@40', 'returned@80'],
    },
    {
      says: 'is not ended by one crossing of the line',
      inputs: [...OUT, fix(50, 5), fix(60, 150), fix(70, 150), fix(80, 150)],
      effects: ['left@40'],
    },
    {
      says: 'ends standing at a stop',
      inputs: [...OUT, ...[50, 60, 70, 80].map((s) => fix(s, 5, { movedM: 0 }))],
      effects: ['left@40', 'returned@80'],
    },
    {
      says: 'ends when a dispatcher accepts the detour',
      inputs: [...OUT, fix(50, 150, { isExcused: true })],
      effects: ['left@40', 'excused@50'],
    },
    {
      says: 'goes stale without fixes, and does not end',
      inputs: [...OUT, tick(130), fix(200, 150)],
      effects: ['left@40', 'stale@130', 'heard-again@200'],
    },
    { says: 'is not stale before its time', inputs: [...OUT, tick(129)], effects: ['left@40'] },
  ])('$says', ({ inputs, effects }) => expect(brief(inputs)).toEqual(effects));

  test('names since when, how far and what was allowed', () => {
    expect(run(OUT).effects).toEqual([{ kind: 'left', at: 40_000, since: 10_000, offsetM: 150, limitM: 40 }]);
  });

  test('a parked truck that was off its line stays off it, and is not stale', () => {
    expect(
      brief([
        ...OUT,
        fix(100, 150, { ignitionOn: false }),
        tick(130),
        fix(180, 150, { ignitionOn: false }),
        tick(190),
      ]),
    ).toEqual(['left@40']);
  });
});

test('the limit is the corridor, or three times the accuracy', () => {
  expect([corridorLimitM(40, 5), corridorLimitM(40, 20)]).toEqual([40, 60]);
});

describe('laws', () => {
  const input = fc.record({
    gap: fc.integer({ min: 1, max: 100 }),
    offsetM: fc.constantFrom(0, 30, 50, 200),
    accuracyM: fc.constantFrom(5, 20),
    movedM: fc.constantFrom(0, 30, 80),
    ignitionOn: fc.constantFrom(true, true, true, false, undefined),
    isTick: fc.boolean(),
  });
  const inputs = fc.array(input, { maxLength: 60 }).map((some) => {
    let second = 0;
    return some.map(({ gap, isTick, ...rest }): CorridorInput => {
      second += gap;
      return isTick ? tick(second) : fix(second, rest.offsetM, rest);
    });
  });
  test('a step changes no state that it was given, and wakes after its input', () => {
    fc.assert(
      fc.property(inputs, (some) => {
        let state = onLine;
        for (const one of some) {
          const before = JSON.stringify(state);
          const step = stepCorridor(SETTINGS, state, one);
          expect(JSON.stringify(state)).toBe(before);
          expect(step.wakeAt === undefined || step.wakeAt > one.at).toBe(true);
          state = step.state;
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test('it is left and returned to in turn', () => {
    fc.assert(
      fc.property(inputs, (some) => {
        const turns = run(some).effects.filter(
          ({ kind }) => kind === 'left' || kind === 'returned' || kind === 'excused',
        );
        for (const [i, { kind }] of turns.entries()) expect(kind === 'left').toBe(i % 2 === 0);
      }),
      { numRuns: 2_000 },
    );
  });

  test('a truck whose fixes never lie beyond the limit never leaves its line', () => {
    fc.assert(
      fc.property(inputs, (some) => {
        const inside = some.map((one) =>
          one.kind === 'fix' ? { ...one, offsetM: Math.min(one.offsetM, 40) } : one,
        );
        expect(run(inside).effects).toEqual([]);
      }),
      { numRuns: 2_000 },
    );
  });
});
