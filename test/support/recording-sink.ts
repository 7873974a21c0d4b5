import type { DeviceId, PointValue, Report } from '../../core/index.js';
import type { ReportSink } from '../../gateway/index.js';

export interface RecordingSink extends ReportSink {
  readonly reports: Report[];
  readonly statuses: { readonly device: DeviceId; readonly online: boolean }[];
  readonly quarantined: { readonly device: DeviceId; readonly reason: string; readonly detail: string }[];
  /** Every value that was delivered for one point, in order. */
  values(asset: string, point: string): PointValue[];
  /** The status told last, `undefined` before the first. */
  isOnline(device: string): boolean | undefined;
}

export function recordingSink(): RecordingSink {
  const sink: RecordingSink = {
    reports: [],
    statuses: [],
    quarantined: [],
    report: async (reports) => void sink.reports.push(...reports),
    status: async (device, online) => void sink.statuses.push({ device, online }),
    quarantine: async (device, _topic, reason, detail) =>
      void sink.quarantined.push({ device, reason, detail }),
    values: (asset, point) =>
      sink.reports.filter((report) => report.asset === asset).flatMap((report) => report.points[point] ?? []),
    isOnline: (device) => sink.statuses.findLast((status) => status.device === device)?.online,
  };
  return sink;
}
