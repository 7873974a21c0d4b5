import type { Duplex } from 'node:stream';

/** Most bytes of one client that were read and not answered yet. */
const MAX_UNANSWERED_BYTES = 1024 * 1024;
/** What a message costs beside its payload. */
const MESSAGE_BYTES = 256;

/**
 * Says whether a client's socket is read. aedes waits for the answers to one chunk before it reads the next, but each
 * chunk that arrives meanwhile makes it read on: what the log can't take yet would pile up in memory. A socket that is
 * not read fills, and TCP tells the sender to wait. So does a stream over TLS or a WebSocket, since both stop reading
 * the socket below them.
 */
export class Valve {
  readonly #socket: Duplex;
  #unanswered = 0;
  #isShut = false;

  constructor(socket: Duplex) {
    this.#socket = socket;
    const read = socket.read.bind(socket);
    socket.read = (size?: number): unknown => (this.#isHeld ? null : read(size));
  }

  /** A message was read; `answered` follows with the same number. */
  take(payloadBytes: number): void {
    this.#unanswered += payloadBytes + MESSAGE_BYTES;
  }

  answered(payloadBytes: number): void {
    const wasHeld = this.#isHeld;
    this.#unanswered -= payloadBytes + MESSAGE_BYTES;
    if (wasHeld) this.#readOn();
  }

  shut(): void {
    this.#isShut = true;
  }

  open(): void {
    this.#isShut = false;
    this.#readOn();
  }

  get #isHeld(): boolean {
    return this.#isShut || this.#unanswered > MAX_UNANSWERED_BYTES;
  }

  #readOn(): void {
    // Not at once: what was read earlier goes to the log before what is read now.
    setImmediate(() => {
      if (!this.#isHeld && !this.#socket.destroyed) this.#socket.emit('readable');
    });
  }
}
