import type { DuckDBConnection } from '@duckdb/node-api';
import type { AssetKind } from '../../../core/index.js';
import type { Intake } from '../intake.js';
import type { Row } from '../row.js';
import type { StoredReport, StoreFrame } from '../store.js';
import { lookUp } from './look-up.js';
import { RowBuffer } from './row-buffer.js';

/** A frame is a group commit: some hundreds of entries under load. */
const FRAMES_AT_ONCE = 8;

/**
 * Writes frames of the log, one transaction a call: rows, ledger and position become durable together. After a call
 * that rejected it must be thrown away: what it remembers is ahead of the file.
 */
export class FrameWriter {
  readonly #connection: DuckDBConnection;
  readonly #intake: Intake;
  readonly #buffers = new Map<AssetKind, RowBuffer>();

  constructor(connection: DuckDBConnection, intake: Intake) {
    this.#connection = connection;
    this.#intake = intake;
  }

  async write(frames: readonly StoreFrame[]): Promise<void> {
    await this.#inTransaction(async () => {
      // A few at a time: rows that become columns at once die young, and the collector has little to copy.
      for (let start = 0; start < frames.length; start += FRAMES_AT_ONCE) {
        this.#intake.readFrames(frames.slice(start, start + FRAMES_AT_ONCE));
        await this.#append(this.#intake.takeRows());
      }
    });
  }

  async importReports(reports: readonly StoredReport[]): Promise<number> {
    let added = 0;
    const kept = await this.#inTransaction(async () => {
      this.#intake.readHistory(reports);
      const fresh = this.#intake.takeRows();
      added = fresh.length;
      await this.#append(fresh);
    });
    return added + kept;
  }

  /** Resolves with the rows that were kept after a doubt. */
  async #inTransaction(appendFresh: () => Promise<void>): Promise<number> {
    await this.#connection.run('BEGIN');
    try {
      await appendFresh();
      const { kept } = await this.#intake.settleDoubts({
        lookUp: (rows, present) => lookUp(this.#connection, rows, present),
      });
      await this.#append(kept);
      await this.#writeSeries();
      await this.#writeLedger();
      await this.#connection.run('DELETE FROM progress');
      await this.#connection.run('INSERT INTO progress VALUES (?)', [BigInt(this.#intake.position)]);
      await this.#connection.run('COMMIT');
      return kept.length;
    } catch (error) {
      await this.#connection.run('ROLLBACK').catch(() => {});
      throw error;
    }
  }

  async #append(rows: readonly Row[]): Promise<void> {
    for (const row of rows) this.#buffer(row.kind).push(row);
    for (const buffer of this.#buffers.values()) await buffer.flush(this.#connection);
  }

  #buffer(kind: AssetKind): RowBuffer {
    const known = this.#buffers.get(kind);
    if (known !== undefined) return known;
    const buffer = new RowBuffer(kind);
    this.#buffers.set(kind, buffer);
    return buffer;
  }

  async #writeSeries(): Promise<void> {
    const added = this.#intake.series.takeAdded();
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
    const lines = this.#intake.ledger.take();
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
