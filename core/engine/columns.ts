/** The typed arrays that rows live in, as far as growing and copying them goes. */
export type Column = Float64Array | Int32Array | Uint16Array | Uint8Array;

/** A copy of the column with room for `capacity` values; the new ones are zero. */
export function enlarged<C extends Column>(column: C, fresh: C): C {
  fresh.set(column);
  return fresh;
}

/** The bytes of the first `count` values, shared with the column. Byte order is the machine's own. */
export const bytesOf = (column: Column, count: number): Uint8Array =>
  new Uint8Array(column.buffer, column.byteOffset, count * column.BYTES_PER_ELEMENT);

/** Fills the column from bytes that `bytesOf` gave; it must have room. */
export function fillFrom(column: Column, bytes: Uint8Array): void {
  new Uint8Array(column.buffer, column.byteOffset, column.byteLength).set(bytes);
}
