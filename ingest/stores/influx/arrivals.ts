import type { AssetKind } from '../../../core/index.js';
import type { Row } from '../row.js';

const MINUTE_MS = 60_000;

/** What came within one minute of our clock: InfluxDB finds by observed time only, and this says where to look. */
export interface Arrivals {
  /** Start of the minute of arrival. */
  readonly minute: number;
  readonly reports: number;
  /** The earliest and the latest observed time among them. */
  readonly firstTs: number;
  readonly lastTs: number;
}

export const minuteOf = (at: number): number => Math.floor(at / MINUTE_MS) * MINUTE_MS;
export const endOfMinute = (minute: number): number => minute + MINUTE_MS - 1;

/** Adds up the arrivals of one write. */
export class ArrivalBook {
  readonly #lines = new Map<string, { -readonly [K in keyof Arrivals]: Arrivals[K] } & { kind: AssetKind }>();

  add({ kind, receivedAt, ts }: Row): void {
    const minute = minuteOf(receivedAt);
    const key = `${kind} ${minute}`;
    const known = this.#lines.get(key);
    if (known === undefined) this.#lines.set(key, { kind, minute, reports: 1, firstTs: ts, lastTs: ts });
    else {
      known.reports += 1;
      known.firstTs = Math.min(known.firstTs, ts);
      known.lastTs = Math.max(known.lastTs, ts);
    }
  }

  take(): readonly (Arrivals & { readonly kind: AssetKind })[] {
    return [...this.#lines.values()];
  }
}
