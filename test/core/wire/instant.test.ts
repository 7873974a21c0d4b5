import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseRfc3339 } from '../../../core/index.js';

describe('instants are read as RFC 3339 writes them', () => {
  test.each([
    { says: 'the epoch', text: '1970-01-01T00:00:00Z', ms: 0 },
    { says: 'one before the epoch', text: '1969-12-31T23:59:59.999Z', ms: -1 },
    { says: 'an example of the RFC', text: '1985-04-12T23:20:50.52Z', ms: 482_196_050_520 },
    { says: 'an offset of the RFC', text: '1996-12-19T16:39:57-08:00', ms: 851_042_397_000 },
    { says: 'the time of Jinan', text: '2024-11-22T08:00:00+08:00', ms: 1_732_233_600_000 },
    { says: 'half an hour of offset', text: '1937-01-01T12:00:27.87+00:20', ms: -1_041_337_172_130 },
    { says: 'the unknown local offset', text: '2024-11-22T00:00:00-00:00', ms: 1_732_233_600_000 },
    { says: 'small letters', text: '2024-11-22t00:00:00z', ms: 1_732_233_600_000 },
    { says: 'a space for the T', text: '2024-11-22 00:00:00Z', ms: 1_732_233_600_000 },
    { says: 'a leap day', text: '2024-02-29T12:00:00Z', ms: 1_709_208_000_000 },
    { says: 'the leap day of 2000', text: '2000-02-29T00:00:00Z', ms: 951_782_400_000 },
    { says: 'a leap second, as the next one', text: '1990-12-31T23:59:60Z', ms: 662_688_000_000 },
    { says: 'a leap second elsewhere', text: '1990-12-31T15:59:60-08:00', ms: 662_688_000_000 },
    { says: 'microseconds, cut', text: '2024-11-22T00:00:00.999999Z', ms: 1_732_233_600_999 },
    { says: 'nanoseconds, cut', text: '2024-11-22T00:00:00.123456789Z', ms: 1_732_233_600_123 },
    { says: 'more digits than that', text: '2024-11-22T00:00:00.1234567891234Z', ms: 1_732_233_600_123 },
    { says: 'the largest offset', text: '2024-11-22T23:59:00+23:59', ms: 1_732_233_600_000 },
    { says: 'year 0', text: '0000-01-01T00:00:00Z', ms: -62_167_219_200_000 },
    { says: 'year 9999', text: '9999-12-31T23:59:59.999Z', ms: 253_402_300_799_999 },
  ])('$says', ({ text, ms }) => expect(parseRfc3339(text)).toBe(ms));

  test.each([
    { says: 'nothing', text: '' },
    { says: 'a date alone', text: '2024-11-22' },
    { says: 'no zone', text: '2024-11-22T00:00:00' },
    { says: 'no seconds', text: '2024-11-22T00:00Z' },
    { says: 'month 0', text: '2024-00-22T00:00:00Z' },
    { says: 'month 13', text: '2024-13-22T00:00:00Z' },
    { says: 'day 0', text: '2024-11-00T00:00:00Z' },
    { says: '31 November', text: '2024-11-31T00:00:00Z' },
    { says: '29 February of a common year', text: '2023-02-29T00:00:00Z' },
    { says: '29 February 1900', text: '1900-02-29T00:00:00Z' },
    { says: '30 February', text: '2024-02-30T00:00:00Z' },
    { says: 'hour 24', text: '2024-11-22T24:00:00Z' },
    { says: 'minute 60', text: '2024-11-22T00:60:00Z' },
    { says: 'second 61', text: '2024-11-22T00:00:61Z' },
    { says: 'an offset of 24 hours', text: '2024-11-22T00:00:00+24:00' },
    { says: 'an offset of 60 minutes', text: '2024-11-22T00:00:00+00:60' },
    { says: 'an offset without a colon', text: '2024-11-22T00:00:00+0800' },
    { says: 'a point without digits', text: '2024-11-22T00:00:00.Z' },
    { says: 'a comma for the point', text: '2024-11-22T00:00:00,5Z' },
    { says: 'an expanded year', text: '+002024-11-22T00:00:00Z' },
    { says: 'one digit for the month', text: '2024-1-22T00:00:00Z' },
    { says: 'a line break behind it', text: '2024-11-22T00:00:00Z\n' },
    { says: 'a space before it', text: ' 2024-11-22T00:00:00Z' },
    { says: 'digits of another script', text: '２０２４-11-22T00:00:00Z' },
    { says: 'a number of milliseconds', text: '1732233600000' },
    { says: 'the way HTTP writes dates', text: 'Fri, 22 Nov 2024 00:00:00 GMT' },
  ])('$says is no instant', ({ text }) => expect(parseRfc3339(text)).toBeUndefined());

  test('agrees with Date on every instant of the years 0 to 9999', () => {
    const instants = fc.date({
      min: new Date('0000-01-01T00:00:00Z'),
      max: new Date('9999-12-31T23:59:59.999Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(instants, (date) => {
        expect(parseRfc3339(date.toISOString())).toBe(date.getTime());
      }),
      { numRuns: 2_000 },
    );
  });

  test('agrees with Date on every offset', () => {
    const two = (n: number): string => String(n).padStart(2, '0');
    fc.assert(
      fc.property(
        fc.date({
          min: new Date('0001-01-02T00:00:00Z'),
          max: new Date('9999-12-30T00:00:00Z'),
          noInvalidDate: true,
        }),
        fc.constantFrom('+', '-'),
        fc.integer({ min: 0, max: 23 }),
        fc.integer({ min: 0, max: 59 }),
        (date, sign, hour, minute) => {
          const text = date.toISOString().replace('Z', `${sign}${two(hour)}:${two(minute)}`);
          expect(parseRfc3339(text)).toBe(Date.parse(text));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test('every millisecond of a second is exact', () => {
    for (let ms = 0; ms < 1_000; ms++) {
      expect(parseRfc3339(`1970-01-01T00:00:00.${String(ms).padStart(3, '0')}Z`)).toBe(ms);
    }
  });

  test('no text whatever makes the parser throw', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseRfc3339(text)));
  });
});
