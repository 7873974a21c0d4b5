import { expect, test } from 'vitest';
import { onTime, type PunctualityInput, stepPunctuality, unixMs } from '../../../../core/index.js';

const minute = (m: number) => unixMs(m * 60_000);
const PLAN = {
  stops: [10, 20, 30].map((m) => ({ arrivalAt: minute(m), departureAt: minute(m + 2) })),
  tolerance: { earlyMs: 60_000, lateMs: 5 * 60_000 },
};
const tick = (m: number): PunctualityInput => ({ kind: 'tick', at: minute(m) });
const arrived = (stop: number, m: number): PunctualityInput => ({ kind: 'arrived', stop, at: minute(m) });
const left = (stop: number, m: number): PunctualityInput => ({
  kind: 'settled',
  stop,
  at: minute(m + 1),
  leftAt: minute(m),
});
const notServed = (stop: number, m: number): PunctualityInput => ({
  kind: 'settled',
  stop,
  at: minute(m),
  leftAt: undefined,
});

test.each([
  {
    says: 'in time all along',
    inputs: [arrived(0, 10), left(0, 12), arrived(1, 24), left(1, 25), arrived(2, 30), left(2, 32)],
    effects: [],
    wakeAt: undefined,
  },
  { says: 'nobody is late before the window is over', inputs: [tick(14.9)], effects: [], wakeAt: 15 },
  {
    says: 'late at the stroke of it, though nothing was heard',
    inputs: [tick(15)],
    effects: ['late 0 +5'],
    wakeAt: undefined,
  },
  {
    says: 'late is said once, and over when a stop is reached in time',
    inputs: [tick(15), tick(16), arrived(0, 18), left(0, 19), arrived(1, 22)],
    effects: ['late 0 +5', 'caught-up 1'],
    wakeAt: 35,
  },
  {
    says: 'an arrival after its time is late, also without a tick',
    inputs: [arrived(0, 17)],
    effects: ['late 0 +7'],
    wakeAt: undefined,
  },
  {
    says: 'leaving before the time is early',
    inputs: [arrived(0, 8), left(0, 9)],
    effects: ['early 0 3'],
    wakeAt: 25,
  },
  { says: 'within the tolerance it is not', inputs: [arrived(0, 10), left(0, 11)], effects: [], wakeAt: 25 },
  {
    says: 'standing there when the time is over is not late',
    inputs: [arrived(0, 14), tick(15)],
    effects: [],
    wakeAt: 25,
  },
  {
    says: 'a stop that was missed is not waited for',
    inputs: [notServed(0, 12), tick(15)],
    effects: [],
    wakeAt: 25,
  },
])('$says', ({ inputs, effects, wakeAt }) => {
  let state = onTime;
  let wake: number | undefined;
  const found: string[] = [];
  for (const input of inputs) {
    const step = stepPunctuality(PLAN, state, input);
    state = step.state;
    wake = step.wakeAt;
    for (const effect of step.effects) {
      const by =
        effect.kind === 'caught-up' ? '' : ` ${effect.kind === 'late' ? '+' : ''}${effect.byMs / 60_000}`;
      found.push(`${effect.kind} ${effect.stop}${by}`);
    }
  }
  expect(found).toEqual(effects);
  expect(wake === undefined ? undefined : wake / 60_000).toBe(wakeAt);
});
