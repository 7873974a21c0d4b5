import {
  type AssetId,
  type AssetKind,
  type Entry,
  type PointValue,
  type Quality,
  type ReportEntry,
  type UnixMs,
  unixMs,
} from '../../core/index.js';
import type { Log } from '../../runtime/index.js';
import type { StoredReport } from '../stores/store.js';
import { type Reader, type ReaderCare, startReader } from './reader.js';

/** The newest reading of one point. */
export interface LatestPoint {
  value: PointValue;
  ts: UnixMs;
  quality: Quality;
  receivedAt: UnixMs;
}

export interface LatestAsset {
  readonly assetId: AssetId;
  readonly kind: AssetKind;
  readonly points: Record<string, LatestPoint>;
}

/** The newest value of every point of every asset, and when each device was last heard. Kept in memory only. */
export class Latest {
  readonly #assets = new Map<string, LatestAsset>();
  readonly #heard = new Map<string, UnixMs>();
  readonly #online = new Map<string, boolean>();
  /** Told of every asset that changed; most often nobody listens. */
  readonly #listeners = new Set<(asset: LatestAsset) => void>();

  get(asset: AssetId): LatestAsset | undefined {
    return this.#assets.get(asset);
  }

  all(): Iterable<LatestAsset> {
    return this.#assets.values();
  }

  lastHeard(device: string): UnixMs | undefined {
    return this.#heard.get(device);
  }

  isOnline(device: string): boolean | undefined {
    return this.#online.get(device);
  }

  onChange(listener: (asset: LatestAsset) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  restore(report: StoredReport): void {
    this.#take(report.asset, report.kind, report);
    this.#heard.set(report.device, unixMs(Math.max(report.receivedAt, this.#heard.get(report.device) ?? 0)));
  }

  meet(entry: Entry): void {
    if (entry.kind === 'report') this.#meetReport(entry);
    else if (entry.kind === 'status') {
      this.#online.set(entry.device, entry.online);
      if (entry.online) this.#heard.set(entry.device, entry.at);
    } else if (entry.kind === 'quarantine') this.#heard.set(entry.device, entry.at);
  }

  #meetReport(entry: ReportEntry): void {
    this.#heard.set(entry.device, entry.at);
    const asset = this.#take(entry.asset, entry.assetKind, {
      observedAt: entry.observedAt,
      receivedAt: entry.at,
      points: entry.points,
      quality: entry.quality,
    });
    for (const listener of this.#listeners) listener(asset);
  }

  #take(
    id: AssetId,
    kind: AssetKind,
    report: Pick<StoredReport, 'observedAt' | 'receivedAt' | 'points' | 'quality'>,
  ): LatestAsset {
    let asset = this.#assets.get(id);
    if (asset === undefined) {
      asset = { assetId: id, kind, points: {} };
      this.#assets.set(id, asset);
    }
    const { points, quality, observedAt, receivedAt } = report;
    for (const name in points) {
      const value = points[name];
      if (value === undefined) continue;
      const known = asset.points[name];
      if (known === undefined) {
        asset.points[name] = { value, ts: observedAt, quality: quality?.[name] ?? 'good', receivedAt };
      } else if (known.ts <= observedAt) {
        // In place: one object per point for the life of the process, however many readings pass.
        known.value = value;
        known.ts = observedAt;
        known.quality = quality?.[name] ?? 'good';
        known.receivedAt = receivedAt;
      }
    }
    return asset;
  }
}

/** Keeps `latest` at the head of the log. */
export function startLatest(log: Log<Entry>, latest: Latest, from: number, care: ReaderCare): Reader {
  const loop = async (signal: AbortSignal): Promise<void> => {
    for await (const item of log.follow(from, signal)) {
      if (item.kind === 'entries') for (const entry of item.entries) latest.meet(entry);
    }
  };
  return startReader('latest', loop, care);
}
