import {
  type Asset,
  type AssetId,
  type Device,
  type DeviceId,
  decodeReports,
  deviceId,
  isId,
  mapPoints,
  type Profile,
  parseRfc3339,
  type RegistryIndex,
  type Rejection,
  type Report,
  type UnixMs,
} from '../../core/index.js';
import type { Clock } from '../../runtime/index.js';
import type { Decode, Dialect, Head, Parcel, Words } from './dialect.js';
import type { CodecRunner } from './sandbox/codec-runner.js';
import type { Captures } from './topic-pattern.js';

export interface TranslatorDeps {
  readonly dialects: readonly Dialect[];
  readonly profiles: ReadonlyMap<string, Profile>;
  readonly codecs: CodecRunner;
  readonly registry: RegistryIndex;
  readonly clock: Clock;
}

/** A topic of a dialect that is not ours. */
export interface DialectTopic {
  readonly dialect: Dialect;
  readonly captures: Captures;
  /** The device (or node) that it belongs to, where the topic tells. */
  readonly speaker: string | undefined;
  /** Nobody needs what is said here. */
  readonly isIdle: boolean;
}

/** What a message said about one device, as the native decoder would give it. */
export interface Heard {
  readonly device: DeviceId;
  readonly reports: readonly Report[];
  readonly rejections: Rejection[];
  readonly online?: boolean;
}

/** Who brings a message, and the way back to him. */
export interface Bearer {
  /** Name of the credential. */
  readonly name: string;
  maySpeakFor(device: string): boolean;
  send(topic: string, payload: Buffer): void;
}

export interface Translator {
  find(topic: string): DialectTopic | undefined;
  /** MQTT filters within which a device is commanded. */
  downOf(device: string): readonly string[];
  /** A promise when a codec has to be run. Never throws or rejects. */
  read(topic: DialectTopic, payload: Buffer, bearer: Bearer): readonly Heard[] | Promise<readonly Heard[]>;
}

/** Reads every dialect, and turns what it says into reports through the device's profile and codec. */
export function createTranslator(deps: TranslatorDeps): Translator {
  const { dialects, registry, clock } = deps;
  const decoders = new Map<Dialect, Decode>(dialects.map((dialect) => [dialect, dialect.open()]));

  return {
    find: (topic) => {
      for (const dialect of dialects) {
        const found = findIn(dialect, topic);
        if (found !== undefined) return found;
      }
      return undefined;
    },

    downOf: (device) => dialects.flatMap((dialect) => dialect.down(device)),

    read: ({ dialect, captures, isIdle }, payload, bearer) => {
      if (isIdle) return [];
      const receivedAt = clock.now();
      const desk = { isDevice: (name: string) => known(registry, name) !== undefined, send: bearer.send };
      const decode = decoders.get(dialect);
      const parcels = decode?.({ topic: captures, payload, receivedAt }, desk) ?? [];
      const heard = parcels.map((parcel) => open(deps, { parcel, receivedAt, bearer }));
      const ready = heard.filter((one): one is Heard => !(one instanceof Promise));
      return ready.length === heard.length ? ready : Promise.all(heard);
    },
  };
}

function findIn(dialect: Dialect, topic: string): DialectTopic | undefined {
  const look = (patterns: Dialect['topics'], isIdle: boolean): DialectTopic | undefined => {
    for (const pattern of patterns) {
      const captures = pattern.match(topic);
      if (captures !== undefined) return { dialect, captures, speaker: dialect.speaker(captures), isIdle };
    }
    return undefined;
  };
  return look(dialect.idle, true) ?? look(dialect.topics, false);
}

const known = (registry: RegistryIndex, name: string): Device | undefined =>
  isId(name) ? registry.device(deviceId(name)) : undefined;

interface Opened {
  readonly parcel: Parcel;
  readonly receivedAt: UnixMs;
  readonly bearer: Bearer;
}

function open(deps: TranslatorDeps, { parcel, receivedAt, bearer }: Opened): Heard | Promise<Heard> {
  const name = parcel.device;
  if (!isId(name) || !bearer.maySpeakFor(name)) {
    // Charged to who brought it: nobody may fill another device's book.
    const device = deviceId(isId(bearer.name) ? bearer.name : 'stranger');
    return refused(
      device,
      `${JSON.stringify(name.slice(0, 64))} is no device of ${bearer.name}`,
      sizeOf(parcel),
    );
  }
  const id = deviceId(name);
  if (parcel.kind === 'status') return { device: id, reports: [], rejections: [], online: parcel.online };
  const device = deps.registry.device(id);
  if (device === undefined) return refused(id, 'unknown device', sizeOf(parcel));
  const desk = new DeviceDesk(deps, device, receivedAt);
  switch (parcel.kind) {
    case 'fault':
      return refused(id, parcel.reason, parcel.readings);
    case 'reports':
      return desk.native(parcel.items);
    case 'words':
      return desk.words(parcel);
    case 'bytes':
      return desk.bytes(parcel);
  }
}

const refused = (device: DeviceId, reason: string, readings: number): Heard => ({
  device,
  reports: [],
  rejections: [{ reason, readings }],
});

/** Readings of a parcel that nobody reads, as far as can be told. */
function sizeOf(parcel: Parcel): number {
  switch (parcel.kind) {
    case 'fault':
      return parcel.readings;
    case 'reports':
      return Math.max(1, parcel.items.length);
    case 'words':
      return Math.max(1, Object.keys(parcel.words).length);
    default:
      return 1;
  }
}

interface Said {
  readonly head: Head;
  readonly words: Words;
  readonly profile?: string;
  readonly extra?: Words;
}

/** One message of one registered device. */
class DeviceDesk {
  readonly #deps: TranslatorDeps;
  readonly #device: Device;
  readonly #receivedAt: UnixMs;

  constructor(deps: TranslatorDeps, device: Device, receivedAt: UnixMs) {
    this.#deps = deps;
    this.#device = device;
    this.#receivedAt = receivedAt;
  }

  native(items: readonly Words[], rejected: readonly Rejection[] = []): Heard {
    const { deviceId: device, assetId: mountedOn } = this.#device;
    const { reports, rejections } = decodeReports(items, { device, receivedAt: this.#receivedAt, mountedOn });
    rejections.push(...rejected);
    return { device, reports, rejections };
  }

  words({ head, words, profile: byDefault, extra = {} }: Said): Heard {
    const profile = this.#profile(byDefault);
    if (profile === undefined) return this.native([{ ...head, ...extra, ...words }]);
    const mounted = this.#mounted();
    if (mounted === undefined) return refused(this.#device.deviceId, 'the device is mounted on no asset', 1);
    const find = (asset: AssetId): Asset | undefined => this.#deps.registry.asset(asset);
    const { items, rejections } = mapPoints(words, profile, { mounted, find });
    const beside =
      Object.keys(extra).length > 0 && items.length > 0 ? { asset: mounted.assetId, ...extra } : undefined;
    const all = items.map((item) => ({ ...head, ...(item.asset === mounted.assetId ? extra : {}), ...item }));
    const isTold = items.some((item) => item.asset === mounted.assetId);
    return this.native(isTold || beside === undefined ? all : [...all, { ...head, ...beside }], rejections);
  }

  async bytes({ head, bytes, fPort, extra }: Extract<Parcel, { kind: 'bytes' }>): Promise<Heard> {
    const { deviceId: id, codec = this.#profile(undefined)?.codec } = this.#device;
    if (codec === undefined) return refused(id, 'bytes, and the device has no codec', 1);
    const recvTime = typeof head.ts === 'string' ? parseRfc3339(head.ts) : head.ts;
    const input = { bytes: [...bytes], fPort, recvTime: recvTime ?? this.#receivedAt, variables: {} };
    const result = await this.#deps.codecs.decode(codec, input);
    const words = result.ok ? dataOf(result.value) : result.error;
    if (typeof words === 'string') return refused(id, `${codec}: ${words}`, 1);
    return this.words({ head, words, ...(extra === undefined ? {} : { extra }) });
  }

  #profile(byDefault: string | undefined): Profile | undefined {
    const { profile } = this.#device;
    const own = profile === undefined ? undefined : this.#deps.profiles.get(profile);
    return own ?? (byDefault === undefined ? undefined : this.#deps.profiles.get(byDefault));
  }

  #mounted(): Asset | undefined {
    const { assetId } = this.#device;
    return assetId === undefined ? undefined : this.#deps.registry.asset(assetId);
  }
}

/** The data of what `decodeUplink` returned, or why there is none. */
function dataOf(output: unknown): Words | string {
  if (!isWords(output)) return 'the codec returned no object';
  const { data, errors } = output;
  if (Array.isArray(errors) && errors.length > 0) return `the codec says: ${String(errors[0]).slice(0, 200)}`;
  return isWords(data) ? data : 'the codec returned no data';
}

const isWords = (value: unknown): value is Words =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
