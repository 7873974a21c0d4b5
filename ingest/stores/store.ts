import type { AssetId, AssetKind, DeviceId, PointValue, Quality, UnixMs } from '../../core/index.js';

/** A frame of the log as the recorder hands it on: entries from `skip` on stand at `first`, `first + 1` … */
export interface StoreFrame {
  readonly frame: Uint8Array;
  readonly skip: number;
  readonly first: number;
}

/** A raw reading as it was stored. */
export interface StoredReading {
  readonly ts: UnixMs;
  readonly value: PointValue;
  readonly quality: Quality;
  readonly receivedAt: UnixMs;
}

/** Readings of one span of `every`, drawn as a band. */
export interface ReadingSpan {
  readonly ts: UnixMs;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly last: number;
  readonly count: number;
}

export interface ReadingsQuery {
  readonly asset: AssetId;
  readonly kind: AssetKind;
  readonly point: string;
  /** Observed time, both ends included. */
  readonly from: UnixMs;
  readonly to: UnixMs;
  readonly limit: number;
}

/** A stored report, whole: what a backtest reads and what the live view starts from. */
export interface StoredReport {
  readonly asset: AssetId;
  readonly device: DeviceId;
  readonly kind: AssetKind;
  readonly observedAt: UnixMs;
  readonly receivedAt: UnixMs;
  /** 0 for imported history, which never stood in the log. */
  readonly position: number;
  readonly points: Readonly<Record<string, PointValue>>;
  readonly quality?: Readonly<Record<string, Quality>> | undefined;
}

/** One hour of one device, counted in readings; `received = accepted + quarantined + refused`. */
export interface LedgerLine {
  readonly device: DeviceId;
  /** Start of the hour. */
  readonly hour: UnixMs;
  readonly accepted: number;
  readonly quarantined: number;
  readonly refused: number;
  readonly stored: number;
  readonly duplicate: number;
  /** Reports that the device numbered and we never saw. */
  readonly missing: number;
}

export interface LedgerQuery {
  readonly device?: DeviceId | undefined;
  readonly from: UnixMs;
  readonly to: UnixMs;
}

/** Where readings live. One per process, in a thread of its own; every call is a message. */
export interface TelemetryStore {
  /** Everything up to this log position was durable when the store was opened. */
  readonly position: number;
  /** Resolves when all of it is durable, each reading with an identity once. Frames come in the log's order. */
  write(frames: readonly StoreFrame[]): Promise<void>;
  /** Imported history: no log position; what is there already is left alone. Resolves with the reports added. */
  importReports(reports: readonly StoredReport[]): Promise<number>;
  readings(query: ReadingsQuery): Promise<readonly StoredReading[]>;
  spans(query: ReadingsQuery & { readonly everyMs: number }): Promise<readonly ReadingSpan[]>;
  /** The newest report of every asset observed at or after `since`. */
  latest(since: UnixMs): Promise<readonly StoredReport[]>;
  /** Reports in the order of their arrival (history: of their observation), a page at a time from `cursor`. */
  scan(query: ScanQuery): Promise<ScanPage>;
  ledger(query: LedgerQuery): Promise<readonly LedgerLine[]>;
  close(): Promise<void>;
}

export interface ScanQuery {
  readonly kinds: readonly AssetKind[];
  readonly from: UnixMs;
  readonly to: UnixMs;
  readonly limit: number;
  /** Opaque; absent for the first page. */
  readonly cursor?: string | undefined;
}

export interface ScanPage {
  readonly reports: readonly StoredReport[];
  /** Absent on the last page. */
  readonly next?: string | undefined;
}
