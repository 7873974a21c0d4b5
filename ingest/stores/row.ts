import type { AssetKind, DeviceId, PointValue, Quality, ReportEntry, UnixMs } from '../../core/index.js';
import type { Standing } from './series-book.js';

/** A report on its way into the store. */
export interface Row {
  readonly kind: AssetKind;
  readonly asset: string;
  readonly device: DeviceId;
  readonly series: number;
  /** Observed at. */
  readonly ts: UnixMs;
  /** True when `ts` is the device's own, and so part of the reading's identity. */
  readonly stamped: boolean;
  readonly receivedAt: UnixMs;
  /** 0 for imported history. */
  readonly position: number;
  readonly boot: number | undefined;
  readonly seq: number | undefined;
  readonly points: Readonly<Record<string, PointValue>>;
  readonly quality: Readonly<Record<string, Quality>> | undefined;
  /** Adds points to what stands in the store under the same identity. */
  readonly merges: boolean;
}

export const rowOf = (report: ReportEntry, { series, boot }: Standing, position: number): Row => ({
  kind: report.assetKind,
  asset: report.asset,
  device: report.device,
  series,
  ts: report.observedAt,
  stamped: report.stamped,
  receivedAt: report.at,
  position,
  boot,
  seq: report.seq,
  points: report.points,
  quality: report.quality,
  merges: false,
});

/** How many readings a report holds. */
export function countPoints(points: Readonly<Record<string, PointValue>>): number {
  let count = 0;
  for (const _ in points) count += 1;
  return count;
}
