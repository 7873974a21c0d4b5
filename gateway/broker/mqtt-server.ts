import { EventEmitter } from 'node:events';
import { mkdirSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import type { Server } from 'node:net';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import persistence from 'aedes-persistence-level';
import { ClassicLevel } from 'classic-level';
import type { TlsKeeper } from '../../runtime/index.js';
import { listensToUplinks } from './access.js';
import type { Caller } from './caller.js';
import { type Connected, holdUnderPressure } from './connections.js';
import { FrontDoor, type FrontDoorDeps } from './front-door.js';
import {
  type Arrive,
  CONNECT_TIMEOUT_MS,
  listen,
  plainListener,
  portOf,
  secureListener,
} from './listeners.js';
import { readPackets } from './packet-reader.js';
import { keepRetained } from './retained.js';
import { Seats, WAITING_ROOM } from './seats.js';
import { type Client, UplinkBroker } from './uplink-broker.js';
import { Valve } from './valve.js';
import { WebSocketDoor } from './web-socket-door.js';

export interface MqttServerOptions extends Omit<FrontDoorDeps, 'store' | 'send' | 'seats' | 'isRevoked'> {
  readonly port: number;
  /** A second port, over TLS. */
  readonly tls?: { readonly port: number; readonly keeper: TlsKeeper } | undefined;
  /** Most clients at once, whichever way they came. */
  readonly maxConnections: number;
  readonly bind: string;
  /** Folder for retained messages, wills and persistent sessions. */
  readonly dir: string;
}

export interface MqttServer {
  readonly port: number;
  /** `undefined` without TLS. */
  readonly tlsPort: number | undefined;
  readonly connections: number;
  /** Connections that were sent away since the start because there were too many. */
  readonly refused: number;
  /** Takes an upgrade to WebSocket over from an HTTP server. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  close(): Promise<void>;
}

/** A subscriber that has not read for so long is dropped. */
const DRAIN_TIMEOUT_MS = 10_000;

/** MQTT 3.1.1 for devices. A PUBACK (QoS 1) or PUBREC (QoS 2) leaves only after the log's fsync, in arrival order. */
export async function startMqttServer(options: MqttServerOptions): Promise<MqttServer> {
  mkdirSync(options.dir, { recursive: true });
  const sessions = new ClassicLevel(join(options.dir, 'sessions'));
  await sessions.open();
  const store = persistence(sessions);
  keepRetained(store, sessions, options.logger);
  const seats = new Seats<Client>(options.maxConnections);
  const isRevoked: FrontDoorDeps['isRevoked'] = (mark) => options.tls?.keeper.isRevoked(mark) ?? false;
  const door = new FrontDoor({
    ...options,
    store,
    seats,
    isRevoked,
    send: (topic, payload) => broker.send(topic, payload),
  });
  const broker: UplinkBroker = await UplinkBroker.open({
    persistence: store,
    connectTimeout: CONNECT_TIMEOUT_MS,
    drainTimeout: DRAIN_TIMEOUT_MS,
    preConnect: (client, { will }, done) => {
      if (will !== undefined) door.announce(client, will.topic);
      done(null, true);
    },
    authenticate: (client, name, secret, done) => door.authenticate(client, name, secret, done),
    authorizePublish: (client, packet, done) => door.publish(client, packet, done),
    authorizeSubscribe: (client, subscription, done) => {
      if (listensToUplinks(subscription.topic)) broker.uplinksAreHeard = true;
      door.subscribe(client, subscription, done);
    },
  });
  broker.uplinksAreHeard = await someoneListens(sessions);
  report(broker, options);
  for (const { topic, payload } of options.translator.greetings()) broker.send(topic, payload, true);

  const connected = new Map<Duplex, Connected>();
  const arrive: Arrive = (stream, arrival) => {
    const caller: Caller = { ...arrival, valve: new Valve(stream) };
    const client = broker.handle(stream);
    connected.set(stream, { client, caller });
    stream.on('close', () => {
      connected.delete(stream);
      door.leave(client);
    });
    door.enter(client, caller);
    readPackets(stream, client);
  };
  const webSockets = new WebSocketDoor({
    arrive,
    isCrowded: () => {
      const isCrowded = connected.size >= options.maxConnections + WAITING_ROOM;
      if (isCrowded) seats.noteRefused();
      return isCrowded;
    },
  });
  const listeners = await openListeners(options, seats, arrive);
  options.tls?.keeper.onRevocations(() => turnOutRevoked(door, connected, isRevoked));
  const stopped = new AbortController();
  holdUnderPressure(options, connected, stopped.signal);

  return {
    port: portOf(listeners.plain),
    tlsPort: listeners.secure === undefined ? undefined : portOf(listeners.secure),
    get connections() {
      return broker.connectedClients;
    },
    get refused() {
      return seats.refused;
    },
    upgrade: (request, socket, head) => webSockets.upgrade(request, socket, head),
    close: async () => {
      stopped.abort();
      const closed = closeAll(listeners);
      for (const { client } of connected.values()) keepWill(client);
      await new Promise<void>((resolve) => broker.close(() => resolve()));
      for (const stream of connected.keys()) stream.destroy();
      await closed;
      await door.close();
      await sessions.close();
    },
  };
}

interface Listeners {
  readonly plain: Server;
  readonly secure: Server | undefined;
}

async function openListeners(
  { port, bind, tls, maxConnections, logger }: MqttServerOptions,
  seats: Seats<Client>,
  arrive: Arrive,
): Promise<Listeners> {
  const onFault = (error: Error): void => logger.debug('mqtt.client-error', { reason: error.message });
  const plain = plainListener(arrive);
  const secure = tls === undefined ? undefined : secureListener(tls.keeper, arrive, onFault);
  const open = async (server: Server, at: number): Promise<void> => {
    server.maxConnections = maxConnections + WAITING_ROOM;
    server.on('drop', () => seats.noteRefused());
    await listen(server, at, bind);
    // Out of file descriptors, for one: those who are connected stay so.
    server.on('error', (error) => logger.error('mqtt.not-accepted', { reason: error.message }));
  };
  await open(plain, port);
  if (secure !== undefined && tls !== undefined) await open(secure, tls.port);
  return { plain, secure };
}

const closeAll = ({ plain, secure }: Listeners): Promise<unknown> =>
  Promise.all(
    [plain, secure].map((server) => new Promise((resolve) => server?.close(resolve) ?? resolve(undefined))),
  );

function turnOutRevoked(
  door: FrontDoor,
  connected: ReadonlyMap<Duplex, Connected>,
  isRevoked: FrontDoorDeps['isRevoked'],
): void {
  for (const [stream, { client, caller }] of connected) {
    if (caller.certificate === undefined || !isRevoked(caller.certificate)) continue;
    door.turnOut(client, caller.certificate);
    stream.destroy();
  }
}

/** True when a session that outlived the last run listens to what devices send up. */
async function someoneListens(sessions: ClassicLevel): Promise<boolean> {
  // Keys of the store: subscriptions:{client}:{filter}, the client's colons being escaped.
  const prefix = 'subscriptions:';
  for await (const key of sessions.keys({ gte: prefix, lt: 'subscriptions;' })) {
    if (listensToUplinks(key.slice(key.indexOf(':', prefix.length) + 1))) return true;
  }
  return false;
}

function report(broker: UplinkBroker, { logger }: MqttServerOptions): void {
  const fault = (client: Client, error: Error): void =>
    logger.debug('mqtt.client-error', { client: client.id, reason: error.message });
  broker.on('clientError', fault);
  broker.on('connectionError', fault);
  // Its store failed, or a will found after a restart could not be appended. Unheard, it would end the process; the
  // types of aedes do not know of it.
  EventEmitter.prototype.on.call(broker, 'error', (error: Error) =>
    logger.error('mqtt.broker-error', { reason: error.message }),
  );
}

// Our own stop is nobody's last will: it stays in the store, and is published after the next start for those who do
// not come back [MQTT 3.1.1, 3.1.2.5].
const keepWill = (client: Client): boolean => Reflect.set(client, 'will', null);
