import type { ClassicLevel } from 'classic-level';

type Level = ClassicLevel<string, Buffer>;
const PREFIX = 'r:';

/** How far each named reader has come; kept beside the entries. */
export class ReaderPositions {
  readonly #positions = new Map<string, number>();

  async load(level: Level): Promise<void> {
    for await (const [key, value] of level.iterator({ gte: PREFIX, lt: 'r;' })) {
      this.#positions.set(key.slice(PREFIX.length), Number(value.toString()));
    }
  }

  get(reader: string): number {
    return this.#positions.get(reader) ?? 0;
  }

  // Not synced: after a power cut a reader goes back a little and meets entries again, which readers allow for.
  async put(level: Level, reader: string, position: number): Promise<void> {
    await level.put(PREFIX + reader, Buffer.from(String(position)));
    this.#positions.set(reader, position);
  }

  /** What every reader has dealt with; 0 when there is no reader, so that nothing is deleted unread. */
  lowest(): number {
    return this.#positions.size === 0 ? 0 : Math.min(...this.#positions.values());
  }

  highest(): number {
    return Math.max(0, ...this.#positions.values());
  }
}
