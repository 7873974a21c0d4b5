import { closeSync, constants, fsync, fsyncSync, openSync, readSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { crc32 } from 'node:zlib';

const fsyncLater = promisify(fsync);
const BYTES = 12;

/**
 * One position in a file of its own, overwritten in place: [position f64][crc32 u32]. It lies within one disk sector, so
 * a power cut leaves the old or the new one. Kept out of LevelDB so that no small write can tear the log that
 * appends go to, and its tables, holding nothing but ever higher positions, are never merged with each other.
 */
export class PositionFile {
  readonly #file: number;
  readonly #bytes = Buffer.alloc(BYTES);

  /** Makes the file when absent; from then on overwriting needs no new space on the disk. */
  constructor(path: string) {
    this.#file = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o644);
    try {
      if (readSync(this.#file, this.#bytes, 0, BYTES, 0) === 0) this.#begin(dirname(path));
    } catch (cause) {
      this.close();
      throw cause;
    }
  }

  /** 0 when nothing was written yet, `undefined` when the bytes are not what was written. */
  read(): number | undefined {
    if (readSync(this.#file, this.#bytes, 0, BYTES, 0) !== BYTES) return undefined;
    const intact = this.#bytes.readUInt32BE(8) === crc32(this.#bytes.subarray(0, 8));
    return intact ? this.#bytes.readDoubleBE() : undefined;
  }

  /** Survives the death of the process; survives a power cut only after `sync`. */
  write(position: number): void {
    this.#bytes.writeDoubleBE(position);
    this.#bytes.writeUInt32BE(crc32(this.#bytes.subarray(0, 8)), 8);
    writeSync(this.#file, this.#bytes, 0, BYTES, 0);
  }

  async sync(): Promise<void> {
    await fsyncLater(this.#file);
  }

  close(): void {
    closeSync(this.#file);
  }

  #begin(folder: string): void {
    this.write(0);
    fsyncSync(this.#file);
    const dir = openSync(folder, 'r');
    fsyncSync(dir);
    closeSync(dir);
  }
}
