import type { UnixMs } from '../units/units.js';
import type { AlertId, AssetId, DeviceId, RuleId } from './ids.js';
import type { AlertKind, AlertState, Severity } from './vocabulary.js';

export type AlertSubject = { readonly asset: AssetId } | { readonly device: DeviceId };

/** A reading (or a deadline) that an alert rests on. */
export interface Evidence {
  readonly at: UnixMs;
  readonly point?: string;
  readonly value?: number;
  readonly note?: string;
}

/** Why, by whom and how long an alert is not to disturb anybody. */
export interface Shelf {
  readonly by: string;
  /** Who answers for it meanwhile. */
  readonly owner: string;
  readonly reason: string;
  /** Engine time at which it ends. */
  readonly until: UnixMs;
}

/** One episode of one rule on one subject. */
export interface Alert {
  readonly id: AlertId;
  readonly ruleId: RuleId;
  readonly ruleVersion: number;
  readonly kind: AlertKind;
  readonly cause?: string;
  readonly subject: AlertSubject;
  readonly assetId?: AssetId;
  readonly severity: Severity;
  readonly state: AlertState;
  /** Observed time of the first breaching reading of the covered hold; for silence, the deadline. */
  readonly openedAt: UnixMs;
  readonly resolvedAt?: UnixMs;
  readonly acknowledgedBy?: string;
  /**
   * Present while the alert is raised and cleared again and again: how often within the hour, and the deadband, in the
   * point's unit, that it would take to be more than, to be raised only once.
   */
  readonly flapping?: { readonly cycles: number; readonly deadband: number };
  /** Present while the alert is on the shelf; one that ends there keeps it. */
  readonly shelved?: Shelf;
  /** Why the alert can't be judged at present; absent while readings arrive. */
  readonly stale?: string;
  readonly evidence: readonly Evidence[];
  /** The threshold that applies at the present severity and the layer that set it. */
  readonly threshold?: { readonly value: number; readonly layer: string };
}
