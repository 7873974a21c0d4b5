import type { RuleSet } from '../rule/rule.js';
import type { UnixMs } from '../units/units.js';
import type { Shelf } from './alert.js';
import type { AlertId, AssetId, DeviceId } from './ids.js';
import type { Asset, Device } from './registry.js';
import type { AssetKind, Quality } from './vocabulary.js';

/** A reading's value; flags travel as 0 and 1. */
export type PointValue = number | string;

/** One decoded report: what one device said about one asset at one instant. */
export interface Report {
  readonly device: DeviceId;
  readonly asset: AssetId;
  /** Device clock, or the arrival time when the device gave none or one that can't be believed. */
  readonly observedAt: UnixMs;
  /** True when `observedAt` is the device's own: then (device, asset, point, observedAt) identifies a reading. */
  readonly stamped: boolean;
  readonly boot?: number | undefined;
  readonly seq?: number | undefined;
  readonly points: Readonly<Record<string, PointValue>>;
  /** Only the points that are not good. */
  readonly quality?: Readonly<Record<string, Quality>> | undefined;
  /** The clock the device claimed, when it was not believed. */
  readonly claimedAt?: number | undefined;
  /** Imported history: engine time is `observedAt`, it is never late and never pages. */
  readonly origin?: 'import' | undefined;
}

/** What a person does about an alert. */
export type Action =
  | { readonly action: 'acknowledge'; readonly note?: string }
  /** Nobody is to be disturbed by it until `until`; evaluation goes on. */
  | ({ readonly action: 'shelve' } & Omit<Shelf, 'by'>)
  | { readonly action: 'unshelve'; readonly note?: string };

/** What stands in the log, in one order for every reader. `at` is engine time and never falls. */
export type Entry =
  | ({
      readonly kind: 'report';
      readonly at: UnixMs;
      /** Which table of the store it goes to; stands here so that readers of the log need no registry. */
      readonly assetKind: AssetKind;
    } & Report)
  | {
      readonly kind: 'status';
      readonly at: UnixMs;
      readonly device: DeviceId;
      readonly online: boolean;
      readonly fw?: string;
    }
  /** A message that could not become a reading: counted, kept, acknowledged. `payload` is cut at 1 KiB. */
  | {
      readonly kind: 'quarantine';
      readonly at: UnixMs;
      readonly device: DeviceId;
      readonly reason: string;
      readonly topic: string;
      readonly payload: string;
      /** Readings the message held, as far as can be told; 1 when it can't. */
      readonly readings: number;
    }
  /** Our own downtime: nobody's silence between the two counts. */
  | { readonly kind: 'gap'; readonly at: UnixMs; readonly from: UnixMs; readonly until: UnixMs }
  /** Positions that were acknowledged and can't be read any more. */
  | {
      readonly kind: 'corruption';
      readonly at: UnixMs;
      readonly fromPosition: number;
      readonly toPosition: number;
    }
  /** Time passes while nothing else comes. */
  | { readonly kind: 'clock'; readonly at: UnixMs }
  | {
      readonly kind: 'registry';
      readonly at: UnixMs;
      readonly assets: readonly Asset[];
      readonly devices: readonly Device[];
    }
  /** A rule set becomes live; `source` is the text it was read from. */
  | {
      readonly kind: 'rules';
      readonly at: UnixMs;
      readonly version: number;
      readonly rules: RuleSet;
      readonly source: string;
    }
  /**
   * A city's lines change: what `feed` runs is from now on what was imported as `version`. Shapes are long and the log is
   * not; whoever needs them finds this version, which never changes, in the state store by its number and digest.
   */
  | {
      readonly kind: 'lines';
      readonly at: UnixMs;
      readonly feed: string;
      readonly version: number;
      readonly digest: string;
    }
  | ({
      readonly kind: 'action';
      readonly at: UnixMs;
      readonly alert: AlertId;
      readonly by: string;
    } & Action)
  | {
      readonly kind: 'audit';
      readonly at: UnixMs;
      readonly by: string;
      readonly what: string;
      readonly detail?: string;
    };

export type EntryKind = Entry['kind'];
export type ReportEntry = Extract<Entry, { kind: 'report' }>;

/** What the engine is fed: the log's entries, and ticks at its own deadlines. */
export type EngineInput = Entry | { readonly kind: 'tick'; readonly at: UnixMs };
