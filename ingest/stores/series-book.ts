import type { ReportEntry } from '../../core/index.js';

/** A device counting past its newest number by more than this, backwards, has started anew (contract, "boot"). */
const RESTART_FALL = 1_000;

/** How a report stands to what its device sent before. */
export interface Standing {
  readonly series: number;
  /** The boot it belongs to, counted by us when the device does not say. */
  readonly boot: number | undefined;
  /** Nothing like it can be in the store: it is newer than everything of its series. Else the store must be asked. */
  readonly fresh: boolean;
  /** Numbers that the device skipped just before this report. */
  readonly missing: number;
  /** Its number lies behind the newest and it is the first that bears it: when it turns out to be new, it fills a hole. */
  readonly behind: boolean;
}

export type DeviceCounter = Readonly<Pick<Counter, 'boot' | 'seq' | 'first'>>;
type Numbered = Omit<Standing, 'series'>;

/** The numbers of a device within its newest boot. */
interface Counter {
  boot: number;
  /** The newest. */
  seq: number;
  /** The one that was met first: what lies before it was never counted as missing. */
  first: number;
  /** The number that last came behind the newest. */
  behind?: number | undefined;
}

/**
 * Numbers each pair of asset and device (a series) and remembers its newest instant, so that of a million reports only
 * the few that come late or twice need a look into the store.
 */
export class SeriesBook {
  readonly #index = new Map<string, Map<string, number>>();
  readonly #newest: number[] = [];
  /** Boot and number of the newest numbered report of each series; -1 when there is none. */
  readonly #boots: number[] = [];
  readonly #seqs: number[] = [];
  readonly #counters = new Map<string, Counter>();
  readonly #added: { readonly series: number; readonly asset: string; readonly device: string }[] = [];

  /** Puts a series back as it was stored. */
  restore(series: number, asset: string, device: string, newest: number): void {
    this.#put(series, asset, device);
    this.#newest[series] = newest;
  }

  /** The newest number of a series within its newest boot. */
  restoreNumber(series: number, boot: number, seq: number): void {
    this.#boots[series] = boot;
    this.#seqs[series] = seq;
  }

  restoreCounter(device: string, { boot, seq, first }: DeviceCounter): void {
    this.#counters.set(device, { boot, seq, first });
  }

  newestOf(series: number): number {
    return this.#newest[series] ?? Number.NEGATIVE_INFINITY;
  }

  /** Both are -1 when no report of the series bore a number. */
  numberOf(series: number): { readonly boot: number; readonly seq: number } {
    return { boot: this.#boots[series] ?? -1, seq: this.#seqs[series] ?? -1 };
  }

  counterOf(device: string): DeviceCounter | undefined {
    return this.#counters.get(device);
  }

  /** Series that were met for the first time since the last call. */
  takeAdded(): readonly { readonly series: number; readonly asset: string; readonly device: string }[] {
    return this.#added.splice(0);
  }

  find(asset: string, device: string): number | undefined {
    return this.#index.get(asset)?.get(device);
  }

  /** The series of an asset, one for each device that ever spoke for it. */
  seriesOf(asset: string): readonly number[] {
    return [...(this.#index.get(asset)?.values() ?? [])];
  }

  open(asset: string, device: string): number {
    const known = this.find(asset, device);
    if (known !== undefined) return known;
    const series = this.#newest.length;
    this.#put(series, asset, device);
    this.#newest[series] = Number.NEGATIVE_INFINITY;
    this.#added.push({ series, asset, device });
    return series;
  }

  /** Takes note of a report. */
  meet(report: ReportEntry): Standing {
    const series = this.open(report.asset, report.device);
    const numbered = this.#count(report);
    const newest = this.#newest[series] ?? Number.NEGATIVE_INFINITY;
    const later = report.observedAt > newest;
    if (later) this.#newest[series] = report.observedAt;
    const ahead = this.#goAhead(series, numbered.boot, report.seq);
    const fresh = report.stamped ? later : numbered.fresh || ahead;
    return { series, boot: numbered.boot, fresh, missing: numbered.missing, behind: numbered.behind };
  }

  // A message about a cabinet and its lamps bears one number: new to each of them, though not to the device.
  #goAhead(series: number, boot: number | undefined, seq: number | undefined): boolean {
    if (boot === undefined || seq === undefined) return false;
    const newest = this.numberOf(series);
    if (boot < newest.boot || (boot === newest.boot && seq <= newest.seq)) return false;
    this.restoreNumber(series, boot, seq);
    return true;
  }

  #put(series: number, asset: string, device: string): void {
    const devices = this.#index.get(asset) ?? new Map<string, number>();
    this.#index.set(asset, devices.set(device, series));
  }

  // Several reports of one message may bear one number (a cabinet and its lamps): equal numbers are no hole.
  #count({ device, boot, seq }: ReportEntry): Numbered {
    if (seq === undefined) return { boot, fresh: true, missing: 0, behind: false };
    const newest = this.#counters.get(device);
    if (newest === undefined) {
      this.#counters.set(device, { boot: boot ?? 0, seq, first: seq });
      return { boot: boot ?? 0, fresh: true, missing: 0, behind: false };
    }
    const restarted =
      boot === undefined && seq < newest.seq && (seq === 0 || newest.seq - seq > RESTART_FALL);
    const present = boot ?? (restarted ? newest.boot + 1 : newest.boot);
    if (present > newest.boot) {
      this.#counters.set(device, { boot: present, seq, first: seq });
      return { boot: present, fresh: true, missing: 0, behind: false };
    }
    if (present === newest.boot && seq > newest.seq) {
      const missing = seq - newest.seq - 1;
      newest.seq = seq;
      newest.behind = undefined;
      return { boot: present, fresh: true, missing, behind: false };
    }
    // Several reports of one message fill one hole: only the first that bears the number may.
    const isBehind = present === newest.boot && seq < newest.seq;
    const behind = isBehind && seq > newest.first && seq !== newest.behind;
    newest.behind = isBehind ? seq : undefined;
    return { boot: present, fresh: false, missing: 0, behind };
  }
}
