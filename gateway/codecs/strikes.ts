import { after, type DeviceId, minutes, type UnixMs } from '../../core/index.js';

const MOST = 3;
const REST = minutes(1);

interface Record {
  readonly count: number;
  readonly last: UnixMs;
}

/**
 * A device whose codec hangs costs the others 50 ms a message. After three in a row its messages are not run for a
 * minute: they are quarantined as the others were.
 */
export class Strikes {
  readonly #records = new Map<DeviceId, Record>();

  isOut(device: DeviceId, at: UnixMs): boolean {
    const record = this.#records.get(device);
    return record !== undefined && record.count >= MOST && at < after(record.last, REST);
  }

  hung(device: DeviceId, at: UnixMs): void {
    this.#records.set(device, { count: (this.#records.get(device)?.count ?? 0) + 1, last: at });
  }

  /** It did what it should, or failed in time. */
  clear(device: DeviceId): void {
    this.#records.delete(device);
  }
}
