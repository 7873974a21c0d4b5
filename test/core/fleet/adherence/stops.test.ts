import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  noStopYet,
  type StopsEffect,
  type StopsInput,
  stepStops,
  unixMs,
  zonesOf,
} from '../../../../core/index.js';
import { drive, OPEN_SKY, type Terminal, truth, urbanCanyon } from '../match/drives.js';
import { follow } from '../match/follow.js';
import { gridWalk } from '../match/lines.js';
import { Random } from '../match/random.js';

const ZONES = zonesOf([100, 500, 900].map((chainageM) => ({ chainageM })));
type Row = readonly [second: number, chainageM: number, speedKmh?: number | 'beside' | undefined];
const inputs = (rows: readonly Row[], endS?: number): StopsInput[] => [
  ...rows.map(
    ([second, chainageM, speed]): StopsInput => ({
      kind: 'fix',
      at: unixMs(second * 1_000),
      chainageM,
      speedKmh: speed === 'beside' ? 30 : speed,
      errorM: 5,
      isNear: speed !== 'beside',
    }),
  ),
  ...(endS === undefined ? [] : [{ kind: 'end', at: unixMs(endS * 1_000) } as const]),
];

function run(some: readonly StopsInput[], zones = ZONES): StopsEffect[] {
  let state = noStopYet;
  const found: StopsEffect[] = [];
  for (const input of some) {
    const step = stepStops(zones, state, input);
    state = step.state;
    found.push(...step.effects);
  }
  return found;
}
const verdicts = (rows: readonly Row[], endS?: number): string[] =>
  run(inputs(rows, endS)).flatMap((effect) =>
    effect.kind === 'verdict' ? [`${effect.stop} ${effect.verdict}: ${effect.reason}`] : [],
  );

describe('a stop ends as', () => {
  test.each([
    {
      says: 'served, when the truck stood there',
      rows: [
        [0, 0, 30],
        [10, 90, 0],
        [20, 95, 2],
        [30, 180, 30],
      ],
      verdicts: ['0 served: halted'],
    },
    {
      says: 'served, at the end of its zone',
      rows: [
        [0, 0, 30],
        [10, 125, 0],
        [20, 126, 0],
        [30, 190, 30],
      ],
      verdicts: ['0 served: halted'],
    },
    {
      says: 'missed, when it drove through',
      rows: [
        [0, 20, 30],
        [5, 62, 30],
        [10, 103, 30],
        [15, 146, 30],
      ],
      verdicts: ['0 missed: passed'],
    },
    {
      says: 'missed, when fixes on both sides leave no time to stand',
      rows: [
        [0, 20, 30],
        [30, 270, 30],
      ],
      verdicts: ['0 missed: passed'],
    },
    {
      says: 'not observed, when they leave time',
      rows: [
        [0, 20, 30],
        [30, 160, 30],
      ],
      verdicts: ['0 not-observed: too-few-fixes'],
    },
    {
      says: 'not observed, over a hole',
      rows: [
        [0, 20, 30],
        [200, 800, 30],
      ],
      verdicts: ['0 not-observed: no-fix', '1 not-observed: no-fix'],
    },
    {
      says: 'not observed, when the truck was first seen behind it',
      rows: [
        [0, 200, 30],
        [5, 240, 30],
      ],
      verdicts: ['0 not-observed: no-fix'],
    },
    {
      says: 'missed, when the truck went round it',
      rows: [
        [0, 20, 30],
        [20, 60, 'beside'],
        [50, 90, 'beside'],
        [80, 200, 30],
      ],
      verdicts: ['0 missed: drove-beside'],
    },
    {
      says: 'served, by a bare terminal that stays in the zone',
      rows: [
        [0, 20],
        [10, 95],
        [20, 99],
        [30, 101],
        [40, 170],
      ],
      verdicts: ['0 served: halted'],
    },
    {
      says: 'missed, by a bare terminal that goes through',
      rows: [
        [0, 20],
        [5, 60],
        [10, 102],
        [15, 140],
      ],
      verdicts: ['0 missed: passed'],
    },
    {
      says: 'not observed, when it stood just before the zone and drove through',
      rows: [
        [0, 20, 30],
        [10, 62, 0],
        [20, 64, 0],
        [25, 104, 30],
        [30, 145, 30],
      ],
      verdicts: ['0 not-observed: stood-near'],
    },
    {
      says: 'not observed, when it stood just behind the zone',
      rows: [
        [0, 20, 30],
        [5, 62, 30],
        [10, 138, 0],
        [20, 137, 0],
        [30, 190, 30],
      ],
      verdicts: ['0 not-observed: stood-near'],
    },
    {
      says: 'served, though a fix then falls back',
      rows: [
        [0, 20, 30],
        [10, 100, 0],
        [20, 80, 0],
        [30, 160, 30],
      ],
      verdicts: ['0 served: halted'],
    },
  ] as { says: string; rows: Row[]; verdicts: string[] }[])('$says', ({ rows, verdicts: expected }) =>
    expect(verdicts(rows)).toEqual(expected),
  );

  test.each([
    {
      says: 'missed, when the truck was seen elsewhere until the end',
      rows: [
        [0, 90, 0],
        [10, 100, 0],
        [20, 160, 30],
        [60, 300, 'beside'],
        [90, 300, 'beside'],
      ],
      endS: 120,
      verdicts: ['0 served: halted', '1 missed: not-reached', '2 missed: not-reached'],
    },
    {
      says: 'not observed, when nothing was heard any more',
      rows: [
        [0, 90, 0],
        [10, 100, 0],
        [20, 160, 30],
      ],
      endS: 3_600,
      verdicts: ['0 served: halted', '1 not-observed: no-fix', '2 not-observed: no-fix'],
    },
    {
      says: 'served, when the trip ends there',
      rows: [
        [0, 850, 30],
        [10, 890, 0],
        [20, 899, 0],
      ],
      endS: 40,
      verdicts: ['0 not-observed: no-fix', '1 not-observed: no-fix', '2 served: halted'],
    },
    {
      says: 'not observed, for a truck that was never heard',
      rows: [],
      endS: 3_600,
      verdicts: ['0 not-observed: no-fix', '1 not-observed: no-fix', '2 not-observed: no-fix'],
    },
  ] as { says: string; rows: Row[]; endS: number; verdicts: string[] }[])(
    'at the end, $says',
    ({ rows, endS, verdicts: expected }) => expect(verdicts(rows, endS)).toEqual(expected),
  );

  test('an arrival is told at once, with its first fix in the zone', () => {
    const effects = run(
      inputs([
        [0, 20, 30],
        [10, 80, 12],
        [20, 98, 0],
        [30, 99, 0],
      ]),
    );
    expect(effects).toEqual([{ kind: 'arrived', stop: 0, at: 10_000 }]);
  });

  test('the evidence is the first and the last fix there', () => {
    const effects = run(
      inputs([
        [0, 20, 30],
        [10, 80, 0],
        [20, 98, 0],
        [30, 150, 30],
      ]),
    );
    expect(effects.at(-1)).toMatchObject({ verdict: 'served', from: 10_000, to: 20_000, at: 30_000 });
  });
});

test('zones of close stops meet half way', () => {
  expect(zonesOf([{ chainageM: 0 }, { chainageM: 20 }, { chainageM: 100 }])).toEqual([
    { fromM: -30, toM: 10 },
    { fromM: 10, toM: 50 },
    { fromM: 70, toM: 130 },
  ]);
});

test('whatever the fixes, each stop gets one verdict, in order', () => {
  const row = fc.tuple(
    fc.integer({ min: 1, max: 120 }),
    fc.integer({ min: 0, max: 1_000 }),
    fc.constantFrom(undefined, 0, 10, 40, 'beside' as const),
  );
  fc.assert(
    fc.property(fc.array(row, { maxLength: 50 }), (rows) => {
      let second = 0;
      const timed = rows.map(([gap, chainageM, speed]): Row => {
        second += gap;
        return [second, chainageM, speed];
      });
      const stops = run(inputs(timed, second + 10)).flatMap((effect) =>
        effect.kind === 'verdict' ? [effect.stop] : [],
      );
      expect(stops).toEqual([0, 1, 2]);
    }),
    { numRuns: 10_000 },
  );
});

interface Count {
  served: number;
  missed: number;
  'not-observed': number;
}

interface Planned {
  readonly chainageM: number;
  readonly isHalt: boolean;
}

/** Stops where the truck stood 15 s or more, and places 90 m or more from any halt, with the verdicts on each. */
function counts(
  terminal: Terminal,
  sky: 'open' | 'canyon',
): { readonly halted: Count; readonly drivenPast: Count } {
  const halted: Count = { served: 0, missed: 0, 'not-observed': 0 };
  const drivenPast: Count = { served: 0, missed: 0, 'not-observed': 0 };
  for (let seed = 1; seed <= 60; seed++) {
    // The twin lives through the same drive to tell the truth about it.
    const [random, twin] = [new Random(seed * 104_729), new Random(seed * 104_729)];
    const [path] = [gridWalk(random, 40), gridWalk(twin, 40)];
    const [noise] = [random, twin].map((one) => (sky === 'open' ? OPEN_SKY : urbanCanyon(one)));
    const driven = drive(path, random, noise ?? OPEN_SKY, terminal);
    const stops = plannedStops(truth(path, twin).map(({ chainageM }) => chainageM));
    const { matches } = follow(
      path,
      driven.map(({ fix }) => fix),
    );
    const seen = matches.flatMap(({ chainageM, isNear, flag }, i): StopsInput[] => {
      const fix = driven[i]?.fix;
      if (fix === undefined || chainageM === undefined || flag !== undefined) return [];
      return [
        {
          kind: 'fix',
          at: fix.observedAt,
          chainageM,
          speedKmh: fix.speedKmh,
          errorM: fix.accuracyM ?? 15,
          isNear,
        },
      ];
    });
    for (const effect of run(seen, zonesOf(stops))) {
      if (effect.kind === 'verdict')
        (stops[effect.stop]?.isHalt === true ? halted : drivenPast)[effect.verdict]++;
    }
  }
  return { halted, drivenPast };
}

function plannedStops(way: readonly number[]): readonly Planned[] {
  const seconds = new Map<number, number>();
  for (const [i, chainageM] of way.entries())
    if (way[i - 1] === chainageM) seconds.set(chainageM, (seconds.get(chainageM) ?? 0) + 1);
  const stops: Planned[] = [];
  for (const [chainageM, stood] of seconds) if (stood >= 15) stops.push({ chainageM, isHalt: true });
  const taken = [...seconds.keys()];
  for (let chainageM = 100; chainageM < (way.at(-1) ?? 0) - 100; chainageM += 10) {
    if (!taken.every((other) => Math.abs(other - chainageM) > 90)) continue;
    stops.push({ chainageM, isHalt: false });
    taken.push(chainageM);
  }
  return stops.sort((a, b) => a.chainageM - b.chainageM);
}

const shareOf = (count: Count, verdict: keyof Count): number =>
  count[verdict] / (count.served + count.missed + count['not-observed']);

describe('over simulated drives whose halts are known', () => {
  test.each([5, 10, 30])('under open sky no verdict is wrong, a fix every %i s', (intervalS) => {
    const { halted, drivenPast } = counts({ intervalS, isBare: false }, 'open');
    expect([halted.missed, drivenPast.served]).toEqual([0, 0]);
    // Every 30 s a halt of 15 s may fall between two fixes: that is not observed, and said so.
    expect(shareOf(halted, 'served')).toBeGreaterThan(intervalS === 30 ? 0.9 : 0.99);
  });

  test.each([5, 10])('in an urban canyon few are, a fix every %i s', (intervalS) => {
    const { halted, drivenPast } = counts({ intervalS, isBare: false }, 'canyon');
    expect(shareOf(halted, 'served')).toBeGreaterThan(0.96);
    expect(shareOf(halted, 'missed')).toBeLessThan(0.01);
    expect(shareOf(drivenPast, 'served')).toBeLessThan(0.005);
  });
});
