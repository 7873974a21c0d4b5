import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { convert, parseMeasure } from '../../../core/index.js';

describe('a measure in a text', () => {
  test.each([
    { says: 'a number and its unit', text: '2000 mm', value: 2_000, unit: 'mm' },
    { says: 'without a space', text: '12.5V', value: 12.5, unit: 'V' },
    { says: 'a Chinese sign for degrees', text: '25 ℃', value: 25, unit: '℃' },
    { says: 'a number alone', text: ' -0.5 ', value: -0.5, unit: undefined },
    { says: 'an exponent', text: '1e3 mV', value: 1_000, unit: 'mV' },
    { says: 'a fraction as unit', text: '3 km/h', value: 3, unit: 'km/h' },
    { says: 'no leading digit', text: '.5 m', value: 0.5, unit: 'm' },
  ])('$says: $text', ({ text, value, unit }) => expect(parseMeasure(text)).toEqual({ value, unit }));

  test.each([
    'No Sensor',
    '',
    ' ',
    'mm',
    '1 2 mm',
    '1,5 mm',
    '12.5.1',
    '0x10',
    'NaN',
    'Infinity',
    '1e999',
    '--1',
  ])('is not in %j', (text) => expect(parseMeasure(text)).toBeUndefined());

  test('a very long text is not looked at', () => {
    expect(parseMeasure('1'.repeat(100_000))).toBeUndefined();
  });
});

describe('units', () => {
  test.each([
    { says: 'millivolts', value: 13_060, from: 'mV', to: 'V', is: 13.06 },
    { says: 'centimetres', value: 20.3, from: 'cm', to: 'mm', is: 203 },
    { says: 'knots', value: 10, from: 'knots', to: 'km/h', is: 18.52 },
    { says: 'Fahrenheit', value: 212, from: '°F', to: '°C', is: 100 },
    { says: 'Kelvin', value: 273.15, from: 'K', to: '°C', is: 0 },
    { says: 'to Fahrenheit', value: 0, from: '℃', to: '°F', is: 32 },
    { says: 'watt-minutes', value: 60_000, from: 'Wmin', to: 'kWh', is: 1 },
    { says: 'the same unit, whatever it is', value: 7, from: '', to: '', is: 7 },
    { says: 'a unit that nobody knows', value: 7, from: 'furlong', to: 'mm', is: undefined },
    { says: 'another quantity', value: 7, from: 'V', to: 'A', is: undefined },
    { says: 'a name of the language', value: 7, from: 'constructor', to: '__proto__', is: undefined },
  ])('$says', ({ value, from, to, is }) => expect(convert(value, from, to)).toBe(is));

  test('there and back is the same to eleven digits', () => {
    const pairs = fc.constantFrom(['mm', 'in'], ['V', 'mV'], ['°C', '°F'], ['km/h', 'kn'], ['kWh', 'Wmin']);
    fc.assert(
      fc.property(pairs, fc.double({ min: -1e6, max: 1e6, noNaN: true }), ([one = '', other = ''], value) => {
        const back = convert(convert(value, one, other) ?? Number.NaN, other, one) ?? Number.NaN;
        expect(Math.abs(back - value)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(value)) * 1_000);
      }),
    );
  });
});
