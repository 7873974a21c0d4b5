import { assetId, deviceId, type Entry, entryCodec, type ReportEntry, unixMs } from '../../core/index.js';
import { ByteReader, decodeFrame } from '../../runtime/index.js';
import { Doubts, type Settled, type SettleWith } from './doubts.js';
import { LedgerBook } from './ledger-book.js';
import { countPoints, type Row, rowOf } from './row.js';
import type { SeriesBook } from './series-book.js';
import type { StoredReport, StoreFrame } from './store.js';

export interface SettledDoubts {
  readonly all: readonly Settled[];
  /** Rows that hold something new, without what is stored already. */
  readonly kept: readonly Row[];
}

/**
 * What every store does with frames before it writes: finds the reports that are new, keeps the doubtful ones apart, and
 * counts. After a write that failed it must be thrown away, since it is ahead of what is stored.
 */
export class Intake {
  readonly series: SeriesBook;
  readonly ledger = new LedgerBook();
  readonly #doubts = new Doubts();
  #rows: Row[] = [];
  #position: number;

  constructor(series: SeriesBook, position: number) {
    this.series = series;
    this.#position = position;
  }

  /** The last position of the log that was read. */
  get position(): number {
    return this.#position;
  }

  /** Entries at or before `position` are passed over. Throws when a frame fails its checksum. */
  readFrames(frames: readonly StoreFrame[]): void {
    for (const { frame, skip, first } of frames) {
      const decoded = decodeFrame(frame);
      if (decoded === undefined) {
        throw new Error(`the log's frame at ${first} was damaged on its way to the store`);
      }
      const entries = entryCodec.decode(new ByteReader(decoded.body), decoded.count);
      for (let i = skip; i < entries.length; i++) {
        const position = first + i - skip;
        const entry = entries[i];
        if (entry === undefined || position <= this.#position) continue;
        this.#position = position;
        this.#readEntry(entry, position);
      }
    }
  }

  /** Imported history: no position, and not in the ledger. */
  readHistory(reports: readonly StoredReport[]): void {
    for (const report of reports) this.#readReport(importedEntry(report), 0);
  }

  /** Rows that are surely new, in the log's order, since the last call. */
  takeRows(): Row[] {
    const rows = this.#rows;
    this.#rows = [];
    return rows;
  }

  /** Decides about the doubtful reports. */
  async settleDoubts(settleWith: SettleWith): Promise<SettledDoubts> {
    const kept: Row[] = [];
    const all = await this.#doubts.settle(settleWith);
    for (const { row, fillsHole, kept: points, merges } of all) {
      const remaining = countPoints(points);
      this.#count(row, 'duplicate', countPoints(row.points) - remaining);
      if (remaining === 0) continue;
      this.#count(row, 'stored', remaining);
      if (fillsHole) this.#count(row, 'missing', -1);
      kept.push({ ...row, points, merges });
    }
    return { all, kept };
  }

  /** A row that the store can't take: its readings were not accepted after all, but are in quarantine. */
  refuse(row: Row): void {
    const readings = countPoints(row.points);
    this.#count(row, 'accepted', -readings);
    this.#count(row, 'stored', -readings);
    this.#count(row, 'quarantined', readings);
  }

  #readEntry(entry: Entry, position: number): void {
    if (entry.kind === 'report') this.#readReport(entry, position);
    else if (entry.kind === 'quarantine') {
      this.ledger.add(entry.device, entry.at, 'quarantined', entry.readings);
    } else if (entry.kind === 'audit' && entry.what === 'foreign-topic') {
      this.ledger.add(deviceId(entry.by), entry.at, 'refused', 1);
    }
  }

  #readReport(report: ReportEntry, position: number): void {
    const standing = this.series.meet(report);
    const row = rowOf(report, standing, position);
    const readings = countPoints(row.points);
    this.#count(row, 'accepted', readings);
    this.#count(row, 'missing', standing.missing);
    if (standing.fresh) {
      this.#rows.push(row);
      this.#count(row, 'stored', readings);
    } else this.#doubts.push({ row, fillsHole: standing.behind });
  }

  #count(row: Row, column: Parameters<LedgerBook['add']>[2], amount: number): void {
    if (row.position > 0) this.ledger.add(row.device, row.receivedAt, column, amount);
  }
}

const importedEntry = (report: StoredReport): ReportEntry => ({
  kind: 'report',
  at: unixMs(report.receivedAt),
  assetKind: report.kind,
  device: deviceId(report.device),
  asset: assetId(report.asset),
  observedAt: report.observedAt,
  stamped: true,
  points: report.points,
  quality: report.quality,
});
