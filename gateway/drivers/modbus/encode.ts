import type { PointValue } from '../../../core/index.js';
import { invertLinear, linear } from './decimal.js';
import { type Register, widthOf } from './register-map.js';
import { wordsOf } from './words.js';

/** The words that decode to `value`, or to the nearest value the register can hold; out of reach throws a RangeError. */
export function encode(register: Register, value: PointValue): number[] {
  const order = register.order ?? 'ABCD';
  if (register.type === 'string') return wordsOf(textBytes(register, String(value)), order);
  if (typeof value === 'string') throw new RangeError(`${register.point} takes a number`);
  if (register.type === 'bit') return [value === 0 ? 0 : (register.mask ?? 1)];
  const view = new DataView(new ArrayBuffer(widthOf(register) * 2));
  const { scale = 1, offset = 0 } = register;
  if (register.type === 'f32') view.setFloat32(0, (value - offset) / scale);
  else if (register.type === 'f64') view.setFloat64(0, (value - offset) / scale);
  else setInteger(register, view, invertLinear(linear(scale, offset), value));
  return wordsOf(view, order);
}

function setInteger(register: Register, view: DataView, raw: bigint): void {
  const bits = BigInt(view.byteLength * 8);
  const isSigned = register.type.startsWith('i') && register.mask === undefined;
  const [lo, hi] = isSigned ? [-(1n << (bits - 1n)), (1n << (bits - 1n)) - 1n] : [0n, (1n << bits) - 1n];
  const mask = BigInt(register.mask ?? 0);
  const shifted = mask === 0n ? raw : raw * (mask & -mask);
  if (raw < lo || raw > hi || (mask !== 0n && (shifted & ~mask) !== 0n)) {
    throw new RangeError(`${register.point}: ${raw} does not fit ${register.type}`);
  }
  const word = BigInt.asUintN(Number(bits), shifted);
  if (bits === 64n) view.setBigUint64(0, word);
  else if (bits === 32n) view.setUint32(0, Number(word));
  else view.setUint16(0, Number(word));
}

function textBytes(register: Register, value: string): DataView {
  const view = new DataView(new ArrayBuffer(widthOf(register) * 2));
  if (value.length > view.byteLength)
    throw new RangeError(`${register.point}: text is longer than ${view.byteLength}`);
  [...value].forEach((letter, index) => {
    view.setUint8(index, letter.charCodeAt(0));
  });
  return view;
}
