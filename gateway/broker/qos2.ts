import type { Client, PublishPacket } from 'aedes';
import type { BrokerPersistence } from 'aedes-persistence-level';
import type { Settled } from '../../runtime/index.js';

/** Most QoS 2 messages of one connection that wait for their PUBREL; MQTT 3.1.1 has no way to tell a client so. */
const MAX_OPEN = 1_000;

export interface Handing {
  append(settled: Settled): void;
  /** What must be there before the message can be handed to the log; it must not reject. */
  readonly ready?: Promise<unknown>;
}

/**
 * Recognises the second arrival of a QoS 2 message before it is appended again. A message id is open from its first
 * PUBLISH to its PUBREL. aedes keeps open ids in its store, but only once our append is done, and a device may repeat
 * the PUBLISH before that, on the same connection or, with a persistent session, on the next one.
 */
export class OpenMessages {
  readonly #store: BrokerPersistence;
  /** Ids that the store does not hold yet, and the append that answers them. */
  readonly #ofConnection = new WeakMap<Client, Map<number, Promise<void>>>();
  readonly #ofSession = new Map<string, Map<number, Promise<void>>>();
  readonly #unreleased = new WeakMap<Client, Set<number>>();
  /** Resolves when what the client sent so far has been handed to the log. */
  readonly #turns = new WeakMap<Client, Promise<void>>();

  /** Takes its place between aedes and the store. */
  constructor(store: BrokerPersistence) {
    this.#store = store;
    const ask = inOrder();
    const [find, keep, forget] = [
      store.incomingGetPacket.bind(store),
      store.incomingStorePacket.bind(store),
      store.incomingDelPacket.bind(store),
    ];
    // The store's answers may overtake each other; in order, so are the PUBRECs that follow them.
    store.incomingGetPacket = (client, packet) => ask(client, find(client, packet));
    store.incomingStorePacket = (client, packet) =>
      ask(client, keep(client, packet)).finally(() => this.#drop(client, packet.messageId));
    store.incomingDelPacket = (client, packet) => {
      this.#unreleased.get(client)?.delete(packet.messageId);
      return forget(client, packet);
    };
  }

  /** A client was let in. With a clean session its message ids mean nothing from before. */
  welcome(client: Client): void {
    if (client.clean) this.#ofSession.delete(client.id);
  }

  /** Resolves once everything that this client sent before has been handed to the log; most often it has been. */
  turnOf(client: Client): Promise<void> | undefined {
    return this.#turns.get(client);
  }

  /** Runs `hand` when `ready` is there and what this client sent before has been handed to the log. */
  inTurn<T>(client: Client, ready: Promise<T>, hand: (value: T) => void): void {
    const turn = (this.#turns.get(client) ?? Promise.resolve()).then(() => ready);
    this.#endTurn(client, turn.then(hand));
  }

  /** Lets `append` run unless this is a message's second arrival; `settled` hears the fate of the first. */
  once(
    client: Client,
    packet: PublishPacket & { readonly messageId: number },
    handing: Handing,
    settled: Settled,
  ): void {
    const appended = this.#appendOf(client, packet, handing);
    appended.then(
      () => settled(null, 0),
      (fault: Error) => settled(fault, 0),
    );
  }

  #appendOf(
    client: Client,
    packet: PublishPacket & { readonly messageId: number },
    { append, ready }: Handing,
  ): Promise<void> {
    const id = packet.messageId;
    const earlier = this.#appending(client)?.get(id);
    if (earlier !== undefined) return earlier;
    const unreleased = this.#unreleased.get(client) ?? new Set<number>();
    if (unreleased.size >= MAX_OPEN && !unreleased.has(id)) {
      return Promise.reject(new Error(`more than ${MAX_OPEN} QoS 2 messages wait for their PUBREL`));
    }
    this.#unreleased.set(client, unreleased.add(id));
    const isKnown = this.#store.incomingGetPacket(client, packet).then(
      () => true,
      () => false,
    );
    const turn = (this.#turns.get(client) ?? Promise.resolve()).then(() => ready).then(() => isKnown);
    const appended = turn.then((known) => (known ? undefined : promised(append)));
    this.#endTurn(client, turn);
    this.#keep(client, id, appended);
    // What was not stored must be taken again when the device repeats it; what was known is the store's.
    appended.catch(() => {
      unreleased.delete(id);
      this.#drop(client, id);
    });
    void turn.then((known) => known && this.#drop(client, id));
    return appended;
  }

  #endTurn(client: Client, turn: Promise<unknown>): void {
    const handed = turn.then(() => {
      if (this.#turns.get(client) === handed) this.#turns.delete(client);
    });
    this.#turns.set(client, handed);
  }

  #appending(client: Client): Map<number, Promise<void>> | undefined {
    return client.clean ? this.#ofConnection.get(client) : this.#ofSession.get(client.id);
  }

  #keep(client: Client, messageId: number, appended: Promise<void>): void {
    const messages = this.#appending(client) ?? new Map<number, Promise<void>>();
    if (client.clean) this.#ofConnection.set(client, messages);
    else this.#ofSession.set(client.id, messages);
    messages.set(messageId, appended);
  }

  #drop(client: Client, messageId: number): void {
    const messages = this.#appending(client);
    messages?.delete(messageId);
    if (messages?.size === 0 && !client.clean) this.#ofSession.delete(client.id);
  }
}

/** Passes each client's answers on in the order in which they were asked for. */
function inOrder(): <T>(client: Client, answer: Promise<T>) => Promise<T> {
  const last = new WeakMap<Client, Promise<unknown>>();
  return (client, answer) => {
    // It may fail before its turn comes.
    answer.catch(() => {});
    const inTurn = (last.get(client) ?? Promise.resolve()).then(() => answer);
    last.set(
      client,
      inTurn.catch(() => {}),
    );
    return inTurn;
  };
}

const promised = (start: (settled: Settled) => void): Promise<void> =>
  new Promise((resolve, reject) => start((fault) => (fault === null ? resolve() : reject(fault))));
