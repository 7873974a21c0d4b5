import fc from 'fast-check';
import { expect, test } from 'vitest';
import { durationText, parseDuration } from '../../../core/index.js';

test.each([
  { text: '90s', ms: 90_000 },
  { text: '10m', ms: 600_000 },
  { text: '1h30m', ms: 5_400_000 },
  { text: '2d', ms: 172_800_000 },
  { text: '1d2h3m4s', ms: 93_784_000 },
  { text: '0.5h', ms: 1_800_000 },
  { text: '0s', ms: 0 },
])('$text lasts $ms ms', ({ text, ms }) => expect(parseDuration(text)).toBe(ms));

test.each(['', '10', 'm', '10 m', '-10m', '10M', '10ms', '1.m', '.5h', '1h 30m', '1e3s', '10m\n', '５m'])(
  '%j is no duration',
  (text) => expect(parseDuration(text)).toBeUndefined(),
);

test.each(['0s', '90s', '1h30m', '1d2h3m4s', '7d', '60m'])(
  '%s reads the same after it was written',
  (text) => {
    const duration = parseDuration(text) ?? Number.NaN;
    expect(parseDuration(durationText(duration))).toBe(duration);
  },
);

test('a written duration names each part once', () => {
  expect(durationText(93_784_000)).toBe('1d2h3m4s');
  expect(durationText(0)).toBe('0s');
});

test('the parts of a duration add up', () => {
  const part = fc
    .tuple(fc.nat({ max: 10_000 }), fc.constantFrom('s', 'm', 'h', 'd'))
    .map(([n, unit]) => `${n}${unit}`);
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), (parts) => {
      const sum = parts.reduce((total, one) => total + (parseDuration(one) ?? Number.NaN), 0);
      expect(parseDuration(parts.join(''))).toBe(sum);
    }),
  );
});
