import type { Device } from '../../core/index.js';
import type { ReportDelivery } from '../plant/delivery.js';
import { BIN_DEPTH_MM } from '../plant/town/stations.js';
import { em310Frame, em500Frame, uplink } from './chirpstack.js';
import { nativeReport, type WireMessage } from './native.js';
import { forwarded } from './traccar.js';

/** A server of others that speaks for its devices over one connection, with one credential. */
export interface Platform {
  readonly name: string;
  /** MQTT filters of what it publishes. */
  readonly topics: readonly string[];
  /** The ids of its devices begin so. */
  readonly idPrefix: string;
}

/** How a device words what it has to say. */
export interface Dialect {
  encode(device: Device, report: ReportDelivery): WireMessage;
  /** Who speaks for it. Without one it has a connection of its own, whose coming and going the broker hears. */
  readonly platform?: Platform;
}

const NATIVE: Dialect = { encode: (_, report) => nativeReport(report) };
const CHIRPSTACK: Platform = { name: 'chirpstack', topics: ['application/#'], idPrefix: '24e124' };
const TRACCAR: Platform = { name: 'traccar', topics: ['traccar/positions'], idPrefix: '86742' };

/** By the device's profile; what no other dialect claims is native. */
const DIALECTS: ReadonlyMap<string | undefined, Dialect> = new Map<string | undefined, Dialect>([
  [
    'milesight-em310-udl',
    {
      platform: CHIRPSTACK,
      encode: (device, report) => uplink(device, report, em310Frame(report.points, BIN_DEPTH_MM)),
    },
  ],
  [
    'milesight-em500-swl',
    { platform: CHIRPSTACK, encode: (device, report) => uplink(device, report, em500Frame(report.points)) },
  ],
  ['traccar', { platform: TRACCAR, encode: forwarded }],
]);

export const dialectOf = ({ profile }: Device): Dialect => DIALECTS.get(profile) ?? NATIVE;

/** The platforms that speak for some of these devices. */
export const platformsOf = (devices: readonly Device[]): readonly Platform[] => [
  ...new Set(devices.flatMap((device) => dialectOf(device).platform ?? [])),
];
