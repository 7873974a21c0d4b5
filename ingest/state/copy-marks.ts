import type { StateDb } from './state.js';

/** A place in the alerts' history: a log position and a place among what followed from that entry. */
export interface CopyMark {
  readonly position: number;
  readonly place: number;
}

/** How far what is copied from the state store elsewhere has come, by the name of the copy. */
export class CopyMarks {
  readonly #db: StateDb;

  constructor(db: StateDb) {
    this.#db = db;
  }

  /** In front of everything when nothing was copied yet. */
  async get(name: string): Promise<CopyMark> {
    const row = await this.#db.selectFrom('meta').select('value').where('key', '=', name).executeTakeFirst();
    const [position = '0', place = '0'] = row?.value.split(':') ?? [];
    return { position: Number(position), place: Number(place) };
  }

  async set(name: string, { position, place }: CopyMark): Promise<void> {
    await this.#db
      .replaceInto('meta')
      .values({ key: name, value: `${position}:${place}` })
      .execute();
  }
}
