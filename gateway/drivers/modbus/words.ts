import type { ByteOrder } from './register-map.js';

/** Registers as bytes in ABCD order, most significant first. Words are 0-65535. */
export function bytesOf(words: readonly number[], order: ByteOrder): DataView {
  const ordered = swapsWords(order) ? words.toReversed() : words;
  const view = new DataView(new ArrayBuffer(ordered.length * 2));
  ordered.forEach((word, index) => {
    view.setUint16(index * 2, word, swapsBytes(order));
  });
  return view;
}

/** The way back: bytes in ABCD order as registers. */
export function wordsOf(view: DataView, order: ByteOrder): number[] {
  const words = Array.from({ length: view.byteLength / 2 }, (_, index) =>
    view.getUint16(index * 2, swapsBytes(order)),
  );
  return swapsWords(order) ? words.reverse() : words;
}

const swapsWords = (order: ByteOrder): boolean => order === 'CDAB' || order === 'DCBA';
const swapsBytes = (order: ByteOrder): boolean => order === 'BADC' || order === 'DCBA';
