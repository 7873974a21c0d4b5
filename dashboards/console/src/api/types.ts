import type { AlertKind, AssetKind, Quality, Role, Severity } from '../../../../core/index.js';

/** What the API sends. Times are UTC epoch ms, places WGS-84 degrees. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor?: string;
}

export type { Role };

export interface Session {
  readonly username: string;
  readonly role: Role;
}

export interface About {
  readonly name: string;
  readonly version: string;
  /** The city's zone (IANA name); every time on screen is in it. */
  readonly timeZone: string;
  readonly now: number;
}

export interface Asset {
  readonly assetId: string;
  readonly kind: AssetKind;
  readonly name: string;
  readonly lat?: number;
  readonly lon?: number;
  readonly geometry?: unknown;
  readonly parentId?: string;
  readonly gridId?: string;
  readonly plate?: string;
  readonly poleNumber?: string;
  readonly attributes?: Readonly<Record<string, unknown>>;
}

export type PointValue = number | boolean | string;

export interface Latest {
  readonly value: PointValue;
  readonly ts: number;
  readonly quality: Quality;
  readonly receivedAt: number;
}

export type LatestPoints = Readonly<Record<string, Latest>>;

export interface AssetLatest {
  readonly assetId: string;
  readonly kind: AssetKind;
  readonly points: LatestPoints;
}

export interface AssetDevice {
  readonly deviceId: string;
  readonly expectedIntervalS?: number;
  readonly lastHeardAt?: number;
  readonly online?: boolean;
}

export interface AssetPart {
  readonly assetId: string;
  readonly kind: AssetKind;
  readonly name: string;
}

export interface AssetDetail extends Asset {
  readonly devices: readonly AssetDevice[];
  readonly latest: LatestPoints;
  readonly alerts: readonly Alert[];
  readonly parts: readonly AssetPart[];
}

export interface Evidence {
  readonly at: number;
  readonly point?: string;
  readonly value?: number;
  readonly note?: string;
}

export interface Alert {
  readonly id: string;
  readonly ruleId: string;
  readonly ruleVersion: number;
  readonly kind: AlertKind;
  readonly cause?: string;
  readonly subject: { readonly asset?: string; readonly device?: string };
  readonly assetId?: string;
  readonly severity: Severity;
  readonly state: 'firing' | 'clearing' | 'resolved';
  readonly openedAt: number;
  readonly resolvedAt?: number;
  readonly acknowledgedBy?: string;
  /** Why it can't be judged at present. */
  readonly stale?: string;
  readonly evidence: readonly Evidence[];
  readonly threshold?: { readonly value: number; readonly layer: string };
}

export interface Reading {
  readonly ts: number;
  readonly value: PointValue;
  readonly quality: Quality;
  readonly receivedAt: number;
}

export interface Rollup {
  readonly ts: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly last: number;
  readonly count: number;
}

export interface RuleLevel {
  readonly severity: Severity;
  readonly raise: number;
  readonly clear?: number;
}

export interface Rule {
  readonly id: string;
  readonly version: number;
  readonly kind: AlertKind;
  readonly watch: {
    readonly asset?: string;
    readonly device?: string;
    readonly where?: Readonly<Record<string, unknown>>;
  };
  readonly when: Readonly<Record<string, unknown>>;
  readonly levels?: readonly RuleLevel[];
}
