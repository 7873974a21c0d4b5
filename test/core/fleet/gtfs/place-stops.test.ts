import fc from 'fast-check';
import { expect, test } from 'vitest';
import { placeStops } from '../../../../core/fleet/gtfs/place-stops.js';
import { placeAtChainage } from '../../../../core/index.js';
import { gridWalk, parallelPair } from '../match/lines.js';
import { Random } from '../match/random.js';

test('on streets taken again and again, stops given in order get chainages in order, close to their place', () => {
  fc.assert(
    fc.property(
      fc.nat(1_000_000),
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 2, maxLength: 25 }),
      (seed, some) => {
        const line = gridWalk(new Random(seed), 30);
        const shares = some.toSorted((a, b) => a - b);
        const placed = placeStops(
          line,
          shares.map((share) => ({ ...placeAtChainage(line, share * line.lengthM), share })),
        );
        expect(placed).toHaveLength(shares.length);
        for (const [i, { chainageM, offsetM }] of (placed ?? []).entries()) {
          expect(chainageM).toBeGreaterThanOrEqual(placed?.[i - 1]?.chainageM ?? 0);
          expect(offsetM).toBeLessThan(100);
        }
      },
    ),
    { numRuns: 500 },
  );
});

test('stops on both sides of a wide street are each on their own pass', () => {
  const places = [200, 600, 1_000, 1_400, 1_900].map((chainageM) => ({
    ...placeAtChainage(parallelPair, chainageM),
    share: chainageM / parallelPair.lengthM,
  }));
  expect(placeStops(parallelPair, places)?.map(({ chainageM }) => Math.round(chainageM))).toEqual([
    200, 600, 1_000, 1_400, 1_900,
  ]);
});
