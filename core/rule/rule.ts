import type { RuleId } from '../model/ids.js';
import type { PointName } from '../model/points.js';
import type { AlertKind, AssetKind, Severity } from '../model/vocabulary.js';
import type { Hours } from '../time/hours.js';

export type AttributeValue = string | number | boolean;

/** The asset's attribute equals one of the values; of a list attribute, one member does. */
export interface Condition {
  readonly attribute: string;
  readonly oneOf: readonly AttributeValue[];
}

/** All assets of a kind that meet every condition. */
export interface AssetWatch {
  readonly asset: AssetKind;
  readonly where: readonly Condition[];
}

/** Every device; with `on`, only those mounted on an asset of one of these kinds. */
export interface DeviceWatch {
  readonly device: '*';
  readonly on?: readonly AssetKind[];
}

/** One step of severity. Both values are inclusive and in the point's unit; for a rate, per window. */
export interface Level {
  readonly severity: Severity;
  readonly raise: number;
  readonly clear: number;
}

export interface Escalation {
  readonly afterMs: number;
  readonly to: string;
}

/** Who is told. */
export interface Notify {
  readonly team: string;
  readonly escalate: readonly Escalation[];
}

/** Who is sent, and by when. */
export interface Dispatch {
  readonly skill: string;
  readonly sla: { readonly acceptMs?: number; readonly closeMs?: number };
}

interface Policy {
  /** Stable over versions: an alert belongs to the id, not to the text of the rule. */
  readonly id: RuleId;
  readonly kind: AlertKind;
  readonly notify?: Notify;
  readonly dispatch?: Dispatch;
}

/** A number that must not pass a limit. */
export interface ThresholdRule extends Policy {
  readonly type: 'threshold';
  readonly watch: AssetWatch;
  readonly point: PointName;
  /** What is judged is how far the point moved over this observed time, in ms; absent: the point itself. */
  readonly rate?: { readonly overMs: number };
  readonly direction: 'above' | 'below';
  /** Mildest first; the limits rise in the rule's direction. At least one. */
  readonly levels: readonly Level[];
  /** Covered observed time, in ms, that a level's condition must hold; 0 raises on the first reading. */
  readonly raiseForMs: number;
  readonly clearForMs: number;
  /** Only then can a level rise; absent: always. */
  readonly active?: Hours;
  /** The longest hole between two readings that still proves something; `auto` follows the device's interval. */
  readonly maxGapMs: number | 'auto';
}

/** A device that must be heard. */
export interface SilentRule extends Policy {
  readonly type: 'silent';
  readonly watch: DeviceWatch;
  /** Expected intervals that may pass unheard; at least 1. */
  readonly intervals: number;
  readonly severity: Severity;
}

export type Rule = ThresholdRule | SilentRule;

/** Where other limits than the rule's can come from; a later layer wins over an earlier one. */
export const LAYERS = ['class', 'line', 'grid', 'group', 'segment', 'stop', 'asset'] as const;
export type Layer = (typeof LAYERS)[number];

/** Other limits for a level of the rule; what is absent stays. */
export interface LevelOverride {
  readonly severity: Severity;
  readonly raise?: number;
  readonly clear?: number;
}

/** Other limits of one rule for the assets of one class, line, grid, group, segment or stop, or for one asset. */
export interface Override {
  readonly rule: RuleId;
  readonly layer: Layer;
  readonly of: string;
  /** Engine time, epoch ms, from which it is valid; absent: always was. */
  readonly from?: number;
  /** The end, which does not count; absent: for ever. */
  readonly to?: number;
  readonly levels: readonly LevelOverride[];
}

/** The level under an override. One that only moves `raise` keeps the distance to `clear`. */
export function layered(level: Level, { raise, clear }: Omit<LevelOverride, 'severity'>): Level {
  if (raise === undefined) return clear === undefined ? level : { ...level, clear };
  return { ...level, raise, clear: clear ?? raise - (level.raise - level.clear) };
}

/** Checked and normalised rules: plain JSON, so that they can stand in the log. */
export interface RuleSet {
  readonly rules: readonly Rule[];
  /** Absent when there are none. */
  readonly overrides?: readonly Override[];
}
