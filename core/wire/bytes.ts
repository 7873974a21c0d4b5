/** Where a codec writes; the runtime brings one. */
export interface ByteSink {
  /** A whole number from 0 to 255. */
  u8(value: number): void;
  /** Any double, to the bit. */
  f64(value: number): void;
  /** Any text; a lone surrogate comes back as U+FFFD. */
  text(value: string): void;
}

/** What a `ByteSink` wrote, in the same order. Throws a `RangeError` past its end. */
export interface ByteSource {
  u8(): number;
  f64(): number;
  text(): string;
}
