import { assetId, deviceId, type Entry, entryCodec, type ReportEntry, unixMs } from '../../core/index.js';
import type { LedgerLine, StoredReport, StoreFrame, TelemetryStore } from '../../ingest/index.js';
import { ByteWriter, encodeFrame } from '../../runtime/index.js';

/** 2024-11-22 00:00 UTC, the start of an hour. */
export const START = 1_732_233_600_000;
export const HOUR = 3_600_000;
export const FOR_EVER = { from: unixMs(0), to: unixMs(START + 1_000 * HOUR) };

type Given = Partial<Omit<ReportEntry, 'at' | 'observedAt' | 'asset' | 'device'>> & {
  readonly at?: number;
  readonly ts?: number;
  readonly asset?: string;
  readonly device?: string;
};

/** A report of `bin-1` through `dev-1`, observed and received at START, unless told otherwise. */
export const aReport = ({
  at,
  ts,
  asset = 'bin-1',
  device = 'dev-1',
  ...given
}: Given = {}): ReportEntry => ({
  kind: 'report',
  at: unixMs(at ?? ts ?? START),
  assetKind: 'bin',
  device: deviceId(device),
  asset: assetId(asset),
  observedAt: unixMs(ts ?? at ?? START),
  stamped: ts !== undefined,
  points: { fill_pct: 50 },
  ...given,
});

/** A report as it would be imported. */
export const aPast = (given: Given = {}): StoredReport => {
  const { asset, device, assetKind, observedAt, at, points, quality } = aReport(given);
  return { asset, device, kind: assetKind, observedAt, receivedAt: at, position: 0, points, quality };
};

/** Numbers entries as the log would, a frame for each call. */
export class Feed {
  #next = 1;

  frame(...entries: readonly Entry[]): StoreFrame {
    const first = this.#next;
    this.#next += entries.length;
    const writer = new ByteWriter();
    entryCodec.encode(entries, writer);
    const frame = encodeFrame({ first, at: START, count: entries.length, body: writer.written });
    return { frame, skip: 0, first };
  }
}

export type Sums = Omit<LedgerLine, 'device' | 'hour'>;

/** The whole ledger as one line. */
export async function sumLedger(store: TelemetryStore): Promise<Sums> {
  const sums = { accepted: 0, quarantined: 0, refused: 0, stored: 0, duplicate: 0, missing: 0 };
  for (const line of await store.ledger(FOR_EVER)) {
    sums.accepted += line.accepted;
    sums.quarantined += line.quarantined;
    sums.refused += line.refused;
    sums.stored += line.stored;
    sums.duplicate += line.duplicate;
    sums.missing += line.missing;
  }
  return sums;
}

/** Everything in the store, page by page. */
export async function scanAll(
  store: TelemetryStore,
  limit = 1_000,
): Promise<{ readonly reports: readonly StoredReport[]; readonly pages: number }> {
  const reports: StoredReport[] = [];
  let cursor: string | undefined;
  for (let pages = 1; ; pages++) {
    const page = await store.scan({ kinds: ['bin', 'lamp', 'truck'], ...FOR_EVER, limit, cursor });
    reports.push(...page.reports);
    cursor = page.next;
    if (cursor === undefined) return { reports, pages };
  }
}

/** Every reading in the store as `asset point ts value`, in the order of observation. */
export async function allReadings(store: TelemetryStore): Promise<readonly string[]> {
  const { reports } = await scanAll(store);
  return reports
    .flatMap(({ asset, device, observedAt, points }) =>
      Object.entries(points).map(
        ([point, value]) => `${asset} ${device} ${point} +${observedAt - START} ${value}`,
      ),
    )
    .sort();
}
