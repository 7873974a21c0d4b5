import type { UnixMs } from '../../../core/index.js';
import type { Metric, Payload } from './generated/payload_pb.js';
import type { Announced } from './metrics.js';

/** A node that is asked for a rebirth is not asked again for so long. */
const ASK_AGAIN_MS = 10_000;
/** Metrics of one node that are remembered. */
const MAX_METRICS = 50_000;
const NODE = '';

/** What an edge node told at its birth, and where it is in its sequence. */
export class NodeSession {
  readonly #aliases = new Map<bigint, Announced>();
  /** By the device's name, the node itself being `''`. */
  readonly #names = new Map<string, Map<string, Announced>>();
  #bdSeq: bigint | undefined;
  #seq: number | undefined;
  #isBorn = false;
  #askedAt: number | undefined;
  #metrics = 0;

  /** Devices that were born and have not died. */
  get devices(): readonly string[] {
    return [...this.#names.keys()].filter((name) => name !== NODE);
  }

  /** A birth of the node; what it said before is void. */
  bear(payload: Payload): void {
    this.#aliases.clear();
    this.#names.clear();
    this.#metrics = 0;
    this.#isBorn = true;
    this.#askedAt = undefined;
    this.#bdSeq = bdSeqOf(payload);
    this.#seq = seqOf(payload);
    this.#announce(NODE, payload.metrics);
  }

  bearDevice(device: string, payload: Payload): void {
    this.#announce(device, payload.metrics);
  }

  /** False for the last will of an earlier connection, which says nothing about this one. */
  isDeathOfThis(payload: Payload): boolean {
    const died = bdSeqOf(payload);
    return this.#bdSeq === undefined || died === undefined || died === this.#bdSeq;
  }

  die(): void {
    this.#isBorn = false;
    this.#seq = undefined;
    this.#names.clear();
    this.#aliases.clear();
  }

  dieDevice(device: string): void {
    this.#names.delete(device);
  }

  /** Counts the message; false when one is missing before it, or when its birth was never heard. */
  follows(payload: Payload, device: string): boolean {
    const [last, seq] = [this.#seq, seqOf(payload)];
    if (seq !== undefined) this.#seq = seq;
    if (!this.#isBorn || !this.#names.has(device)) return false;
    // The same number again is the message sent twice.
    return last === undefined || seq === undefined || seq === last || seq === (last + 1) % 256;
  }

  announced(metric: Metric, device: string): Announced | undefined {
    if (metric.name !== undefined && metric.name !== '') {
      const { name } = metric;
      return { name, datatype: metric.datatype ?? this.#names.get(device)?.get(name)?.datatype };
    }
    return metric.alias === undefined ? undefined : this.#aliases.get(metric.alias);
  }

  /** True at most once in a while: then the node is asked to say everything again. */
  mayAsk(at: UnixMs): boolean {
    if (this.#askedAt !== undefined && at - this.#askedAt < ASK_AGAIN_MS) return false;
    this.#askedAt = at;
    return true;
  }

  #announce(device: string, metrics: readonly Metric[]): void {
    const names = new Map<string, Announced>();
    for (const { name, alias, datatype } of metrics) {
      if (name === undefined || this.#metrics >= MAX_METRICS) continue;
      this.#metrics += 1;
      names.set(name, { name, datatype });
      if (alias !== undefined) this.#aliases.set(alias, { name, datatype });
    }
    this.#names.set(device, names);
  }
}

const seqOf = ({ seq }: Payload): number | undefined => (seq === undefined ? undefined : Number(seq % 256n));

function bdSeqOf({ metrics }: Payload): bigint | undefined {
  const value = metrics.find(({ name }) => name === 'bdSeq')?.value;
  if (value?.case === 'longValue') return value.value;
  return value?.case === 'intValue' ? BigInt(value.value) : undefined;
}
