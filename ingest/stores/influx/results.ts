/** One series of an InfluxQL answer. */
export interface QuerySeries {
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly rows: readonly QueryRow[];
}
export type QueryResult = readonly QuerySeries[];
/** Columns by name; what is absent in a row is left out. */
export type QueryRow = Readonly<Record<string, string | number>>;

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null;
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Reads the body of an answer to `/query`: one result per statement. Throws what a statement failed with. */
export function readResults(body: unknown): readonly QueryResult[] {
  if (!isObject(body)) throw new Error('InfluxDB answered a query with something that is no JSON object');
  if (body.error !== undefined) throw new Error(`InfluxDB could not run a query: ${String(body.error)}`);
  return list(body.results).map((result) => {
    if (!isObject(result)) return [];
    if (result.error !== undefined)
      throw new Error(`InfluxDB could not run a query: ${String(result.error)}`);
    return list(result.series).flatMap((series) => (isObject(series) ? [readSeries(series)] : []));
  });
}

function readSeries(series: Json): QuerySeries {
  const columns = list(series.columns).map(String);
  const tags = isObject(series.tags) ? series.tags : {};
  return {
    name: String(series.name),
    tags: Object.fromEntries(Object.entries(tags).map(([name, value]) => [name, String(value)])),
    rows: list(series.values).map((values) => readRow(columns, list(values))),
  };
}

function readRow(columns: readonly string[], values: readonly unknown[]): QueryRow {
  const row: Record<string, string | number> = {};
  for (let i = 0; i < columns.length; i++) {
    const [name, value] = [columns[i], values[i]];
    if (name === undefined) continue;
    if (typeof value === 'number' || typeof value === 'string') row[name] = value;
  }
  return row;
}
