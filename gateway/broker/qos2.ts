import type { Client } from 'aedes';

/**
 * Recognises the second arrival of a QoS 2 message before it is appended again. A message id is open from its first
 * PUBLISH to its PUBREL; aedes keeps open ones in its persistence, but only after our append, and a device may send
 * the same PUBLISH again while that append is still on its way.
 */
export class OpenMessages {
  readonly #open = new WeakMap<Client, Map<number, Promise<void>>>();

  /** The append that already answers this message, when it is a repetition on this connection. */
  find(client: Client, messageId: number): Promise<void> | undefined {
    return this.#open.get(client)?.get(messageId);
  }

  begin(client: Client, messageId: number, appended: Promise<void>): void {
    const messages = this.#open.get(client) ?? new Map<number, Promise<void>>();
    this.#open.set(client, messages);
    messages.set(messageId, appended);
    // What was not stored must be taken again when the device repeats it.
    appended.catch(() => messages.delete(messageId));
  }

  end(client: Client, messageId: number): void {
    this.#open.get(client)?.delete(messageId);
  }
}
