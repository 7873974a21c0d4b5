import { closeSync, openSync, readSync, writeSync } from 'node:fs';

/**
 * The newest acknowledged position, in a file beside the database. It is written after each commit without an fsync,
 * so it may lag behind after a power cut, but it never runs ahead: when the database holds less, entries were lost.
 */
export class HeadMark {
  readonly #file: number;
  readonly #bytes = Buffer.alloc(8);

  constructor(path: string) {
    this.#file = openSync(path, 'a+');
    closeSync(this.#file);
    this.#file = openSync(path, 'r+');
  }

  read(): number {
    const size = readSync(this.#file, this.#bytes, 0, 8, 0);
    return size === 8 ? this.#bytes.readDoubleBE() : 0;
  }

  write(position: number): void {
    this.#bytes.writeDoubleBE(position);
    writeSync(this.#file, this.#bytes, 0, 8, 0);
  }

  close(): void {
    closeSync(this.#file);
  }
}
