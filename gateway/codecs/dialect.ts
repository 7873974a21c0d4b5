import type Type from 'typebox';
import { Compile } from 'typebox/compile';
import type { UnixMs } from '../../core/index.js';
import { type Captures, type TopicPattern, topicPattern } from './topic-pattern.js';

/** Keys of a report that say when: `ts` (epoch ms or RFC 3339), `seq`. */
export type Head = Readonly<{ ts?: number | string; seq?: number }>;
export type Words = Readonly<Record<string, unknown>>;

/** What a message holds about one device, before anybody looked the device up. */
export type Parcel = { readonly device: string } & (
  | { readonly kind: 'status'; readonly online: boolean }
  /** Reports in the native form. */
  | { readonly kind: 'reports'; readonly items: readonly Words[] }
  /** The device's own words; its profile (or `profile`, when it has none) says what they mean. */
  | {
      readonly kind: 'words';
      readonly head: Head;
      readonly words: Words;
      readonly profile?: string;
      readonly extra?: Words;
    }
  /** Bytes for its codec. `extra`: points that come beside them. */
  | {
      readonly kind: 'bytes';
      readonly head: Head;
      readonly bytes: Buffer;
      readonly fPort: number;
      readonly extra?: Words;
    }
  | { readonly kind: 'fault'; readonly reason: string; readonly readings: number }
);

export interface Message {
  readonly topic: Captures;
  readonly payload: Buffer;
  readonly receivedAt: UnixMs;
}

/** What a decoder that remembers may do beside reading. */
export interface Desk {
  /** Registered under this name. */
  isDevice(name: string): boolean;
  /** Sends a message back over MQTT. */
  send(topic: string, payload: Buffer): void;
}

/** Reads messages. Never throws, whatever it is fed. */
export type Decode = (message: Message, desk: Desk) => readonly Parcel[];

export interface Greeting {
  readonly topic: string;
  readonly payload: Buffer;
}

/** A way of speaking MQTT, declared as data. */
export interface Dialect {
  readonly name: string;
  /** What its devices publish. */
  readonly topics: readonly TopicPattern[];
  /** What they publish as well, and nobody here needs: acknowledged and dropped. */
  readonly idle: readonly TopicPattern[];
  /** What is sent to it: MQTT filters within which this speaker may listen. */
  down(speaker: string): readonly string[];
  /** Name of the device (or of the node that speaks for it), where the topic tells. */
  speaker(topic: Captures): string | undefined;
  /** What its devices wait for before they speak, where they do. */
  greeting?(at: UnixMs): Greeting;
  /** A decoder for one gateway; most need no memory. */
  open(): Decode;
}

export interface JsonDialect<T extends Type.TSchema> {
  readonly name: string;
  readonly topics: readonly string[];
  readonly idle?: readonly string[];
  down?(speaker: string): readonly string[];
  speaker(topic: Captures): string | undefined;
  /** What a payload must look like; keys that nobody needs are not named. */
  readonly schema: T;
  decode(body: Type.Static<T>, topic: Captures, receivedAt: UnixMs): readonly Parcel[];
  /** To whom a payload that does not look so is charged, by what can be told of it. */
  blame(topic: Captures): string;
}

/** A dialect whose payloads are JSON. */
export function jsonDialect<T extends Type.TSchema>(given: JsonDialect<T>): Dialect {
  const check = Compile(given.schema);
  const decode: Decode = ({ topic, payload, receivedAt }) => {
    const fault = (reason: string): readonly Parcel[] => [
      { kind: 'fault', device: given.blame(topic), reason, readings: 1 },
    ];
    const body = parseJson(payload);
    if (body === undefined) return fault('the payload is not JSON');
    if (check.Check(body)) return given.decode(body, topic, receivedAt);
    const [error] = check.Errors(body);
    const path = error?.instancePath.slice(1).replaceAll('/', '.') ?? '';
    return fault(`not ${given.name}: ${path === '' ? '' : `${path}: `}${error?.message ?? ''}`);
  };
  return {
    name: given.name,
    topics: given.topics.map(topicPattern),
    idle: (given.idle ?? []).map(topicPattern),
    down: given.down ?? (() => []),
    speaker: given.speaker,
    open: () => decode,
  };
}

export function parseJson(payload: Buffer): unknown {
  try {
    return JSON.parse(payload.toString());
  } catch {
    return undefined;
  }
}
