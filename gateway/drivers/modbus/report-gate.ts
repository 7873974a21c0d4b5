import {
  assetId,
  type DeviceId,
  type PointValue,
  type Quality,
  type Report,
  type UnixMs,
} from '../../../core/index.js';
import type { PolledValue } from './poll.js';

interface Sent {
  readonly value: PointValue;
  readonly quality: Quality;
  readonly at: UnixMs;
}

/** What of a poll is worth a report: everything, less what a register's `report` says may wait. */
export interface ReportGate {
  /** One report per asset that has news; nothing is remembered until `commit`. */
  reports(values: readonly PolledValue[], now: UnixMs): readonly Report[];
  /** The reports are on disk. */
  commit(reports: readonly Report[]): void;
}

export function createReportGate(device: DeviceId): ReportGate {
  /** By asset and point. */
  const sent = new Map<string, Map<string, Sent>>();

  function isNews({ asset, point, register, decoded }: PolledValue, now: UnixMs): boolean {
    const last = sent.get(asset)?.get(point);
    if (!decoded.ok) return false;
    if (register.report === undefined || last === undefined) return true;
    const { change, at_least_s = Number.POSITIVE_INFINITY } = register.report;
    // A clock that was set back must not silence a point.
    if (now - last.at >= at_least_s * 1_000 || now < last.at) return true;
    if (last.quality !== decoded.quality) return true;
    if (typeof decoded.value === 'string' || typeof last.value === 'string')
      return decoded.value !== last.value;
    return Math.abs(decoded.value - last.value) >= change;
  }

  return {
    reports(values, now) {
      const news = new Map<string, PolledValue[]>();
      for (const value of values) {
        if (!isNews(value, now)) continue;
        const others = news.get(value.asset);
        if (others === undefined) news.set(value.asset, [value]);
        else others.push(value);
      }
      return [...news].map(([asset, points]) => reportOf(device, asset, points, now));
    },
    commit(reports) {
      for (const { asset, points, quality, observedAt } of reports) {
        let known = sent.get(asset);
        if (known === undefined) {
          known = new Map();
          sent.set(asset, known);
        }
        for (const [point, value] of Object.entries(points)) {
          known.set(point, { value, quality: quality?.[point] ?? 'good', at: observedAt });
        }
      }
    },
  };
}

function reportOf(device: DeviceId, asset: string, values: readonly PolledValue[], now: UnixMs): Report {
  const points: Record<string, PointValue> = {};
  const quality: Record<string, Quality> = {};
  for (const { point, decoded } of values) {
    if (!decoded.ok) continue;
    points[point] = decoded.value;
    if (decoded.quality !== 'good') quality[point] = decoded.quality;
  }
  const flagged = Object.keys(quality).length > 0 ? { quality } : {};
  // A poll carries no clock of the device: the instant is ours, so it identifies nothing.
  return { device, asset: assetId(asset), observedAt: now, stamped: false, points, ...flagged };
}
