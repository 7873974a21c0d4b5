/** Sockets beyond the limit that may wait for the answer to their CONNECT; more are closed without one. */
export const WAITING_ROOM = 1_000;

/**
 * Limits how many clients are connected at once. A seat belongs to a client id: who comes back while its old
 * connection is still thought alive takes over its own seat, also when all are taken.
 */
export class Seats<T> {
  readonly #max: number;
  readonly #taken = new Map<string, T>();
  #refused = 0;

  constructor(max: number) {
    this.#max = max;
  }

  /** How many were sent away since the start. */
  get refused(): number {
    return this.#refused;
  }

  take(id: string, client: T): boolean {
    if (this.#taken.size >= this.#max && !this.#taken.has(id)) {
      this.noteRefused();
      return false;
    }
    this.#taken.set(id, client);
    return true;
  }

  leave(id: string, client: T): void {
    if (this.#taken.get(id) === client) this.#taken.delete(id);
  }

  /** Somebody was sent away at the socket. */
  noteRefused(): void {
    this.#refused += 1;
  }
}
