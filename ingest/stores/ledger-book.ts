import { type DeviceId, type UnixMs, unixMs } from '../../core/index.js';
import type { LedgerLine } from './store.js';

type Counts = { -readonly [K in keyof Omit<LedgerLine, 'device' | 'hour'>]: number };

const HOUR_MS = 3_600_000;

/** Adds up what happened to each device's readings, hour by hour, between two commits. */
export class LedgerBook {
  readonly #lines = new Map<string, Map<number, Counts>>();

  add(device: DeviceId, at: UnixMs, column: keyof Counts, amount: number): void {
    if (amount === 0) return;
    const hour = Math.floor(at / HOUR_MS) * HOUR_MS;
    let hours = this.#lines.get(device);
    if (hours === undefined) {
      hours = new Map();
      this.#lines.set(device, hours);
    }
    let counts = hours.get(hour);
    if (counts === undefined) {
      counts = { accepted: 0, quarantined: 0, refused: 0, stored: 0, duplicate: 0, missing: 0 };
      hours.set(hour, counts);
    }
    counts[column] += amount;
  }

  /** The sums since the last call. */
  take(): LedgerLine[] {
    const lines: LedgerLine[] = [];
    for (const [device, hours] of this.#lines) {
      for (const [hour, counts] of hours)
        lines.push({ device: device as DeviceId, hour: unixMs(hour), ...counts });
    }
    this.#lines.clear();
    return lines;
  }
}
