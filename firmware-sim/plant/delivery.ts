import type { AlertKind, AssetId, DeviceId, UnixMs } from '../../core/index.js';
import type { Points } from './sampler.js';

/** Something that reaches the city's network. `at` is the true instant of its arrival. */
export type Delivery =
  | {
      readonly kind: 'report';
      readonly at: UnixMs;
      readonly device: DeviceId;
      readonly asset: AssetId;
      /** When the sensors were read, true time. */
      readonly sampledAt: UnixMs;
      /** What the device's clock claims, epoch ms; absent when the device sends no time. */
      readonly ts?: number;
      readonly boot?: number;
      readonly seq?: number;
      readonly points: Points;
      /** A Modbus register: whoever polls for real skips these. */
      readonly polled: boolean;
    }
  | { readonly kind: 'link'; readonly at: UnixMs; readonly device: DeviceId; readonly online: boolean };

export type ReportDelivery = Extract<Delivery, { kind: 'report' }>;

/** A physical event, whatever the cause: injected, or come about by itself. */
export interface TruthRow {
  readonly kind: AlertKind;
  readonly assetId: AssetId;
  readonly from: UnixMs;
  readonly to: UnixMs;
  /** The fault's kind, or a word of our own for what came about by itself. */
  readonly cause: string;
}
