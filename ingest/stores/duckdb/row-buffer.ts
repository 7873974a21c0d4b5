import {
  BIGINT,
  DOUBLE,
  type DuckDBConnection,
  DuckDBDataChunk,
  type DuckDBType,
  type DuckDBValue,
  INTEGER,
  VARCHAR,
} from '@duckdb/node-api';
import type { AssetKind } from '../../../core/index.js';
import { columnsOf } from '../columns.js';
import type { Row } from '../row.js';
import { tableOf } from './tables.js';

/** Rows that DuckDB takes in one piece. */
const CHUNK_ROWS = 2_048;

/** Collects the rows of one kind and appends them column by column. */
export class RowBuffer {
  readonly #kind: AssetKind;
  readonly #types: readonly DuckDBType[];
  #rows: Row[] = [];

  constructor(kind: AssetKind) {
    this.#kind = kind;
    const points = columnsOf(kind).map(({ text }) => (text ? VARCHAR : DOUBLE));
    this.#types = [INTEGER, BIGINT, BIGINT, BIGINT, BIGINT, BIGINT, ...points, VARCHAR];
  }

  push(row: Row): void {
    this.#rows.push(row);
  }

  /** Appends what was collected within the connection's transaction. */
  async flush(connection: DuckDBConnection): Promise<void> {
    const rows = this.#rows;
    if (rows.length === 0) return;
    this.#rows = [];
    const appender = await connection.createAppender(tableOf(this.#kind));
    for (let start = 0; start < rows.length; start += CHUNK_ROWS) {
      appender.appendDataChunk(this.#chunk(rows.slice(start, start + CHUNK_ROWS)));
    }
    appender.closeSync();
  }

  #chunk(rows: readonly Row[]): DuckDBDataChunk {
    const chunk = DuckDBDataChunk.create(this.#types, rows.length);
    const whole = (value: number | undefined): DuckDBValue => (value === undefined ? null : BigInt(value));
    const head: ((row: Row) => DuckDBValue)[] = [
      (row) => row.series,
      (row) => BigInt(row.ts),
      (row) => BigInt(row.receivedAt),
      (row) => BigInt(row.position),
      (row) => whole(row.boot),
      (row) => whole(row.seq),
    ];
    const points = columnsOf(this.#kind).map(
      ({ point }) =>
        (row: Row): DuckDBValue =>
          row.points[point] ?? null,
    );
    const quality = (row: Row): DuckDBValue =>
      row.quality === undefined ? null : JSON.stringify(row.quality);
    for (const [column, read] of [...head, ...points, quality].entries()) {
      const values: DuckDBValue[] = [];
      for (const row of rows) values.push(read(row));
      chunk.setColumnValues(column, values);
    }
    return chunk;
  }
}
