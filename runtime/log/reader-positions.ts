import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { PositionFile } from './position-file.js';

const NAME = /^reader-(.*)\.mark$/;

/** How far each named reader has come; a small file each, beside the entries. */
export class ReaderPositions {
  readonly #dir: string;
  readonly #files = new Map<string, PositionFile>();
  readonly #positions = new Map<string, number>();

  /** `damaged` hears of each reader whose position can't be read; it stays known, at 0, so that nothing is deleted. */
  constructor(dir: string, damaged: (reader: string) => void) {
    this.#dir = dir;
    for (const name of readdirSync(dir)) {
      const encoded = NAME.exec(name)?.[1];
      if (encoded === undefined) continue;
      const reader = decodeURIComponent(encoded);
      const position = this.#file(reader).read();
      if (position === undefined) damaged(reader);
      this.#positions.set(reader, position ?? 0);
    }
  }

  get(reader: string): number {
    return this.#positions.get(reader) ?? 0;
  }

  // Not synced: after a power cut a reader goes back a little and meets entries again, which readers allow for.
  put(reader: string, position: number): void {
    this.#file(reader).write(position);
    this.#positions.set(reader, position);
  }

  /** What every reader has dealt with; 0 when there is no reader, so that nothing is deleted unread. */
  lowest(): number {
    return this.#positions.size === 0 ? 0 : Math.min(...this.#positions.values());
  }

  highest(): number {
    return Math.max(0, ...this.#positions.values());
  }

  close(): void {
    for (const file of this.#files.values()) file.close();
  }

  #file(reader: string): PositionFile {
    const known = this.#files.get(reader);
    if (known !== undefined) return known;
    const file = new PositionFile(join(this.#dir, `reader-${encodeURIComponent(reader)}.mark`));
    this.#files.set(reader, file);
    return file;
  }
}
