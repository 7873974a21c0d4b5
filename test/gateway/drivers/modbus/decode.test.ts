import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decoderOf } from '../../../../gateway/drivers/modbus/decode.js';
import { encode } from '../../../../gateway/drivers/modbus/encode.js';
import { BYTE_ORDERS, type Register, widthOf } from '../../../../gateway/drivers/modbus/register-map.js';

const register = (fields: Partial<Register>): Register => ({
  point: 'power_w',
  table: 'holding',
  address: 0,
  type: 'u16',
  ...fields,
});
const decode = (fields: Partial<Register>, words: readonly number[]) => decoderOf(register(fields))(words);
const resultOf = (fields: Partial<Register>, words: readonly number[]) => {
  const decoded = decode(fields, words);
  return decoded.ok ? decoded.value : decoded.reason;
};

describe('decoding', () => {
  test.each<{ says: string; fields: Partial<Register>; words: number[]; value: number | string }>([
    { says: 'an unsigned word', fields: {}, words: [0xffff], value: 65_535 },
    { says: 'a signed word', fields: { type: 'i16' }, words: [0xfffe], value: -2 },
    { says: 'two words, big end first', fields: { type: 'u32' }, words: [0x0001, 0x0002], value: 65_538 },
    {
      says: 'two words swapped',
      fields: { type: 'u32', order: 'CDAB' },
      words: [0x0002, 0x0001],
      value: 65_538,
    },
    { says: 'bytes swapped', fields: { type: 'u32', order: 'BADC' }, words: [0x0100, 0x0200], value: 65_538 },
    { says: 'both swapped', fields: { type: 'u32', order: 'DCBA' }, words: [0x0200, 0x0100], value: 65_538 },
    { says: 'a byte-swapped single word', fields: { order: 'BADC' }, words: [0x3412], value: 0x1234 },
    { says: 'a negative double word', fields: { type: 'i32' }, words: [0xffff, 0xffff], value: -1 },
    {
      says: 'a float',
      fields: { type: 'f32' },
      words: [0x4366, 0x3334],
      value: Math.fround(230.20001220703125),
    },
    {
      says: 'a float with words swapped',
      fields: { type: 'f32', order: 'CDAB' },
      words: [0, 0x3fc0],
      value: 1.5,
    },
    { says: 'a double', fields: { type: 'f64' }, words: [0x3ff8, 0, 0, 0], value: 1.5 },
    { says: 'tenths as the decimal a person reads', fields: { scale: 0.1 }, words: [2301], value: 230.1 },
    { says: 'an offset, after the scale', fields: { scale: 0.1, offset: -40 }, words: [651], value: 25.1 },
    { says: 'a scale above one', fields: { scale: 100 }, words: [12], value: 1200 },
    { says: 'a scale of a millionth', fields: { scale: 1e-7 }, words: [3], value: 3e-7 },
    { says: 'a field of a word', fields: { mask: 0x0ff0 }, words: [0xabcd], value: 0xbc },
    {
      says: 'the top bit of a double word',
      fields: { type: 'u32', mask: 0x8000_0000 },
      words: [0x8000, 0],
      value: 1,
    },
    { says: 'a masked bit that is set', fields: { type: 'bit', mask: 4 }, words: [0b0110], value: 1 },
    { says: 'a masked bit that is not', fields: { type: 'bit', mask: 1 }, words: [0b0110], value: 0 },
    { says: 'a coil', fields: { type: 'bit', table: 'coil' }, words: [1], value: 1 },
    {
      says: 'text up to the first NUL',
      fields: { type: 'string', length: 3 },
      words: [0x4531, 0x3200, 0x4141],
      value: 'E12',
    },
    {
      says: 'text with bytes swapped',
      fields: { type: 'string', length: 2, order: 'BADC' },
      words: [0x3145, 0x2032],
      value: 'E12',
    },
    {
      says: 'a 64-bit counter beyond 2^53',
      fields: { type: 'u64', scale: 0.001 },
      words: [0x7fff, 0xffff, 0xffff, 0xffff],
      value: Number('9223372036854775.807'),
    },
    {
      says: 'a negative 64-bit counter',
      fields: { type: 'i64' },
      words: [0xffff, 0xffff, 0xffff, 0xfff6],
      value: -10,
    },
  ])('$says', ({ fields, words, value }) => {
    expect(resultOf(fields, words)).toBe(value);
  });

  test.each([
    { says: 'inside its bounds', words: [2500], quality: 'good' },
    { says: 'on a bound', words: [5000], quality: 'good' },
    { says: 'above them', words: [5001], quality: 'out-of-range' },
  ])('a value $says is kept as $quality', ({ words, quality }) => {
    expect(decode({ scale: 0.1, valid: [0, 500] }, words)).toMatchObject({ ok: true, quality });
  });

  test.each([
    { says: 'NaN', words: [0x7fc0, 0] },
    { says: 'infinity', words: [0x7f80, 0] },
    { says: 'minus infinity', words: [0xff80, 0] },
  ])('$says is no value', ({ words }) => {
    expect(decode({ type: 'f32' }, words).ok).toBe(false);
  });

  test('bytes that are no text are no value', () => {
    expect(decode({ type: 'string', length: 1 }, [0xfffe]).ok).toBe(false);
  });
});

const orders = fc.constantFrom(...BYTE_ORDERS);
const scales = fc.constantFrom(1, 0.1, 0.01, 0.001, 10, 0.25, 3, 1e-6);
const offsets = fc.constantFrom(0, -40, 0.5, 1000);
const words = (count: number) =>
  fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: count, maxLength: count });

describe('encoding undoes decoding', () => {
  test.each(['u16', 'i16', 'u32', 'i32'] as const)('of %s, in every order and scale', (type) => {
    const raw = words(widthOf({ type }));
    fc.assert(
      fc.property(raw, orders, scales, offsets, (sent, order, scale, offset) => {
        const entry = register({ type, order, scale, offset });
        const decoded = decoderOf(entry)(sent);
        expect(decoded.ok && encode(entry, decoded.value)).toEqual(sent);
      }),
    );
  });

  test.each(['f32', 'f64'] as const)('of %s that is a number', (type) => {
    fc.assert(
      fc.property(words(widthOf({ type })), orders, (sent, order) => {
        const entry = register({ type, order });
        const decoded = decoderOf(entry)(sent);
        if (decoded.ok) expect(encode(entry, decoded.value)).toEqual(sent);
      }),
    );
  });

  test('of a masked field, less the bits that do not count', () => {
    const entry = register({ mask: 0x0ff0 });
    fc.assert(
      fc.property(words(1), (sent) => {
        const decoded = decoderOf(entry)(sent);
        expect(decoded.ok && encode(entry, decoded.value)).toEqual(sent.map((word) => word & 0x0ff0));
      }),
    );
  });

  test('a value that does not fit is refused', () => {
    expect(() => encode(register({ scale: 0.1 }), 6553.6)).toThrow(RangeError);
    expect(() => encode(register({}), -1)).toThrow(RangeError);
  });
});

test('a scaled 64-bit counter is the double nearest to its exact value', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
      fc.integer({ min: 0, max: 9 }),
      (raw, places) => {
        const sent = [48n, 32n, 16n, 0n].map((shift) => Number((raw >> shift) & 0xffffn));
        expect(resultOf({ type: 'u64', scale: Number(`1e-${places}`) }, sent)).toBe(
          Number(`${raw}e-${places}`),
        );
      },
    ),
  );
});
