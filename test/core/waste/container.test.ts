import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Container, fillAt, freeboardAt, levelAt, parseContainer } from '../../../core/index.js';

const marks = { empty_mm: 1_200, full_mm: 200 };
const cone = { ...marks, shape: 'cone', bottom_mm: 0, top_mm: 800 } as const;
const table = {
  ...marks,
  shape: 'table',
  table: [
    [0, 0],
    [300, 50],
    [1_000, 100],
  ],
} as const;

describe('per cent full by the distance that the sensor measures', () => {
  test.each<{ says: string; container: Container; distance: number; fill: number }>([
    { says: 'nothing in it', container: { ...marks, shape: 'prism' }, distance: 1_200, fill: 0 },
    { says: 'full to the mark', container: { ...marks, shape: 'prism' }, distance: 200, fill: 100 },
    { says: 'half', container: { ...marks, shape: 'prism' }, distance: 700, fill: 50 },
    {
      says: 'above the mark is no more than full',
      container: { ...marks, shape: 'prism' },
      distance: 30,
      fill: 100,
    },
    {
      says: 'past the floor is no less than empty',
      container: { ...marks, shape: 'prism' },
      distance: 5_000,
      fill: 0,
    },
    { says: 'a lying cylinder, half', container: { ...marks, shape: 'cylinder' }, distance: 700, fill: 50 },
    {
      says: 'a lying cylinder, a quarter of its height',
      container: { ...marks, shape: 'cylinder' },
      distance: 950,
      fill: 19.55,
    },
    { says: 'a cone on its tip, half of its height', container: cone, distance: 700, fill: 12.5 },
    {
      says: 'a cone on its base, half of its height',
      container: { ...cone, bottom_mm: 800, top_mm: 0 },
      distance: 700,
      fill: 87.5,
    },
    {
      says: 'a cone of equal ends is a prism',
      container: { ...cone, bottom_mm: 800 },
      distance: 900,
      fill: 30,
    },
    { says: 'a table, between two lines', container: table, distance: 1_050, fill: 25 },
    { says: 'a table, on a line', container: table, distance: 900, fill: 50 },
  ])('$says', ({ container, distance, fill }) => expect(fillAt(container, distance)).toBeCloseTo(fill, 2));

  test('level and room left', () => {
    expect(levelAt(table, 900)).toBe(300);
    expect(freeboardAt(table, 150)).toBe(-50);
  });
});

const size = fc.double({ min: 1, max: 9_000, noNaN: true });
const shapes = fc.oneof(
  fc.constant({ shape: 'prism' }),
  fc.constant({ shape: 'cylinder' }),
  fc.record({
    shape: fc.constant('cone'),
    bottom_mm: fc.double({ min: 0, max: 3_000, noNaN: true }),
    top_mm: size,
  }),
  fc
    .uniqueArray(fc.tuple(fc.integer({ min: 0, max: 9_000 }), fc.integer({ min: 0, max: 100 })), {
      minLength: 2,
      selector: ([level]) => level,
    })
    .map((pairs) => {
      const levels = pairs.map(([level]) => level).sort((a, b) => a - b);
      const fills = pairs.map(([, fill]) => fill).sort((a, b) => a - b);
      return { shape: 'table', table: levels.map((level, n) => [level, fills[n]]) };
    }),
);
const containers = fc.tuple(shapes, size, size).map(([shape, full, height]) => {
  const parsed = parseContainer({ ...shape, full_mm: full, empty_mm: full + height });
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.value;
});
const distance = fc.double({ min: -1e5, max: 1e5, noNaN: true });

test('fill lies between 0 and 100 and never falls when the content comes nearer', () => {
  fc.assert(
    fc.property(containers, distance, distance, (container, one, other) => {
      const [near, far] = [fillAt(container, Math.min(one, other)), fillAt(container, Math.max(one, other))];
      expect(far).toBeGreaterThanOrEqual(0);
      expect(near).toBeLessThanOrEqual(100);
      expect(near).toBeGreaterThanOrEqual(far - 1e-9);
    }),
  );
});

describe('what is written in an asset', () => {
  test('the full mark may be left out', () => {
    expect(parseContainer({ shape: 'prism', empty_mm: 900 })).toEqual({
      ok: true,
      value: { shape: 'prism', empty_mm: 900, full_mm: 0 },
    });
  });

  test.each([
    { says: 'no object', given: 7, error: 'container.empty_mm: not a length above full_mm' },
    {
      says: 'a floor above the mark',
      given: { shape: 'prism', empty_mm: 5, full_mm: 9 },
      error: 'container.empty_mm: not a length above full_mm',
    },
    {
      says: 'a mark below 0',
      given: { shape: 'prism', empty_mm: 5, full_mm: -9 },
      error: 'container.full_mm: not a length from 0',
    },
    {
      says: 'a shape that nobody knows',
      given: { ...marks, shape: 'ball' },
      error: 'container.shape: none of prism, cylinder, cone, table',
    },
    {
      says: 'a cone without its top',
      given: { ...marks, shape: 'cone', bottom_mm: 5 },
      error: 'container.top_mm: not a length from 0',
    },
    {
      says: 'a cone without its bottom',
      given: { ...marks, shape: 'cone', top_mm: 5 },
      error: 'container.bottom_mm: not a length from 0',
    },
    {
      says: 'a cone of no width',
      given: { ...marks, shape: 'cone', bottom_mm: 0, top_mm: 0 },
      error: 'container.top_mm: a cone has one end that is wider than 0',
    },
    ...[
      undefined,
      [],
      [[0, 0]],
      [
        [0, 0],
        [5, 101],
      ],
      [
        [0, 0],
        [0, 5],
      ],
      [
        [0, 9],
        [5, 5],
      ],
      [[0], [5]],
      [
        ['0', 0],
        [5, 5],
      ],
    ].map((bad) => ({
      says: `a table ${JSON.stringify(bad)}`,
      given: { ...marks, shape: 'table', table: bad },
      error: 'container.table: not pairs of level and per cent (0-100) that both rise',
    })),
  ])('is refused: $says', ({ given, error }) => expect(parseContainer(given)).toEqual({ ok: false, error }));
});
