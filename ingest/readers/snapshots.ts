import { createHash } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

export interface Snapshot {
  /** The last log position whose effects are in it and were performed. */
  readonly position: number;
  readonly bytes: Uint8Array;
}

const NAME = /^engine-(\d+)\.snapshot$/;
const DIGEST_BYTES = 32;
/** The newest, and one to fall back on. */
const KEPT = 2;

/** Snapshots of the engine: written beside the old one, fsynced, then renamed, so a crash leaves a whole one. */
export class SnapshotFolder {
  readonly #dir: string;

  constructor(dir: string) {
    this.#dir = dir;
  }

  async save({ position, bytes }: Snapshot): Promise<void> {
    await mkdir(this.#dir, { recursive: true });
    const name = join(this.#dir, `engine-${position}.snapshot`);
    const file = await open(`${name}.part`, 'w');
    try {
      await file.writeFile(createHash('sha256').update(bytes).digest());
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(`${name}.part`, name);
    for (const old of (await this.#positions()).slice(KEPT)) await rm(this.#path(old), { force: true });
  }

  /** The newest one that is whole. */
  async newest(): Promise<Snapshot | undefined> {
    for (const position of await this.#positions()) {
      const content = await readFile(this.#path(position));
      const bytes = content.subarray(DIGEST_BYTES);
      const digest = createHash('sha256').update(bytes).digest();
      if (digest.equals(content.subarray(0, DIGEST_BYTES))) return { position, bytes };
    }
    return undefined;
  }

  #path(position: number): string {
    return join(this.#dir, `engine-${position}.snapshot`);
  }

  async #positions(): Promise<number[]> {
    await mkdir(this.#dir, { recursive: true });
    const found = (await readdir(this.#dir)).flatMap((name) => NAME.exec(name)?.[1] ?? []);
    return found.map(Number).sort((a, b) => b - a);
  }
}
