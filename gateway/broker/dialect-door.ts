import { isUtf8 } from 'node:buffer';
import type { PublishPacket } from 'aedes';
import type { Identity, Settled } from '../../runtime/index.js';
import type { Heard } from '../codecs/device-desk.js';
import type { Bearer, DialectTopic, Translator } from '../codecs/translator.js';
import type { Intake, Seen } from '../intake.js';
import { maySpeakFor } from './access.js';
import type { OpenMessages } from './qos2.js';
import type { Client } from './uplink-broker.js';

export interface DialectDoorDeps {
  readonly translator: Translator;
  readonly intake: Intake;
  readonly open: OpenMessages;
  /** Publishes a message of our own. */
  send(topic: string, payload: Buffer): void;
}

/** A message of another dialect, and who brings it. */
export interface Brought {
  readonly packet: PublishPacket;
  readonly topic: DialectTopic;
  /** Nobody: the will of somebody who did not come back after a restart. */
  readonly client: Client | null;
  readonly identity: Identity | undefined;
}

/**
 * Takes messages in other dialects. A codec may have to be run first, in a thread of its own: what its client sent
 * before and after is handed to the log in the order of arrival all the same.
 */
export class DialectDoor {
  readonly #deps: DialectDoorDeps;

  constructor(deps: DialectDoorDeps) {
    this.#deps = deps;
  }

  take(brought: Brought, settled: Settled): void {
    const { intake, open, translator } = this.#deps;
    const { packet, topic, client } = brought;
    const payload = Buffer.isBuffer(packet.payload) ? packet.payload : Buffer.from(packet.payload);
    const seen = seenOf(packet.topic, payload);
    const heard = translator.read(topic, payload, this.#bearer(brought));
    const { messageId } = packet;
    if (client !== null && packet.qos === 2 && messageId !== undefined) {
      let said: readonly Heard[] = [];
      const ready = Promise.resolve(heard).then((known) => {
        said = known;
      });
      const append = (answered: Settled): void => intake.heard(said, seen, answered);
      open.once(client, { ...packet, messageId }, { append, ready }, settled);
    } else if (client !== null && (heard instanceof Promise || open.turnOf(client) !== undefined)) {
      open.inTurn(client, Promise.resolve(heard), (known) => intake.heard(known, seen, settled));
    } else if (heard instanceof Promise) {
      void heard.then((known) => intake.heard(known, seen, settled));
    } else {
      // At once: what this client says next may be handed on at once as well.
      intake.heard(heard, seen, settled);
    }
  }

  #bearer({ identity, topic }: Brought): Bearer {
    const { send } = this.#deps;
    if (identity !== undefined) {
      return { name: identity.name, maySpeakFor: (device) => maySpeakFor(identity, device), send };
    }
    // The will was checked when it was left; it speaks for nobody but its topic's own.
    const { speaker } = topic;
    const maySpeak = (device: string): boolean =>
      speaker !== undefined && (device === speaker || device.startsWith(`${speaker}:`));
    return { name: speaker ?? 'stranger', maySpeakFor: maySpeak, send };
  }
}

// Made into a text only when something of it is quarantined.
const seenOf = (topic: string, payload: Buffer): Seen => ({
  topic,
  get payload() {
    return isUtf8(payload) ? payload.toString() : payload.toString('base64');
  },
});
