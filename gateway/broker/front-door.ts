import type { AuthenticateError, PublishPacket, Subscription } from 'aedes';
import type { BrokerPersistence } from 'aedes-persistence-level';
import { type DeviceTopic, parseTopic } from '../../core/index.js';
import {
  type CertificateMark,
  type Clock,
  type CredentialBook,
  type Identity,
  type Logger,
  type Settled,
  verifySecret,
} from '../../runtime/index.js';
import type { DialectTopic, Translator } from '../codecs/translator.js';
import type { Intake } from '../intake.js';
import { mayBring, mayPublish, maySubscribe } from './access.js';
import type { Caller, ClientCertificate } from './caller.js';
import { DialectDoor } from './dialect-door.js';
import type { Pressure } from './pressure.js';
import { OpenMessages } from './qos2.js';
import { Refusals } from './refusals.js';
import type { Seats } from './seats.js';
import type { Client } from './uplink-broker.js';

export interface FrontDoorDeps {
  readonly store: BrokerPersistence;
  readonly intake: Intake;
  /** Reads what is said in other dialects. */
  readonly translator: Translator;
  /** Publishes a message of our own. */
  send(topic: string, payload: Buffer): void;
  readonly credentials: CredentialBook;
  /** Key of the credentials' hashes. */
  readonly pepper: string;
  /** Lets clients in that give no user name (trial only). */
  readonly anonymous: boolean;
  readonly seats: Seats<Client>;
  isRevoked(certificate: CertificateMark): boolean;
  readonly pressure: Pressure;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** What a topic is to us. */
type Target = DeviceTopic | DialectTopic;
type Done = (error?: Error | null) => void;

/** Topics of one connection whose target is remembered. */
const KEPT_TOPICS = 10_000;
/** What is kept of a topic or a name that was refused. */
const KEPT_TEXT = 128;
// Return codes of CONNACK [MQTT 3.1.1, table 3.1].
const ACCEPTED = 0;
const SERVER_UNAVAILABLE = 3;
const BAD_USER_NAME_OR_PASSWORD = 4;
const NOT_AUTHORIZED = 5;

/** Who may come in, and what becomes of what they bring. */
export class FrontDoor {
  readonly #deps: FrontDoorDeps;
  readonly #identities = new WeakMap<Client, Identity>();
  readonly #wills = new WeakMap<Client, string>();
  readonly #callers = new WeakMap<Client, Caller>();
  readonly #targets = new WeakMap<Client, Map<string, Target>>();
  readonly #open: OpenMessages;
  readonly #dialects: DialectDoor;
  readonly #refusals: Refusals;

  constructor(deps: FrontDoorDeps) {
    this.#deps = deps;
    this.#open = new OpenMessages(deps.store);
    this.#dialects = new DialectDoor({ ...deps, open: this.#open });
    this.#refusals = new Refusals({
      audit: (by, what, detail) => deps.intake.audit(by, what, detail),
      clock: deps.clock,
      onFault: (error) => deps.logger.warn('mqtt.refusal-not-audited', { reason: String(error) }),
    });
  }

  /** Somebody is at the door. */
  enter(client: Client, caller: Caller): void {
    this.#callers.set(client, caller);
  }

  /** His connection is over. */
  leave(client: Client): void {
    this.#deps.seats.leave(client.id, client);
  }

  /** His certificate was revoked while he was connected. */
  turnOut(client: Client, { serial }: ClientCertificate): void {
    const name = this.#identities.get(client)?.name;
    if (name === undefined) return;
    this.#refusals.note(name, 'certificate-revoked', `serial ${serial}: the connection was ended`);
  }

  /** A CONNECT with a last will arrived; `authenticate` follows. */
  announce(client: Client, willTopic: string): void {
    this.#wills.set(client, willTopic);
  }

  authenticate(
    client: Client,
    name: string | undefined,
    secret: Buffer | undefined,
    done: (error: AuthenticateError | null, success: boolean | null) => void,
  ): void {
    const answer = this.#admit(client, name, secret);
    if (answer === ACCEPTED) done(null, true);
    else done(Object.assign(new Error('connection refused'), { returnCode: answer }), null);
  }

  /** The return code of the CONNACK. */
  #admit(client: Client, name: string | undefined, secret: Buffer | undefined): number {
    if (this.#deps.pressure.high) return SERVER_UNAVAILABLE;
    const caller = this.#callers.get(client);
    const shown = caller?.certificate;
    const identity =
      shown === undefined ? this.#identify(client, name, secret) : this.#vouchedFor(shown, caller?.address);
    if (identity === undefined) return shown === undefined ? BAD_USER_NAME_OR_PASSWORD : NOT_AUTHORIZED;
    // A will may be published long after its client is gone, by a later run of the server: now is when to check it.
    const will = this.#wills.get(client);
    if (will !== undefined && this.#allowed(identity, will) === undefined) {
      this.#refuse(identity, will);
      return NOT_AUTHORIZED;
    }
    // Client ids are free, and makers ship whole batches with the same one: sessions belong to a credential, so that
    // nobody ends or inherits a stranger's.
    const owner = identity.kind === 'anonymous' ? '' : encodeURIComponent(identity.name);
    client.id = `${owner}/${client.id}`;
    if (!this.#deps.seats.take(client.id, client)) return SERVER_UNAVAILABLE;
    this.#identities.set(client, identity);
    this.#open.welcome(client);
    caller?.onAdmitted?.();
    return ACCEPTED;
  }

  /** A certificate stands for a name and its secret; what the CONNECT says of them does not count. */
  #vouchedFor(shown: ClientCertificate, address: string | undefined): Identity | undefined {
    const refuse = (by: string, why: string): undefined => {
      const given = JSON.stringify(shown.name.slice(0, KEPT_TEXT));
      const detail = `${why}: ${given}, serial ${shown.serial}, from ${address}`;
      this.#refusals.note(by, 'certificate-refused', detail);
    };
    if (shown.fault !== undefined) return refuse('unknown', `not trusted (${shown.fault})`);
    const credential = this.#deps.credentials.find(shown.name);
    if (credential === undefined) return refuse('unknown', 'no credential of its common name');
    if (this.#deps.isRevoked(shown)) return refuse(credential.identity.name, 'revoked');
    return credential.identity;
  }

  #identify(client: Client, name: string | undefined, secret: Buffer | undefined): Identity | undefined {
    if (name === undefined || name === '') {
      return this.#deps.anonymous ? { kind: 'anonymous', name: 'anonymous' } : undefined;
    }
    const credential = this.#deps.credentials.find(name);
    const address = this.#callers.get(client)?.address;
    if (credential === undefined) {
      const given = JSON.stringify(name.slice(0, KEPT_TEXT));
      this.#refusals.note('unknown', 'login-refused', `no credential ${given}, from ${address}`);
      return undefined;
    }
    if (secret !== undefined && verifySecret(this.#deps.pepper, credential, secret)) {
      return credential.identity;
    }
    this.#refusals.note(name, 'login-refused', `wrong secret, from ${address}`);
    return undefined;
  }

  subscribe(
    client: Client,
    subscription: Subscription,
    done: (error: Error | null, subscription?: Subscription | null) => void,
  ): void {
    const identity = this.#identities.get(client);
    // A null subscription is answered with failure (0x80) and leaves the connection alone.
    const down = identity?.kind === 'device' ? this.#deps.translator.downOf(identity.device) : [];
    done(
      null,
      identity !== undefined && maySubscribe(identity, subscription.topic, down) ? subscription : null,
    );
  }

  publish(client: Client | null, packet: PublishPacket, done: Done): void {
    const target = this.#targetOf(client, packet.topic);
    if (target === undefined) {
      done(new Error(`not allowed: ${packet.topic.slice(0, KEPT_TEXT)}`));
      return;
    }
    if ('dialect' in target || target.leaf !== 'status') packet.retain = false;
    const valve = client === null ? undefined : this.#callers.get(client)?.valve;
    const { length } = packet.payload;
    valve?.take(length);
    const settled: Settled = (fault) => {
      valve?.answered(length);
      done(fault);
    };
    const { pressure } = this.#deps;
    // What was read before the sockets were shut.
    if (pressure.high) void pressure.relieved().then(() => this.#take(client, packet, target, settled));
    else this.#take(client, packet, target, settled);
  }

  /** Writes what is still to be written into the audit. */
  close(): Promise<void> {
    return this.#refusals.close();
  }

  // Without a client it is the will of somebody who did not come back after a restart; it was checked when it was left.
  #targetOf(client: Client | null, topic: string): Target | undefined {
    if (client === null) return parseTopic(topic) ?? this.#deps.translator.find(topic);
    const identity = this.#identities.get(client);
    if (identity === undefined) return undefined;
    const target = this.#target(client, identity, topic);
    if (target === undefined) this.#refuse(identity, topic);
    return target;
  }

  #refuse({ name }: Identity, topic: string): void {
    this.#refusals.note(name, 'foreign-topic', `${name} may not publish to ${topic.slice(0, KEPT_TEXT)}`);
  }

  #take(client: Client | null, packet: PublishPacket, target: Target, settled: Settled): void {
    if ('dialect' in target) {
      const identity = client === null ? undefined : this.#identities.get(client);
      this.#dialects.take({ packet, topic: target, client, identity }, settled);
      return;
    }
    const { messageId } = packet;
    if (client !== null && packet.qos === 2 && messageId !== undefined) {
      const append = (heard: Settled): void => this.#deliver(packet, target, heard);
      this.#open.once(client, { ...packet, messageId }, { append }, settled);
      return;
    }
    const turn = client === null ? undefined : this.#open.turnOf(client);
    if (turn === undefined) this.#deliver(packet, target, settled);
    else void turn.then(() => this.#deliver(packet, target, settled));
  }

  #deliver(packet: PublishPacket, { device, leaf }: DeviceTopic, settled: Settled): void {
    const { intake } = this.#deps;
    const text = packet.payload.toString();
    if (leaf === 'ack') {
      // Nothing of it is kept, but its acknowledgement must not overtake others.
      intake.inTurn(settled);
    } else if (leaf === 'status') {
      const isStatus = intake.statusMessage(device, packet.topic, text, settled);
      if (!isStatus) packet.retain = false;
    } else {
      intake.message(device, packet.topic, text, settled);
    }
  }

  // A client says the same few topics over and over: the answer of `mayPublish` is kept per connection.
  #target(client: Client, identity: Identity, topic: string): Target | undefined {
    const known = this.#targets.get(client);
    const target = known?.get(topic);
    if (target !== undefined) return target;
    const found = this.#allowed(identity, topic);
    if (found === undefined) return undefined;
    const targets = known === undefined || known.size >= KEPT_TOPICS ? new Map<string, Target>() : known;
    this.#targets.set(client, targets.set(topic, found));
    return found;
  }

  #allowed(identity: Identity, topic: string): Target | undefined {
    const own = mayPublish(identity, topic);
    if (own !== undefined) return own;
    const found = this.#deps.translator.find(topic);
    return found !== undefined && mayBring(identity, topic, found) ? found : undefined;
  }
}
