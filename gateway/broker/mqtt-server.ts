import { mkdirSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import type { AuthenticateError, PublishPacket, Subscription } from 'aedes';
import persistence, { type BrokerPersistence } from 'aedes-persistence-level';
import { ClassicLevel } from 'classic-level';
import { type DeviceTopic, seconds } from '../../core/index.js';
import type { Clock, Logger, Settled } from '../../runtime/index.js';
import type { Intake } from '../intake.js';
import { listensToUplinks, mayPublish, maySubscribe } from './access.js';
import { type CredentialBook, type Identity, verifySecret } from './credentials.js';
import { limitPacketSize } from './packet-size.js';
import type { Pressure } from './pressure.js';
import { OpenMessages } from './qos2.js';
import { type Client, UplinkBroker } from './uplink-broker.js';

export interface MqttServerOptions {
  readonly port: number;
  readonly bind: string;
  /** Folder for retained messages, wills and persistent sessions. */
  readonly dir: string;
  readonly intake: Intake;
  readonly credentials: CredentialBook;
  /** Key of the credentials' hashes. */
  readonly pepper: string;
  /** Lets clients in that give no user name (trial only). */
  readonly anonymous: boolean;
  readonly pressure: Pressure;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface MqttServer {
  readonly port: number;
  readonly connections: number;
  close(): Promise<void>;
}

/** How long connected devices are held under pressure before they are sent away, well inside any keepalive. */
const HOLD_MS = seconds(5);
const CONNECT_TIMEOUT_MS = 10_000;
const KEPT_TOPICS = 10_000;
// Return codes of CONNACK [MQTT 3.1.1, table 3.1].
const SERVER_UNAVAILABLE = 3;
const BAD_USER_NAME_OR_PASSWORD = 4;

/** MQTT 3.1.1 for devices. A PUBACK (QoS 1) or PUBREC (QoS 2) leaves only after the log's fsync, in arrival order. */
export async function startMqttServer(options: MqttServerOptions): Promise<MqttServer> {
  mkdirSync(options.dir, { recursive: true });
  const sessions = new ClassicLevel(join(options.dir, 'sessions'));
  await sessions.open();
  const store = persistence(sessions);
  const door = new FrontDoor(options, store);
  const broker = await UplinkBroker.open({
    persistence: store,
    connectTimeout: CONNECT_TIMEOUT_MS,
    authenticate: (client, name, secret, done) => door.authenticate(client, name, secret, done),
    authorizePublish: (client, packet, done) => door.publish(client, packet, done),
    authorizeSubscribe: (client, subscription, done) => door.subscribe(client, subscription, done),
  });
  const heard = await store.subscriptionsByTopic('sk/v1/any/up');
  broker.uplinksAreHeard = heard.length > 0;
  broker.on('subscribe', (subscriptions) => {
    if (subscriptions.some(({ topic }) => listensToUplinks(topic))) broker.uplinksAreHeard = true;
  });
  const fault = (client: Client, error: Error): void =>
    options.logger.debug('mqtt.client-error', { client: client.id, reason: error.message });
  broker.on('clientError', fault);
  broker.on('connectionError', fault);

  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    limitPacketSize(socket, broker.handle(socket));
  });
  await listen(server, options.port, options.bind);
  sendAwayUnderPressure(options, sockets);

  return {
    get port() {
      return portOf(server);
    },
    get connections() {
      return broker.connectedClients;
    },
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      await new Promise<void>((resolve) => broker.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
      await sessions.close();
    },
  };
}

function sendAwayUnderPressure({ pressure, clock, logger }: MqttServerOptions, sockets: Set<Socket>): void {
  pressure.onChange((high) => {
    if (!high) return;
    void clock.sleep(HOLD_MS).then(() => {
      if (!pressure.high) return;
      logger.warn('mqtt.sent-away', { connections: sockets.size });
      for (const socket of sockets) socket.destroy();
    });
  });
}

type Done = (error?: Error | null) => void;

/** Who may come in, and what becomes of what they bring. */
class FrontDoor {
  readonly #options: MqttServerOptions;
  readonly #store: BrokerPersistence;
  readonly #identities = new WeakMap<Client, Identity>();
  readonly #targets = new WeakMap<Client, Map<string, DeviceTopic>>();
  readonly #open = new OpenMessages();

  constructor(options: MqttServerOptions, store: BrokerPersistence) {
    this.#options = options;
    this.#store = store;
    const forget = store.incomingDelPacket.bind(store);
    store.incomingDelPacket = (client, packet) => {
      this.#open.end(client, packet.messageId);
      return forget(client, packet);
    };
  }

  authenticate(
    client: Client,
    name: string | undefined,
    secret: Buffer | undefined,
    done: (error: AuthenticateError | null, success: boolean | null) => void,
  ): void {
    if (this.#options.pressure.high) return done(refusal(SERVER_UNAVAILABLE), null);
    const identity = this.#identify(name, secret);
    if (identity === undefined) return done(refusal(BAD_USER_NAME_OR_PASSWORD), null);
    this.#identities.set(client, identity);
    done(null, true);
  }

  #identify(name: string | undefined, secret: Buffer | undefined): Identity | undefined {
    if (name === undefined || name === '') {
      return this.#options.anonymous ? { kind: 'anonymous', name: 'anonymous' } : undefined;
    }
    const credential = this.#options.credentials.find(name);
    if (credential === undefined || secret === undefined) return undefined;
    return verifySecret(this.#options.pepper, credential, secret) ? credential.identity : undefined;
  }

  subscribe(
    client: Client,
    subscription: Subscription,
    done: (error: Error | null, subscription?: Subscription | null) => void,
  ): void {
    const identity = this.#identities.get(client);
    // A null subscription is answered with failure (0x80) and leaves the connection alone.
    done(null, identity !== undefined && maySubscribe(identity, subscription.topic) ? subscription : null);
  }

  publish(client: Client | null, packet: PublishPacket, done: Done): void {
    const identity = client === null ? undefined : this.#identities.get(client);
    // Without a client it is a will found after a restart: its session's owner was checked when it connected.
    if (client === null || identity === undefined)
      return done(client === null ? null : new Error('no identity'));
    const target = this.#target(client, identity, packet.topic);
    if (target === undefined) {
      const refused = new Error(`${identity.name} may not publish to ${packet.topic.slice(0, 128)}`);
      void this.#options.intake.audit(identity.name, 'foreign-topic', refused.message).catch(() => {});
      return done(refused);
    }
    if (target.leaf !== 'status') packet.retain = false;
    const { pressure } = this.#options;
    if (pressure.high) void pressure.relieved().then(() => this.#take(client, packet, target, done));
    else this.#take(client, packet, target, done);
  }

  #take(client: Client, packet: PublishPacket, target: DeviceTopic, done: Done): void {
    const { intake } = this.#options;
    const text = packet.payload.toString();
    if (target.leaf === 'ack') return done(null);
    if (target.leaf === 'status') {
      intake.statusMessage(target.device, packet.topic, text).then(() => done(null), done);
    } else if (packet.qos === 2 && packet.messageId !== undefined) {
      this.#once(client, packet, packet.messageId, () =>
        promised((settled) => intake.message(target.device, packet.topic, text, settled)),
      ).then(() => done(null), done);
    } else {
      intake.message(target.device, packet.topic, text, done);
    }
  }

  // A client says the same few topics over and over: the answer of `mayPublish` is kept per connection.
  #target(client: Client, identity: Identity, topic: string): DeviceTopic | undefined {
    const known = this.#targets.get(client);
    const target = known?.get(topic);
    if (target !== undefined) return target;
    const found = mayPublish(identity, topic);
    if (found === undefined) return undefined;
    const targets = known === undefined || known.size >= KEPT_TOPICS ? new Map<string, DeviceTopic>() : known;
    this.#targets.set(client, targets.set(topic, found));
    return found;
  }

  /** Appends, unless this is the second arrival of a QoS 2 message. */
  #once(client: Client, packet: PublishPacket, messageId: number, take: () => Promise<void>): Promise<void> {
    const earlier = this.#open.find(client, messageId);
    if (earlier !== undefined) return earlier;
    const appended = this.#store.incomingGetPacket(client, packet).then(() => {}, take);
    this.#open.begin(client, messageId, appended);
    return appended;
  }
}

const promised = (start: (settled: Settled) => void): Promise<void> =>
  new Promise((resolve, reject) => start((fault) => (fault === null ? resolve() : reject(fault))));

const refusal = (returnCode: number): AuthenticateError =>
  Object.assign(new Error('connection refused'), { returnCode });

const listen = (server: Server, port: number, bind: string): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, bind, () => {
      server.off('error', reject);
      resolve();
    });
  });

function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
