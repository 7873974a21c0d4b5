import {
  type Asset,
  type AssetId,
  type Device,
  type DeviceId,
  decodeReports,
  mapPoints,
  type Profile,
  parseRfc3339,
  type RegistryIndex,
  type Rejection,
  type Report,
  type UnixMs,
} from '../../core/index.js';
import type { Clock } from '../../runtime/index.js';
import type { Head, Parcel, Words } from './dialect.js';
import { TOO_LONG } from './sandbox/call.js';
import type { CodecRunner } from './sandbox/codec-runner.js';
import type { Strikes } from './strikes.js';

export interface DeskDeps {
  readonly profiles: ReadonlyMap<string, Profile>;
  readonly codecs: CodecRunner;
  readonly registry: RegistryIndex;
  readonly clock: Clock;
  readonly strikes: Strikes;
}

/** What a message said about one device, as the native decoder would give it. */
export interface Heard {
  readonly device: DeviceId;
  readonly reports: readonly Report[];
  readonly rejections: Rejection[];
  readonly online?: boolean;
}

const MAX_REASON = 200;
/** Bytes of a frame; LoRaWAN carries 242 at most. */
const MAX_FRAME = 1_024;

export const refused = (device: DeviceId, reason: string, readings: number): Heard => ({
  device,
  reports: [],
  rejections: [{ reason, readings }],
});

interface Said {
  readonly head: Head;
  readonly words: Words;
  readonly profile?: string;
  readonly extra?: Words;
}

/** One message of one registered device. */
export class DeviceDesk {
  readonly #deps: DeskDeps;
  readonly #device: Device;
  readonly #receivedAt: UnixMs;

  constructor(deps: DeskDeps, device: Device, receivedAt: UnixMs) {
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
    const { deviceId: id, profile } = this.#device;
    const codec = this.#device.codec ?? this.#profile(undefined)?.codec;
    const { codecs, profiles, strikes, clock } = this.#deps;
    if (codec === undefined) {
      const isUnknown = profile !== undefined && !profiles.has(profile);
      return refused(
        id,
        isUnknown ? `bytes, and there is no profile ${profile}` : 'bytes, and the device has no codec',
        1,
      );
    }
    if (bytes.length > MAX_FRAME) return refused(id, `a frame of ${bytes.length} bytes`, 1);
    if (strikes.isOut(id, this.#receivedAt))
      return refused(id, `${codec}: not run, since it keeps hanging`, 1);
    const recvTime = typeof head.ts === 'string' ? parseRfc3339(head.ts) : head.ts;
    const input = { bytes: [...bytes], fPort, recvTime: recvTime ?? this.#receivedAt, variables: {} };
    const result = await codecs.decode(codec, input);
    if (!result.ok && result.error === TOO_LONG) strikes.hung(id, clock.now());
    else strikes.clear(id);
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
  if (Array.isArray(errors) && errors.length > 0)
    return `the codec says: ${textOf(errors[0]).slice(0, MAX_REASON)}`;
  return isWords(data) ? data : 'the codec returned no data';
}

const isWords = (value: unknown): value is Words =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

// Whatever it is: `String` of a stranger's object runs what the stranger calls `toString`.
const textOf = (error: unknown): string => (typeof error === 'string' ? error : JSON.stringify(error));
