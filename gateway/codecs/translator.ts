import { type Device, deviceId, isId, type RegistryIndex, type UnixMs } from '../../core/index.js';
import { type DeskDeps, DeviceDesk, type Heard, refused } from './device-desk.js';
import type { Decode, Dialect, Greeting, Parcel } from './dialect.js';
import { Strikes } from './strikes.js';
import type { Captures } from './topic-pattern.js';

export interface TranslatorDeps extends Omit<DeskDeps, 'strikes'> {
  readonly dialects: readonly Dialect[];
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

/** Who brings a message, and the way back to him. */
export interface Bearer {
  /** Name of the credential. */
  readonly name: string;
  maySpeakFor(device: string): boolean;
  send(topic: string, payload: Buffer): void;
}

export interface Translator {
  find(topic: string): DialectTopic | undefined;
  /** What we say of ourselves when the server starts; retained. */
  greetings(): readonly Greeting[];
  /** MQTT filters within which a device is commanded. */
  downOf(device: string): readonly string[];
  /** A promise when a codec has to be run. Never throws or rejects. */
  read(topic: DialectTopic, payload: Buffer, bearer: Bearer): readonly Heard[] | Promise<readonly Heard[]>;
}

/** Reads every dialect, and turns what it says into reports through the device's profile and codec. */
export function createTranslator(given: TranslatorDeps): Translator {
  const deps = { ...given, strikes: new Strikes() };
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

    greetings: () => dialects.flatMap(({ greeting }) => greeting?.(clock.now()) ?? []),

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

function open(deps: DeskDeps, { parcel, receivedAt, bearer }: Opened): Heard | Promise<Heard> {
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
