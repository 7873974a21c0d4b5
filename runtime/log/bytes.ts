const FIRST_CAPACITY = 64 * 1024;
/** A text's length in bytes is one byte, or this and four more. */
const LONG = 255;
/** UTF-8 takes at most three bytes for each UTF-16 unit. */
const MOST_BYTES_A_UNIT = 3;

/** Writes numbers and texts one after another into memory that grows and is used again. */
export class ByteWriter {
  #bytes = Buffer.allocUnsafeSlow(FIRST_CAPACITY);
  #length = 0;

  /** What was written since `clear`; valid until the next write. */
  get written(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  clear(): void {
    this.#length = 0;
    // One enormous frame must not be paid for ever after.
    if (this.#bytes.length > 16 * FIRST_CAPACITY) this.#bytes = Buffer.allocUnsafeSlow(FIRST_CAPACITY);
  }

  u8(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = value;
  }

  f64(value: number): void {
    this.#reserve(8);
    this.#length = this.#bytes.writeDoubleLE(value, this.#length);
  }

  text(value: string): void {
    this.#reserve(5 + MOST_BYTES_A_UNIT * value.length);
    const at = this.#length;
    const head = MOST_BYTES_A_UNIT * value.length < LONG ? 1 : 5;
    const size = this.#bytes.write(value, at + head);
    if (head === 1) this.#bytes[at] = size;
    else {
      this.#bytes[at] = LONG;
      this.#bytes.writeUInt32LE(size, at + 1);
    }
    this.#length = at + head + size;
  }

  #reserve(more: number): void {
    const needed = this.#length + more;
    if (needed <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(needed, 2 * this.#bytes.length));
    this.#bytes.copy(grown, 0, 0, this.#length);
    this.#bytes = grown;
  }
}

/** Reads what a `ByteWriter` wrote. Throws a `RangeError` past its end. */
export class ByteReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  u8(): number {
    return this.#bytes.readUInt8(this.#at++);
  }

  f64(): number {
    const value = this.#bytes.readDoubleLE(this.#at);
    this.#at += 8;
    return value;
  }

  text(): string {
    let size = this.u8();
    if (size === LONG) {
      size = this.#bytes.readUInt32LE(this.#at);
      this.#at += 4;
    }
    const end = this.#at + size;
    if (end > this.#bytes.length) throw new RangeError('the text is longer than the bytes');
    const value = this.#bytes.toString('utf8', this.#at, end);
    this.#at = end;
    return value;
  }
}
