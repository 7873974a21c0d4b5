import type { Device, DeviceId } from '../../core/index.js';
import { formatTopic } from '../../core/index.js';
import type { Clock } from '../../runtime/index.js';
import type { Delivery } from '../plant/delivery.js';
import { dialectOf, type Platform, platformsOf } from './dialect.js';
import { MqttLink } from './mqtt-link.js';
import { OFFLINE, ONLINE } from './native.js';

export interface FleetOptions {
  readonly devices: readonly Device[];
  /** `mqtt://host:port` of any broker; with a user in it, all connections are that one's (an integration). */
  readonly url: string;
  /** By name of the device or platform, for connections of their own. */
  readonly secrets: ReadonlyMap<string, string>;
  readonly clock: Clock;
  /** Most connections at once, when all are one user's. */
  readonly connections?: number;
}

/** Carries what the world delivers to a broker. */
export interface Fleet {
  deliver(delivery: Delivery): void;
  /** Switches a device's link on or off, as a delivery of kind `link` does. */
  setLink(device: DeviceId, online: boolean): void;
  /** Messages that no broker has acknowledged yet. */
  readonly open: number;
  /** Messages that a broker has acknowledged. */
  readonly acknowledged: number;
  readonly connected: number;
  /** The device has a connection of its own, and it stands. */
  hasConnection(device: DeviceId): boolean;
  close(): void;
}

const SHARED_CONNECTIONS = 1_000;

/** Devices that speak MQTT; whatever else is delivered is not theirs. */
export function createFleet(options: FleetOptions): Fleet {
  const url = new URL(options.url);
  const devices = new Map(
    options.devices.filter(({ modbus }) => modbus === undefined).map((device) => [device.deviceId, device]),
  );
  const links = url.username === '' ? ownLinks(options, url) : sharedLinks(options, url);
  const count = { open: 0, acknowledged: 0 };
  const settled = (): void => {
    count.open -= 1;
    count.acknowledged += 1;
  };
  const publish = (device: DeviceId, topic: string, payload: string, retain: boolean): void => {
    count.open += 1;
    const link = links.of(device);
    link.connect();
    link.publish(topic, payload, retain, settled);
  };
  const setLink = (device: Device, online: boolean): void => {
    // A platform's connection stands whatever its devices do.
    if (dialectOf(device).platform !== undefined) return;
    const { deviceId } = device;
    if (!online && links.cutOff(deviceId)) return;
    publish(deviceId, formatTopic(deviceId, 'status'), online ? ONLINE : OFFLINE, true);
  };
  return {
    deliver: (delivery) => {
      const device = devices.get(delivery.device);
      if (device === undefined) return;
      if (delivery.kind === 'link') {
        setLink(device, delivery.online);
        return;
      }
      const { topic, payload } = dialectOf(device).encode(device, delivery);
      publish(delivery.device, topic, payload, false);
    },
    setLink: (id, online) => {
      const device = devices.get(id);
      if (device !== undefined) setLink(device, online);
    },
    get open() {
      return count.open;
    },
    get acknowledged() {
      return count.acknowledged;
    },
    get connected() {
      return links.all().filter(({ isConnected }) => isConnected).length;
    },
    hasConnection: (id) => {
      const device = devices.get(id);
      if (device === undefined || dialectOf(device).platform !== undefined) return false;
      return links.of(id).isConnected;
    },
    close: () => {
      for (const link of links.all()) link.close();
    },
  };
}

interface Links {
  of(device: DeviceId): MqttLink;
  /** True when the device has a connection of its own and it broke off, so that the broker says the rest. */
  cutOff(device: DeviceId): boolean;
  all(): readonly MqttLink[];
}

/** A connection for each device, and one for each platform that speaks for others. */
function ownLinks({ devices, secrets, clock }: FleetOptions, url: URL): Links {
  const platforms = platformLinks({ platforms: platformsOf(devices), secrets, clock }, url);
  const shared = new Map(
    devices.flatMap((device) => {
      const platform = dialectOf(device).platform;
      const link = platform === undefined ? undefined : platforms.get(platform);
      return link === undefined ? [] : [[device.deviceId, link] as const];
    }),
  );
  const links = new Map<DeviceId, MqttLink>();
  const of = (device: DeviceId): MqttLink => {
    const known = shared.get(device) ?? links.get(device);
    if (known !== undefined) return known;
    const link = new MqttLink({
      ...addressOf(url),
      clientId: device,
      username: device,
      password: secrets.get(device) ?? '',
      will: { topic: formatTopic(device, 'status'), payload: OFFLINE },
      clock,
    });
    links.set(device, link);
    return link;
  };
  return {
    of,
    cutOff: (device) => {
      of(device).cutOff();
      return true;
    },
    all: () => [...platforms.values(), ...links.values()],
  };
}

function platformLinks(
  { platforms, secrets, clock }: Pick<FleetOptions, 'secrets' | 'clock'> & { platforms: readonly Platform[] },
  url: URL,
): ReadonlyMap<Platform, MqttLink> {
  return new Map(
    platforms.map((platform) => {
      const { name } = platform;
      const account = { clientId: name, username: name, password: secrets.get(name) ?? '' };
      return [platform, new MqttLink({ ...addressOf(url), ...account, clock })];
    }),
  );
}

function sharedLinks({ devices, connections = SHARED_CONNECTIONS, clock }: FleetOptions, url: URL): Links {
  const links = Array.from(
    { length: Math.max(1, Math.min(connections, devices.length)) },
    (_, index) =>
      new MqttLink({
        ...addressOf(url),
        clientId: `sim-${index}`,
        username: decodeURIComponent(url.username),
        password: decodeURIComponent(url.password),
        clock,
      }),
  );
  for (const link of links) link.connect();
  const [first] = links;
  const places = new Map(devices.map(({ deviceId }, index) => [deviceId, links[index % links.length]]));
  return {
    of: (device) => {
      const link = places.get(device) ?? first;
      if (link === undefined) throw new RangeError('a fleet without a connection');
      return link;
    },
    cutOff: () => false,
    all: () => links,
  };
}

const addressOf = ({ hostname, port }: URL): { host: string; port: number } => ({
  host: hostname.replace(/^\[(.*)\]$/, '$1'),
  port: port === '' ? 1_883 : Number(port),
});
