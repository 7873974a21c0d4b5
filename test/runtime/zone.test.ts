import { expect, test } from 'vitest';
import { offsetAt, unixMs } from '../../core/index.js';
import { isZoneName, zoneBetween } from '../../runtime/index.js';

const HOUR = 3_600_000;
const year = (name: string) => zoneBetween(name, unixMs(Date.UTC(2026, 0, 1)), unixMs(Date.UTC(2027, 0, 1)));

test('a zone without summer time is one offset', () => {
  expect(year('Asia/Shanghai').changes.map(({ offsetMs }) => offsetMs / HOUR)).toEqual([8]);
});

test('summer time begins and ends on the second', () => {
  expect(year('Europe/Berlin').changes.slice(1)).toEqual([
    { from: Date.UTC(2026, 2, 29, 1), offsetMs: 2 * HOUR },
    { from: Date.UTC(2026, 9, 25, 1), offsetMs: HOUR },
  ]);
});

test('offsets of half hours are kept, and so are those before 1970', () => {
  expect(year('Asia/Kolkata').changes[0]?.offsetMs).toBe(5.5 * HOUR);
  const old = zoneBetween('Asia/Shanghai', unixMs(Date.UTC(1969, 0, 1)), unixMs(Date.UTC(1969, 0, 2)));
  expect(offsetAt(old, unixMs(Date.UTC(1969, 0, 1)))).toBe(8 * HOUR);
});

test('made-up zones are none', () => {
  expect([isZoneName('Asia/Shanghai'), isZoneName('Asia/Jinan')]).toEqual([true, false]);
});
