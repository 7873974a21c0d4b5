import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import type { UnixMs } from '../../../core/index.js';
import type { Desk, Dialect, Message, Parcel } from '../dialect.js';
import { type Captures, topicPattern } from '../topic-pattern.js';
import { type Payload, PayloadSchema } from './generated/payload_pb.js';
import { BOOLEAN, isHousekeeping, readValue } from './metrics.js';
import { NodeSession } from './node-session.js';

/** Edge nodes whose births are remembered; the one that was born first makes room. */
const MAX_NODES = 10_000;

/** A colon would let `a:b` of one group pass for `b` of another. */
const nodeOf = ({ group = '', node = '' }: Captures): string | undefined =>
  group.includes(':') || node.includes(':') ? undefined : `${group}:${node}`;

/** Sparkplug B (Eclipse Sparkplug 3.0). Devices are `group:node:device`, nodes `group:node`. */
export const sparkplug: Dialect = {
  name: 'sparkplug',
  topics: [
    topicPattern('spBv1.0/{group}/{type:NBIRTH|NDATA|NDEATH}/{node}'),
    topicPattern('spBv1.0/{group}/{type:DBIRTH|DDATA|DDEATH}/{node}/{device}'),
  ],
  idle: [],
  down: (speaker) => {
    const [group = '', node = ''] = speaker.split(':');
    return [`spBv1.0/${group}/NCMD/${node}`, `spBv1.0/${group}/DCMD/${node}/#`, 'spBv1.0/STATE/+'];
  },
  speaker: nodeOf,
  // For nodes that hold their data back until their primary host, `streetkeep`, is there.
  greeting: (at) => ({
    topic: 'spBv1.0/STATE/streetkeep',
    payload: Buffer.from(JSON.stringify({ online: true, timestamp: at })),
  }),
  open: () => {
    const nodes = new Map<string, NodeSession>();
    return (message, desk) => {
      const name = nodeOf(message.topic) ?? '';
      const payload = parse(message.payload);
      const device = message.topic.device ?? '';
      const heard = { ...message, name: device === '' ? name : `${name}:${device}`, device };
      if (payload === undefined) return [fault(heard.name, 'not a Sparkplug B payload', 1)];
      return decode({ ...heard, payload, session: sessionOf(nodes, name) }, desk);
    };
  },
};

interface Heard extends Pick<Message, 'topic' | 'receivedAt'> {
  /** Of the device, or of the node when it speaks for itself. */
  readonly name: string;
  /** `''` for the node itself. */
  readonly device: string;
  readonly payload: Payload;
  readonly session: NodeSession;
}

const fault = (device: string, reason: string, readings: number): Parcel => ({
  kind: 'fault',
  device,
  reason,
  readings,
});

function parse(bytes: Buffer): Payload | undefined {
  try {
    return fromBinary(PayloadSchema, bytes);
  } catch {
    return undefined;
  }
}

function sessionOf(nodes: Map<string, NodeSession>, name: string): NodeSession {
  const session = nodes.get(name) ?? new NodeSession();
  nodes.set(name, session);
  const [oldest] = nodes.keys();
  if (nodes.size > MAX_NODES && oldest !== undefined) nodes.delete(oldest);
  return session;
}

function decode(heard: Heard, desk: Desk): readonly Parcel[] {
  const { session, payload, device, name } = heard;
  switch (heard.topic.type) {
    case 'NBIRTH':
      session.bear(payload);
      return [...online([name], desk, true), ...wordsOf(heard)];
    case 'DBIRTH': {
      const follows = session.follows(payload, '');
      session.bearDevice(device, payload);
      if (!follows) askForRebirth(heard, desk);
      return [...online([name], desk, true), ...wordsOf(heard)];
    }
    case 'NDEATH': {
      if (!session.isDeathOfThis(payload)) return [];
      const dead = session.devices.map((one) => `${name}:${one}`);
      session.die();
      return online([name, ...dead], desk, false);
    }
    case 'DDEATH':
      if (!session.follows(payload, device)) askForRebirth(heard, desk);
      session.dieDevice(device);
      return online([name], desk, false);
    default:
      if (!session.follows(payload, device)) askForRebirth(heard, desk);
      return wordsOf(heard);
  }
}

/** A node is often no device of ours: only its devices are. */
const online = (names: readonly string[], desk: Desk, isOnline: boolean): Parcel[] =>
  names.filter((name) => desk.isDevice(name)).map((device) => ({ kind: 'status', device, online: isOnline }));

/** Readings of one instant make one report. */
function wordsOf({ payload, session, device, name }: Heard): Parcel[] {
  const reports = new Map<bigint | undefined, Record<string, unknown>>();
  const parcels: Parcel[] = [];
  let nameless = 0;
  for (const metric of payload.metrics) {
    const known = session.announced(metric, device);
    if (known !== undefined && isHousekeeping(known.name)) continue;
    if (metric.isNull === true) continue;
    const value = known === undefined ? undefined : readValue(metric, known.datatype);
    if (known === undefined || value === undefined) {
      nameless += 1;
      continue;
    }
    if (typeof value === 'bigint') {
      parcels.push(fault(name, `${known.name.slice(0, 64)}: ${value} can't be kept exactly`, 1));
      continue;
    }
    const at = metric.timestamp ?? payload.timestamp;
    const words = reports.get(at) ?? {};
    // A name that a stranger chose must not reach a prototype.
    Object.defineProperty(words, known.name, { value, enumerable: true, configurable: true, writable: true });
    reports.set(at, words);
  }
  if (nameless > 0)
    parcels.push(fault(name, 'metrics whose birth was not heard; a rebirth is asked for', nameless));
  for (const [at, words] of reports) {
    const head = at === undefined ? {} : { ts: Number(at) };
    parcels.push({ kind: 'words', device: name, head, words });
  }
  return parcels;
}

/** Asks the node to say its births again, when something before this was lost. */
function askForRebirth({ session, topic, receivedAt }: Heard, desk: Desk): void {
  if (!session.mayAsk(receivedAt)) return;
  desk.send(`spBv1.0/${topic.group}/NCMD/${topic.node}`, Buffer.from(rebirth(receivedAt)));
}

function rebirth(at: UnixMs): Uint8Array {
  const metric = {
    name: 'Node Control/Rebirth',
    timestamp: BigInt(at),
    datatype: BOOLEAN,
    value: { case: 'booleanValue', value: true },
  } as const;
  return toBinary(PayloadSchema, create(PayloadSchema, { timestamp: BigInt(at), metrics: [metric] }));
}
