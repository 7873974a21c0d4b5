import type { DuckDBConnection } from '@duckdb/node-api';
import {
  type AssetKind,
  assetId,
  deviceId,
  type Entry,
  entryCodec,
  type ReportEntry,
  unixMs,
} from '../../../core/index.js';
import { decodeFrame } from '../../../runtime/index.js';
import { LedgerBook } from '../ledger-book.js';
import type { SeriesBook, Standing } from '../series-book.js';
import type { StoredReport, StoreFrame } from '../store.js';
import { Doubts } from './doubts.js';
import { type Row, RowBuffer } from './row-buffer.js';

/** Writes frames of the log, one transaction a call: rows, ledger and position become durable together. */
export class FrameWriter {
  readonly #connection: DuckDBConnection;
  readonly #series: SeriesBook;
  readonly #ledger = new LedgerBook();
  readonly #buffers = new Map<AssetKind, RowBuffer>();
  readonly #doubts = new Doubts();
  #position: number;

  constructor(connection: DuckDBConnection, series: SeriesBook, position: number) {
    this.#connection = connection;
    this.#series = series;
    this.#position = position;
  }

  get position(): number {
    return this.#position;
  }

  async write(frames: readonly StoreFrame[]): Promise<void> {
    for (const frame of frames) this.#readFrame(frame);
    await this.#commit();
  }

  async importReports(reports: readonly StoredReport[]): Promise<number> {
    const before = this.#stored;
    for (const report of reports) this.#readReport(importedEntry(report), 0);
    await this.#commit();
    return this.#stored - before;
  }

  #readFrame({ frame, skip, first }: StoreFrame): void {
    const decoded = decodeFrame(frame);
    if (decoded === undefined)
      throw new Error(`the log's frame at ${first} was damaged on its way to the store`);
    const entries = entryCodec.decode(decoded.text);
    for (let i = skip; i < entries.length; i++) {
      const position = first + i - skip;
      const entry = entries[i];
      if (entry === undefined || position <= this.#position) continue;
      this.#position = position;
      this.#readEntry(entry, position);
    }
  }

  #readEntry(entry: Entry, position: number): void {
    if (entry.kind === 'report') {
      this.#ledger.add(entry.device, entry.at, 'accepted', Object.keys(entry.points).length);
      this.#readReport(entry, position);
    } else if (entry.kind === 'quarantine') {
      this.#ledger.add(entry.device, entry.at, 'quarantined', entry.readings);
    } else if (entry.kind === 'audit' && entry.what === 'foreign-topic') {
      this.#ledger.add(deviceId(entry.by), entry.at, 'refused', 1);
    }
  }

  #stored = 0;

  #readReport(report: ReportEntry, position: number): void {
    const standing = this.#series.meet(report);
    this.#ledger.add(report.device, report.at, 'missing', standing.missing);
    const row = rowOf(report, standing, position);
    if (!standing.fresh) {
      this.#doubts.push({ report, row, fillsHole: standing.behind });
      return;
    }
    this.#buffer(report.assetKind).push(row);
    const readings = Object.keys(row.points).length;
    this.#stored += 1;
    if (position > 0) this.#ledger.add(report.device, report.at, 'stored', readings);
  }

  #buffer(kind: AssetKind): RowBuffer {
    const known = this.#buffers.get(kind);
    if (known !== undefined) return known;
    const buffer = new RowBuffer(kind);
    this.#buffers.set(kind, buffer);
    return buffer;
  }

  async #commit(): Promise<void> {
    await this.#connection.run('BEGIN');
    try {
      for (const buffer of this.#buffers.values()) await buffer.flush(this.#connection);
      await this.#settleDoubts();
      await this.#writeSeries();
      await this.#writeLedger();
      await this.#connection.run('DELETE FROM progress');
      await this.#connection.run('INSERT INTO progress VALUES (?)', [BigInt(this.#position)]);
      await this.#connection.run('COMMIT');
    } catch (error) {
      await this.#connection.run('ROLLBACK').catch(() => {});
      throw error;
    }
  }

  async #settleDoubts(): Promise<void> {
    for (const { report, row, kept, fillsHole } of await this.#doubts.settle(this.#connection)) {
      const readings = Object.keys(row.points).length;
      const remaining = Object.keys(kept).length;
      const live = row.position > 0;
      if (live) this.#ledger.add(report.device, report.at, 'duplicate', readings - remaining);
      if (remaining === 0) continue;
      this.#stored += 1;
      if (live) this.#ledger.add(report.device, report.at, 'stored', remaining);
      if (fillsHole) this.#ledger.add(report.device, report.at, 'missing', -1);
      this.#buffer(report.assetKind).push({ ...row, points: kept });
    }
    for (const buffer of this.#buffers.values()) await buffer.flush(this.#connection);
  }

  async #writeSeries(): Promise<void> {
    const added = this.#series.takeAdded();
    if (added.length === 0) return;
    const appender = await this.#connection.createAppender('series');
    for (const { series, asset, device } of added) {
      appender.appendInteger(series);
      appender.appendVarchar(asset);
      appender.appendVarchar(device);
      appender.endRow();
    }
    appender.closeSync();
  }

  async #writeLedger(): Promise<void> {
    const lines = this.#ledger.take();
    if (lines.length === 0) return;
    const appender = await this.#connection.createAppender('ledger');
    for (const line of lines) {
      appender.appendVarchar(line.device);
      for (const count of [
        line.hour,
        line.accepted,
        line.quarantined,
        line.refused,
        line.stored,
        line.duplicate,
        line.missing,
      ]) {
        appender.appendBigInt(BigInt(count));
      }
      appender.endRow();
    }
    appender.closeSync();
  }
}

const rowOf = (report: ReportEntry, { series, boot }: Standing, position: number): Row => ({
  series,
  ts: report.observedAt,
  receivedAt: report.at,
  position,
  boot,
  seq: report.seq,
  points: report.points,
  quality: report.quality,
});

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
