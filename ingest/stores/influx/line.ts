import { isId, measurementOf } from '../../../core/index.js';
import type { Row } from '../row.js';

/** A report as line protocol, or why it can't be one. */
export type EncodedLine =
  | { readonly ok: true; readonly line: string }
  | { readonly ok: false; readonly reason: string };

/** InfluxDB keeps nanoseconds in 64 bits: 1970 to 2262 of what fits, in milliseconds. */
const MOST_MS = 9_223_372_036_853;
const POINT_NAME = /^[a-z][a-z0-9_]*$/;

/** Stamped reports stand at their millisecond; those that we stamped stand 1 to 999.999 µs behind it. */
const FIRST_OFFSET_NS = 1_000;
const OFFSETS_NS = 999_000;

/**
 * The time of a row in nanoseconds. Two reports that a device stamped alike are one point and merge field by field,
 * which is what their identity asks for. Reports without a clock bear the millisecond in which they came: several may
 * come in one, and must neither merge nor overwrite a stamped one, so each is moved behind it by its position in the
 * log, which a rewrite of the same entry repeats. Whoever reads milliseconds sees no difference.
 */
export function timeOf({ ts, stamped, position }: Pick<Row, 'ts' | 'stamped' | 'position'>): string {
  const offset = stamped ? 0 : FIRST_OFFSET_NS + (position % OFFSETS_NS);
  return `${ts}${String(offset).padStart(6, '0')}`;
}

/** True when a time in microseconds is one that a device gave. */
export const isStampedTime = (us: number): boolean => us % 1_000 === 0;

/** Writes rows as lines. Remembers how each series starts, since that hardly ever changes. */
export class LineEncoder {
  readonly #heads = new Map<number, string>();

  encode(row: Row): EncodedLine {
    const head = this.#headOf(row);
    if (head === undefined) return { ok: false, reason: 'not an id of an asset and a device' };
    if (!Number.isSafeInteger(row.ts) || row.ts < 0 || row.ts > MOST_MS) {
      return { ok: false, reason: `${row.ts} is no instant between 1970 and 2262` };
    }
    let fields = '';
    for (const point in row.points) {
      const value = row.points[point];
      if (value === undefined) continue;
      if (!POINT_NAME.test(point)) return { ok: false, reason: 'not a name of a point' };
      if (typeof value === 'number' && !Number.isFinite(value)) {
        return { ok: false, reason: `${point}: ${value} is not a number` };
      }
      fields += `${point}=${typeof value === 'number' ? value : quoteField(value)},`;
      const quality = row.quality?.[point];
      if (quality !== undefined && quality !== 'good') fields += `${point}_q=${quoteField(quality)},`;
    }
    if (fields === '') return { ok: false, reason: 'a report without a point' };
    const tail = isGuest(row) ? fields.slice(0, -1) : `${fields}${originOf(row)}`;
    return { ok: true, line: `${head}${tail} ${timeOf(row)}` };
  }

  #headOf({ series, kind, asset, device }: Row): string | undefined {
    const known = this.#heads.get(series);
    // An asset's kind may change; the head with the old one must not be used then.
    if (known?.startsWith(`${measurementOf(kind)},`)) return known;
    // What fits an id holds nothing that line protocol would want escaped.
    if (!isId(asset) || !isId(device)) return undefined;
    const head = `${measurementOf(kind)},assetId=${asset},deviceId=${device} `;
    this.#heads.set(series, head);
    return head;
  }
}

/** History that adds to a report which stands there already leaves that report's origin alone. */
const isGuest = ({ merges, position }: Row): boolean => merges && position === 0;

function originOf({ receivedAt, position, boot, seq }: Row): string {
  let text = `received_at=${receivedAt}i,log_pos=${position}i`;
  if (boot !== undefined) text += `,boot=${boot}i`;
  if (seq !== undefined) text += `,seq=${seq}i`;
  return text;
}

/** A field's text. Only the quote and the backslash have a meaning in it; a line may break within it. */
export const quoteField = (text: string): string =>
  `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
