import { EventEmitter } from 'node:events';
import { mkdirSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import persistence from 'aedes-persistence-level';
import { ClassicLevel } from 'classic-level';
import { seconds } from '../../core/index.js';
import { listensToUplinks } from './access.js';
import { FrontDoor, type FrontDoorDeps } from './front-door.js';
import { readPackets } from './packet-reader.js';
import { keepRetained } from './retained.js';
import { type Client, UplinkBroker } from './uplink-broker.js';
import { Valve } from './valve.js';

export interface MqttServerOptions extends Omit<FrontDoorDeps, 'store' | 'send'> {
  readonly port: number;
  readonly bind: string;
  /** Folder for retained messages, wills and persistent sessions. */
  readonly dir: string;
}

export interface MqttServer {
  readonly port: number;
  readonly connections: number;
  close(): Promise<void>;
}

interface Connected {
  readonly client: Client;
  readonly valve: Valve;
}

/** How long connected devices are held under pressure before they are sent away, well inside any keepalive. */
const HOLD_MS = seconds(5);
const CONNECT_TIMEOUT_MS = 10_000;
/** A subscriber that has not read for so long is dropped. */
const DRAIN_TIMEOUT_MS = 10_000;
/** A connection that says nothing is probed after this long: devices may connect without a keepalive. */
const PROBE_AFTER_MS = 120_000;

/** MQTT 3.1.1 for devices. A PUBACK (QoS 1) or PUBREC (QoS 2) leaves only after the log's fsync, in arrival order. */
export async function startMqttServer(options: MqttServerOptions): Promise<MqttServer> {
  mkdirSync(options.dir, { recursive: true });
  const sessions = new ClassicLevel(join(options.dir, 'sessions'));
  await sessions.open();
  const store = persistence(sessions);
  keepRetained(store, sessions, options.logger);
  const door = new FrontDoor({ ...options, store, send: (topic, payload) => broker.send(topic, payload) });
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

  const connected = new Map<Socket, Connected>();
  const server = createServer(
    { noDelay: true, keepAlive: true, keepAliveInitialDelay: PROBE_AFTER_MS },
    (socket) => {
      const valve = new Valve(socket);
      const client = broker.handle(socket);
      connected.set(socket, { client, valve });
      socket.on('close', () => connected.delete(socket));
      door.enter(client, valve);
      readPackets(socket, client);
    },
  );
  await listen(server, options.port, options.bind);
  // Out of file descriptors, for one: those who are connected stay so.
  server.on('error', (error) => options.logger.error('mqtt.not-accepted', { reason: error.message }));
  const stopped = new AbortController();
  holdUnderPressure(options, connected, stopped.signal);

  return {
    get port() {
      return portOf(server);
    },
    get connections() {
      return broker.connectedClients;
    },
    close: async () => {
      stopped.abort();
      const closed = new Promise((resolve) => server.close(resolve));
      for (const { client } of connected.values()) keepWill(client);
      await new Promise<void>((resolve) => broker.close(() => resolve()));
      for (const socket of connected.keys()) socket.destroy();
      await closed;
      await door.close();
      await sessions.close();
    },
  };
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

/** Leaves sockets unread while the log can't take more, and after a while sends everybody away. */
function holdUnderPressure(
  { pressure, clock, logger }: MqttServerOptions,
  connected: ReadonlyMap<Socket, Connected>,
  signal: AbortSignal,
): void {
  let rises = 0;
  pressure.onChange((high) => {
    for (const { valve } of connected.values()) {
      if (high) valve.shut();
      else valve.open();
    }
    if (!high) return;
    rises += 1;
    const thisRise = rises;
    void clock.sleep(HOLD_MS, signal).then(() => {
      if (signal.aborted || !pressure.high || rises !== thisRise) return;
      logger.warn('mqtt.sent-away', { connections: connected.size });
      for (const socket of connected.keys()) socket.destroy();
    });
  });
}

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
