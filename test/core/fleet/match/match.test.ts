import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Fix, newProgress, type Polyline, stepProgress, unixMs } from '../../../../core/index.js';
import { drive, OPEN_SKY, urbanCanyon } from './drives.js';
import { follow } from './follow.js';
import { at, figureEight, gridWalk, line, loop, outAndBack, parallelPair, twoLaps } from './lines.js';
import { Random } from './random.js';

const START = Date.UTC(2026, 10, 25, 1);
type Row = readonly [second: number, x: number, y: number, rest?: Partial<Fix>];
const fixes = (rows: readonly Row[]): Fix[] =>
  rows.map(([second, x, y, rest]) => ({
    observedAt: unixMs(START + second * 1_000),
    ...at([x, y]),
    ...rest,
  }));
const chainages = (path: Polyline, rows: readonly Row[]): (number | undefined)[] =>
  follow(path, fixes(rows)).matches.map(({ chainageM }) =>
    chainageM === undefined ? undefined : Math.round(chainageM),
  );

const street = line([0, 0], [2_000, 0]);

describe('progress chooses the pass', () => {
  test.each([
    {
      says: 'a loop begins at its start, though its end is the same place',
      path: loop,
      rows: [
        [0, 0, 0],
        [10, 60, 0],
        [20, 130, 0],
      ],
      reads: [0, 60, 130],
    },
    {
      says: 'a loop ends at its end, though its start is the same place',
      path: loop,
      rows: [
        [0, 590, 0],
        [40, 600, 390],
        [100, 10, 400],
        [140, 0, 90],
        [150, 0, 5],
      ],
      reads: [590, 990, 1_590, 1_910, 1_995],
    },
    {
      says: 'the second lap is the second lap',
      path: twoLaps,
      rows: [
        [0, 0, 300],
        [30, 0, 10],
        [40, 90, 0],
      ],
      expectedM: 1_700,
      reads: [1_700, 1_990, 2_090],
    },
    {
      says: 'straight over the crossing of a figure-eight',
      path: figureEight,
      rows: [
        [0, 30, 300],
        [40, 0, 30],
        [50, 0, -40],
        [60, 0, -100],
      ],
      expectedM: 1_070,
      reads: [1_070, 1_370, 1_440, 1_500],
    },
    {
      says: 'back on the same street counts on',
      path: line([0, 0], [500, 0], [0, 0]),
      rows: [
        [0, 400, 0],
        [10, 480, 0],
        [20, 440, 0],
        [30, 360, 0],
      ],
      reads: [400, 480, 560, 640],
    },
    {
      says: 'back on the other side of the street too',
      path: parallelPair,
      rows: [
        [0, 1_100, 3],
        [10, 1_180, 6],
        [20, 1_185, 20],
        [30, 1_100, 19],
      ],
      reads: [1_100, 1_180, 1_240, 1_325],
    },
    {
      says: 'standing in a street driven twice stays in the pass it came in',
      path: parallelPair,
      rows: [
        [0, 600, 4],
        [10, 640, 8],
        [20, 640, 14],
        [30, 641, 15],
        [40, 640, 9],
        [50, 690, 8],
      ],
      reads: [600, 640, 640, 641, 640, 690],
    },
    {
      says: 'the heading decides where the distance can’t',
      path: line([0, 0], [300, 0], [300, 10], [0, 10]),
      rows: [
        [0, 280, 5, { headingDeg: 90, speedKmh: 20 }],
        [10, 284, 5, { headingDeg: 270, speedKmh: 20 }],
      ],
      reads: [280, 326],
    },
  ] as { says: string; path: Polyline; rows: Row[]; expectedM?: number; reads: number[] }[])(
    '$says',
    ({ path, rows, expectedM, reads }) => {
      const { matches } = follow(path, fixes(rows), newProgress(expectedM ?? rows[0]?.[1]));
      for (const [i, read] of reads.entries())
        expect(Math.abs((matches[i]?.chainageM ?? -1_000) - read)).toBeLessThan(12);
    },
  );
});

describe('what is skipped', () => {
  const before: Row[] = [
    [0, 0, 0],
    [10, 80, 0],
    [20, 160, 0],
  ];
  test.each([
    { says: 'a fix whose HDOP is bad', row: [30, 240, 0, { hdop: 12 }], flag: 'bad-accuracy' },
    { says: 'a fix that may be anywhere', row: [30, 240, 0, { accuracyM: 300 }], flag: 'bad-accuracy' },
    { says: 'a fix that nothing can have driven to', row: [30, 1_400, 0], flag: 'impossible-speed' },
    { says: 'a fix older than the last one', row: [15, 120, 0], flag: 'out-of-order' },
    { says: 'the same fix again', row: [20, 160, 0], flag: 'out-of-order' },
  ] as { says: string; row: Row; flag: string }[])('$says', ({ row, flag }) => {
    const { matches } = follow(street, fixes([...before, row, [40, 320, 0]]));
    expect(matches[3]).toMatchObject({ flag, offsetM: undefined });
    expect(matches[3]?.chainageM).toBeCloseTo(160, 0);
    expect(matches[4]?.flag).toBeUndefined();
    expect(matches[4]?.chainageM).toBeCloseTo(320, 0);
  });

  test('a second fix that agrees with a jump proves the jump', () => {
    const { matches } = follow(
      street,
      fixes([...before, [30, 1_400, 0], [40, 1_470, 0], [50, 1_540, 0], [60, 1_600, 0]]),
    );
    expect(matches.map(({ flag }) => flag)).toEqual([
      undefined,
      undefined,
      undefined,
      'impossible-speed',
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('leaving the line and coming back', () => {
  test('a fix beside the line tells how far, and the chainage goes on with the way driven', () => {
    const told = { speedKmh: 28.8, headingDeg: 90 };
    const { matches } = follow(
      street,
      fixes([
        [0, 0, 0, told],
        [10, 80, 0, told],
        [20, 160, 150, told],
        [30, 240, 150, told],
      ]),
    );
    expect(matches.map(({ isNear }) => isNear)).toEqual([true, true, false, false]);
    expect(matches[3]?.offsetM).toBeCloseTo(150, -1);
    expect(matches[3]?.chainageM).toBeCloseTo(240, -1);
  });

  test('a truck that never was near its line has no chainage, and an offset only when the line is seen from there', () => {
    const { matches, state } = follow(
      street,
      fixes([
        [0, 500, 900],
        [10, 560, 900],
      ]),
    );
    expect(matches.at(-1)).toEqual({
      chainageM: undefined,
      offsetM: expect.closeTo(900, -1),
      isNear: false,
      flag: undefined,
    });
    expect(state.tracks).toEqual([]);
  });

  test('after a detour round two blocks it is found again where it comes back', () => {
    const rows: Row[] = [];
    const way = [
      [0, 0],
      [400, 0],
      [400, 160],
      [900, 160],
      [900, 0],
      [1_500, 0],
    ] as const;
    let second = 0;
    for (let i = 1; i < way.length; i++) {
      const [[ax, ay], [bx, by]] = [way[i - 1] ?? [0, 0], way[i] ?? [0, 0]];
      const steps = Math.round(Math.hypot(bx - ax, by - ay) / 80);
      for (let s = 0; s < steps; s++, second += 10)
        rows.push([second, ax + ((bx - ax) * s) / steps, ay + ((by - ay) * s) / steps]);
    }
    const reads = chainages(street, rows);
    for (const [i, [, x, y]] of rows.entries())
      if (y === 0) expect(Math.abs((reads[i] ?? -999) - x)).toBeLessThan(15);
  });

  test('a truck that cuts off a kilometre of its line is found on the rest of it', () => {
    const detour = line([0, 0], [300, 0], [300, 600], [500, 600], [500, 0], [1_500, 0]);
    const rows: Row[] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12].map((i) => [i * 10, i * 80, 0]);
    const reads = chainages(detour, rows);
    // x = 960 lies 460 m behind the fourth corner, which is at 1,700 m.
    expect(Math.abs((reads.at(-1) ?? 0) - 2_160)).toBeLessThan(15);
  });

  test('nothing heard for ten minutes, and it goes on where the truck now is', () => {
    const reads = chainages(street, [
      [0, 0, 0],
      [10, 80, 0],
      [610, 1_500, 0],
      [620, 1_580, 0],
    ]);
    expect(reads.slice(2).map((read, i) => Math.abs((read ?? 0) - (1_500 + 80 * i)) < 15)).toEqual([
      true,
      true,
    ]);
  });

  test('one wild fix on another part of the line leads nowhere', () => {
    const rows: Row[] = [
      [0, 0, 0],
      [10, 60, 0],
      [20, 120, 0],
      [30, 190, 95],
      [40, 240, 0],
      [50, 300, 0],
    ];
    expect(chainages(line([0, 0], [600, 0], [600, 130], [0, 130]), rows).slice(4)).toEqual([240, 300]);
  });
});

describe('laws', () => {
  const someDrive = fc.record({
    seed: fc.nat(100_000),
    isBare: fc.boolean(),
    intervalS: fc.constantFrom(5, 10, 30),
  });
  const made = ({ seed, isBare, intervalS }: { seed: number; isBare: boolean; intervalS: number }) => {
    const random = new Random(seed);
    const path = gridWalk(random, 12);
    return {
      path,
      fixes: drive(path, random, urbanCanyon(random), { isBare, intervalS }).map(({ fix }) => fix),
    };
  };

  test('a step never changes the state it was given', () => {
    fc.assert(
      fc.property(someDrive, (choice) => {
        const { path, fixes: some } = made(choice);
        let state = newProgress();
        for (const fix of some) {
          const before = JSON.stringify(state);
          const { state: next } = stepProgress(path, state, fix);
          expect(JSON.stringify(state)).toBe(before);
          state = next;
        }
      }),
      { numRuns: 100 },
    );
  });

  test('written down and read again anywhere, it goes on exactly the same', () => {
    fc.assert(
      fc.property(someDrive, fc.nat(1_000), (choice, cut) => {
        const { path, fixes: some } = made(choice);
        const place = cut % some.length;
        const whole = follow(path, some);
        const first = follow(path, some.slice(0, place));
        const restored = follow(path, some.slice(place), JSON.parse(JSON.stringify(first.state)));
        expect(JSON.stringify(restored.state)).toBe(JSON.stringify(whole.state));
        expect([...first.matches, ...restored.matches]).toEqual(whole.matches);
      }),
      { numRuns: 100 },
    );
  });

  test('fixes delivered twice, or late, change nothing', () => {
    fc.assert(
      fc.property(someDrive, (choice) => {
        const { path, fixes: some } = made(choice);
        const repeated = some.flatMap((fix, i) => [fix, fix, ...some.slice(Math.max(0, i - 2), i)]);
        expect(JSON.stringify(follow(path, repeated).state)).toBe(JSON.stringify(follow(path, some).state));
      }),
      { numRuns: 100 },
    );
  });

  test('whatever comes, a chainage lies on the line, an offset is finite and the state small', () => {
    const anyFix = fc.record({
      observedAt: fc.integer({ min: 0, max: 3_600 }).map((s) => unixMs(START + s * 1_000)),
      lat: fc.double({ min: 36.6, max: 36.7, noNaN: true }),
      lon: fc.double({ min: 117.05, max: 117.15, noNaN: true }),
      speedKmh: fc.option(fc.double({ min: 0, max: 200, noNaN: true }), { nil: undefined }),
      headingDeg: fc.option(fc.double({ min: 0, max: 360, noNaN: true }), { nil: undefined }),
      hdop: fc.option(fc.double({ min: 0, max: 20, noNaN: true }), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(anyFix, { maxLength: 60 }), (some) => {
        const { matches, state } = follow(outAndBack, some);
        for (const { chainageM = 0, offsetM = 0 } of matches) {
          expect(
            chainageM >= 0 && chainageM <= outAndBack.lengthM && Number.isFinite(offsetM) && offsetM >= 0,
          ).toBe(true);
        }
        expect(state.tracks.length).toBeLessThanOrEqual(5);
      }),
      { numRuns: 10_000 },
    );
  });

  test('under open sky a drive ends at the end of its line', () => {
    const random = new Random(7);
    const { matches } = follow(
      loop,
      drive(loop, random, OPEN_SKY, { isBare: true, intervalS: 10 }).map(({ fix }) => fix),
    );
    expect(matches.at(-1)?.chainageM).toBeGreaterThan(loop.lengthM - 60);
  });
});
