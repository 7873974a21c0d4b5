import type { ByteSink, ByteSource } from './bytes.js';

/** Stands before a word that is written out. */
const NEW = 0;
const MOST_WORDS = 255;

/**
 * Names that come again and again in one frame (points, kinds, qualities) are written out once and are a byte after
 * that. The frame carries its own list, so a new name is no new version of the format.
 */
export class WordWriter {
  readonly #to: ByteSink;
  readonly #codes = new Map<string, number>();

  constructor(to: ByteSink) {
    this.#to = to;
  }

  write(word: string): void {
    const code = this.#codes.get(word);
    if (code !== undefined) {
      this.#to.u8(code);
      return;
    }
    this.#to.u8(NEW);
    this.#to.text(word);
    if (this.#codes.size < MOST_WORDS) this.#codes.set(word, this.#codes.size + 1);
  }
}

export class WordReader {
  readonly #from: ByteSource;
  readonly #words: string[] = [];

  constructor(from: ByteSource) {
    this.#from = from;
  }

  /** Throws a `RangeError` for a code that was never written out. */
  read(): string {
    const code = this.#from.u8();
    if (code !== NEW) {
      const word = this.#words[code - 1];
      if (word === undefined) throw new RangeError(`word ${code} is not in this frame`);
      return word;
    }
    const word = this.#from.text();
    if (this.#words.length < MOST_WORDS) this.#words.push(word);
    return word;
  }
}
