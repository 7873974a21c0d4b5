import type { PointValue, Quality } from '../../../core/index.js';
import { applyLinear, type Linear, linear } from './decimal.js';
import { type Register, widthOf } from './register-map.js';
import { bytesOf } from './words.js';

export type Decoded =
  | { readonly ok: true; readonly value: PointValue; readonly quality: Quality }
  /** The registers hold no value: a float that is no number, text that is none. */
  | { readonly ok: false; readonly reason: string };

/** Turns the words of one register (bits as 0 and 1), `widthOf(register)` of them from `start` (default 0), into a value. */
export type Decode = (words: readonly number[], start?: number) => Decoded;

/** Prepares a register's decoder once; the result is pure. */
export function decoderOf(register: Register): Decode {
  const order = register.order ?? 'ABCD';
  const line = linear(register.scale ?? 1, register.offset ?? 0);
  const width = widthOf(register);
  // Most registers are single bits and plain words, and a cabinet has hundreds of them in each poll.
  if (register.type === 'bit')
    return (words, start = 0) => (bitOf(words[start] ?? 0, register.mask) === 1 ? ONE : ZERO);
  if (register.type === 'u16' && order === 'ABCD' && register.mask === undefined)
    return (words, start = 0) => number(register, applyLinear(line, words[start] ?? 0));
  return (all, start = 0) => {
    const words = all.slice(start, start + width);
    switch (register.type) {
      case 'string':
        return text(bytesOf(words, order));
      case 'f32':
        return float(register, bytesOf(words, order).getFloat32(0));
      case 'f64':
        return float(register, bytesOf(words, order).getFloat64(0));
      default:
        return number(register, integer(register, line, bytesOf(words, order)));
    }
  };
}

const good = (value: PointValue): Decoded => ({ ok: true, value, quality: 'good' });
const ZERO = good(0);
const ONE = good(1);

const bitOf = (word: number, mask: number | undefined): number =>
  (mask === undefined ? word : word & mask) === 0 ? 0 : 1;

function integer(register: Register, line: Linear, view: DataView): number {
  switch (register.type) {
    case 'u64':
      return applyLinear(line, view.getBigUint64(0));
    case 'i64':
      return applyLinear(line, view.getBigInt64(0));
    case 'i16':
      return applyLinear(
        line,
        register.mask === undefined ? view.getInt16(0) : masked(view.getUint16(0), register.mask),
      );
    case 'i32':
      return applyLinear(
        line,
        register.mask === undefined ? view.getInt32(0) : masked(view.getUint32(0), register.mask),
      );
    case 'u32':
      return applyLinear(line, masked(view.getUint32(0), register.mask));
    default:
      return applyLinear(line, masked(view.getUint16(0), register.mask));
  }
}

/** A masked field is unsigned, whatever the register is. */
function masked(raw: number, mask: number | undefined): number {
  if (mask === undefined) return raw;
  const lowest = 31 - Math.clz32(mask & -mask);
  return ((raw & mask) >>> 0) >>> lowest;
}

/** A float keeps the very value it was sent with; the scale is applied in doubles. */
function float(register: Register, raw: number): Decoded {
  if (!Number.isFinite(raw)) return { ok: false, reason: `${register.type} is ${raw}` };
  const { scale = 1, offset = 0 } = register;
  const value = scale === 1 && offset === 0 ? raw : raw * scale + offset;
  return Number.isFinite(value)
    ? number(register, value)
    : { ok: false, reason: `scaled ${register.type} is ${value}` };
}

function number(register: Register, value: number): Decoded {
  const [lo, hi] = register.valid ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  return { ok: true, value, quality: value < lo || value > hi ? 'out-of-range' : 'good' };
}

/** Printable ASCII, cut at the first NUL, trailing blanks removed. */
function text(view: DataView): Decoded {
  const bytes = Array.from({ length: view.byteLength }, (_, index) => view.getUint8(index));
  const end = bytes.indexOf(0);
  const used = end === -1 ? bytes : bytes.slice(0, end);
  if (used.some((byte) => byte < 0x20 || byte > 0x7e))
    return { ok: false, reason: 'string is not printable ASCII' };
  return good(String.fromCharCode(...used).trimEnd());
}
