import type { LatLon } from '../../geo/lat-lon.js';
import { type CivilDay, parseCivilDay } from '../../time/civil.js';
import { parseTimeOfDay } from '../../time/time-of-day.js';
import type { Defect, DefectKind, Row, Tables } from './table.js';

/** Files name their columns; the others of a feed may be left out. */
interface Wanted {
  readonly file: string;
  readonly columns: readonly string[];
  readonly isRequired?: boolean;
}

/** The rows of a file; none, and a defect, when the file or a column is missing. */
export function sheetOf(
  tables: Tables,
  { file, columns, isRequired = false }: Wanted,
  defects: Defect[],
): Cells[] {
  const table = tables.get(file);
  if (table === undefined) {
    if (isRequired)
      defects.push({
        severity: 'error',
        kind: 'missing-file',
        file,
        line: undefined,
        message: 'the feed has no such file',
      });
    return [];
  }
  const missing = columns.filter((column) => !table.columns.includes(column));
  for (const column of missing)
    defects.push({
      severity: 'error',
      kind: 'missing-column',
      file,
      line: 1,
      message: `there is no column ${column}`,
    });
  return missing.length > 0 ? [] : table.rows.map((row) => new Cells(file, row, defects));
}

/** A row whose cells are read one by one; what can't be read is noted, and read as `undefined`. */
export class Cells {
  constructor(
    readonly file: string,
    private readonly row: Row,
    private readonly defects: Defect[],
  ) {}

  error(kind: DefectKind, message: string): undefined {
    this.defects.push({ severity: 'error', kind, file: this.file, line: this.row.line, message });
    return undefined;
  }

  warning(kind: DefectKind, message: string): void {
    this.defects.push({ severity: 'warning', kind, file: this.file, line: this.row.line, message });
  }

  /** Empty and absent are the same. */
  optional(column: string): string | undefined {
    const text = this.row.cells[column];
    return text === '' ? undefined : text;
  }

  text(column: string): string | undefined {
    return this.optional(column) ?? this.error('missing-value', `${column} is empty`);
  }

  /** A whole number of at least 0: places in an order. */
  order(column: string): number | undefined {
    const text = this.text(column);
    if (text === undefined || /^\d{1,9}$/.test(text)) return text === undefined ? undefined : Number(text);
    return this.error('bad-value', `${column}: ${text} is not a whole number`);
  }

  /** A number of at least 0, when there is one. */
  amount(column: string): number | undefined {
    const text = this.optional(column);
    if (text === undefined) return undefined;
    if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
    return this.error('bad-value', `${column}: ${text} is not a number of 0 or more`);
  }

  /** A time of the service day in seconds, when there is one. */
  time(column: string): number | undefined {
    const text = this.optional(column);
    if (text === undefined) return undefined;
    return (
      parseTimeOfDay(text) ?? this.error('bad-value', `${column}: ${text} is not a time such as 25:10:00`)
    );
  }

  day(column: string): CivilDay | undefined {
    const text = this.text(column);
    if (text === undefined) return undefined;
    return (
      parseCivilDay(text) ?? this.error('bad-value', `${column}: ${text} is not a date such as 20261125`)
    );
  }

  /** WGS-84 degrees; (0, 0) is a place in the sea that stands for "unknown". */
  place(latColumn: string, lonColumn: string): LatLon | undefined {
    const [latText, lonText] = [this.text(latColumn), this.text(lonColumn)];
    if (latText === undefined || lonText === undefined) return undefined;
    const [lat, lon] = [Number(latText), Number(lonText)];
    if (Number.isNaN(lat) || Number.isNaN(lon))
      return this.error('bad-coordinates', `${latText}, ${lonText} are not degrees`);
    if (Math.abs(lat) < 0.01 && Math.abs(lon) < 0.01)
      return this.error('bad-coordinates', '(0, 0) stands for an unknown place');
    if (Math.abs(lat) <= 90 && Math.abs(lon) <= 180) return { lat, lon };
    if (Math.abs(lon) <= 90 && Math.abs(lat) <= 180)
      return this.error('swapped-coordinates', `latitude ${lat} and longitude ${lon} look swapped`);
    return this.error('bad-coordinates', `${lat}, ${lon} is nowhere on Earth`);
  }
}

/** Notes each id that comes twice; the first one stands. */
export class Ids {
  readonly #seen = new Set<string>();

  constructor(private readonly what: string) {}

  /** False, and a defect, when the id was there before. */
  add(id: string, row: Cells): boolean {
    if (this.#seen.has(id)) row.error('duplicate', `there is a ${this.what} ${id} already`);
    else if (this.#seen.add(id)) return true;
    return false;
  }

  /** True for ids whose rows were refused, too: what refers to them is not wrong itself. */
  has(id: string): boolean {
    return this.#seen.has(id);
  }

  /** The id, when there is such a thing; else a defect of the row that refers to it. */
  known(id: string | undefined, row: Cells): string | undefined {
    if (id === undefined || this.#seen.has(id)) return id;
    return row.error('unknown-reference', `there is no ${this.what} ${id}`);
  }
}
