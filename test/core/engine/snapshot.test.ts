import { describe, expect, test } from 'vitest';
import { createEngine, restoreEngine } from '../../../core/index.js';
import {
  applyAll,
  clock,
  minute,
  oneBin,
  overflowRule,
  publish,
  START,
  silentRule,
  story,
  trace,
} from './city.js';

const engine = createEngine();
applyAll(engine, [publish(START, 1, overflowRule(), silentRule()), oneBin(), ...trace('8m high')]);
const image = engine.snapshot();
const rest = [...trace('20m high').slice(8), clock(minute(40))];

describe('a snapshot', () => {
  test('of a new engine makes a new engine', () => {
    const fresh = restoreEngine(createEngine().snapshot());
    expect(fresh.wakeAt).toBeUndefined();
    expect(fresh.apply(oneBin())).toEqual([]);
  });

  test('goes on where it was taken, also out of a buffer that is a part of another', () => {
    const pool = Buffer.concat([Buffer.alloc(13), image, Buffer.alloc(5)]);
    const restored = restoreEngine(pool.subarray(13, 13 + image.length));
    expect(restored.wakeAt).toBe(engine.wakeAt);
    expect(story(applyAll(restored, rest))).toEqual([
      '11m raised minor',
      '22.5m stale minor (silent)',
      '23m raised major',
    ]);
  });

  test('is not touched by what the engine does afterwards', () => {
    const copy = [...image];
    applyAll(engine, rest);
    expect([...image]).toEqual(copy);
  });

  test.each([
    { says: 'nothing', bytes: new Uint8Array() },
    { says: 'something else', bytes: new Uint8Array(64).fill(7) },
    { says: 'half of one', bytes: image.slice(0, image.length >> 1) },
    { says: 'one that lost its last byte', bytes: image.slice(0, -1) },
    { says: 'one with a byte too many', bytes: new Uint8Array([...image, 0]) },
  ])('is not $says', ({ bytes }) => expect(() => restoreEngine(bytes)).toThrow());
});
