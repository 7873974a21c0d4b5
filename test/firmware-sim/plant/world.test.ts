import { describe, expect, test } from 'vitest';
import { hours, after as later, unixMs } from '../../../core/index.js';
import { buildCity, createWorld, type Delivery } from '../../../firmware-sim/index.js';

const NOON = unixMs(Date.UTC(2025, 10, 22, 4));
const city = buildCity({ seed: 7, origin: { lat: 36.66, lon: 117.02 }, size: 'quarter' });

describe('deliveries', () => {
  test('cut anywhere, they are the same', () => {
    const bytes = (...cuts: number[]): string[] =>
      cuts.slice(1).flatMap((end, index) => {
        const world = createWorld(city);
        const part = world.deliveries(later(NOON, cuts[index] ?? 0), later(NOON, end));
        return [...part].map((delivery: Delivery) => JSON.stringify(delivery));
      });
    expect(bytes(0, hours(1.3), hours(2))).toEqual(bytes(0, hours(2)));
  });
});
