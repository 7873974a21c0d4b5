import fc from 'fast-check';
import { expect, test } from 'vitest';
import { alertIdOf, assetId, deviceId, ruleId, unixMs } from '../../../core/index.js';

const rule = ruleId('kitchen-overflow');
const at = unixMs(1_700_000_000_000);

test('an id never changes: stores hold it for decades', () => {
  expect(alertIdOf(rule, { asset: assetId('bin-0042-k') }, at)).toBe('7d7a282472bfed34');
});

test('an asset and a device of one name are two subjects', () => {
  const id = 'x-1';
  expect(alertIdOf(rule, { asset: assetId(id) }, at)).not.toBe(alertIdOf(rule, { device: deviceId(id) }, at));
});

test('ids of a busy year do not collide, though they differ in little', () => {
  const ids = new Set<string>();
  for (let bin = 0; bin < 1_000; bin++) {
    for (let m = 0; m < 300; m++)
      ids.add(alertIdOf(rule, { asset: assetId(`bin-${bin}`) }, unixMs(at + m * 60_000)));
  }
  expect(ids.size).toBe(300_000);
});

test('each half of the id is spread evenly by itself', () => {
  const halves = [new Set<string>(), new Set<string>()];
  for (let n = 0; n < 20_000; n++) {
    const id = alertIdOf(rule, { asset: assetId('bin-1') }, unixMs(at + n));
    halves[0]?.add(id.slice(0, 8));
    halves[1]?.add(id.slice(8));
  }
  // 20,000 draws from 2^32 collide 0.05 times on average.
  for (const half of halves) expect(half.size).toBeGreaterThan(19_995);
});

test('an id is always 16 hex digits', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer(), (name, time) => {
      expect(alertIdOf(rule, { asset: assetId(name) }, unixMs(time))).toMatch(/^[0-9a-f]{16}$/);
    }),
    { numRuns: 1_000 },
  );
});
