import { expect, test } from 'vitest';
import { fuzz } from '../../../bench/index.js';

test.each([1, 2, 3])(
  'thousands of broken messages of every dialect: none is lost, none harms, seed %i',
  async (seed) => {
    const result = await fuzz(3_000, seed);
    expect(result.faults).toEqual([]);
    expect(result.settled + result.foreign).toBe(result.messages);
    // They are broken in a few places only: much of them is still read.
    expect(result.accepted).toBeGreaterThan(500);
    expect(result.refused).toBeGreaterThan(1_000);
  },
);
