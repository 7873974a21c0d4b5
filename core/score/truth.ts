import { type AssetId, assetId, isId } from '../model/ids.js';
import { ALERT_KINDS, type AlertKind, oneOf } from '../model/vocabulary.js';
import { type UnixMs, unixMs } from '../units/units.js';

/** A physical event that really happened: what an alert of this kind on this asset should have told of. */
export interface Truth {
  readonly kind: AlertKind;
  readonly assetId: AssetId;
  readonly from: UnixMs;
  /** When it was over; of one that is not, when the record ends. */
  readonly to: UnixMs;
  /** Why it happened, in the simulator's words. */
  readonly cause: string;
}

export interface TruthFault {
  /** From 1. */
  readonly line: number;
  readonly message: string;
}

export type ParsedTruth =
  | { readonly ok: true; readonly rows: readonly Truth[] }
  | { readonly ok: false; readonly faults: readonly TruthFault[] };

const MOST_FAULTS = 100;

/** Reads truth rows as JSON lines: all of them, or every fault by line. */
export function parseTruth(text: string): ParsedTruth {
  const rows: Truth[] = [];
  const faults: TruthFault[] = [];
  for (const [i, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const row = readRow(line);
    if (typeof row === 'string') faults.push({ line: i + 1, message: row });
    else rows.push(row);
    if (faults.length >= MOST_FAULTS) break;
  }
  return faults.length === 0 ? { ok: true, rows } : { ok: false, faults };
}

/** The row, or what is wrong with it. */
function readRow(line: string): Truth | string {
  let body: unknown;
  try {
    body = JSON.parse(line);
  } catch {
    return 'not JSON';
  }
  if (typeof body !== 'object' || body === null) return 'a JSON object is expected';
  const { kind: word, assetId: asset, from, to, cause } = { ...NOTHING, ...body };
  const kind = oneOf(ALERT_KINDS, word);
  if (kind === undefined) return `kind: ${JSON.stringify(word)} is no alert kind`;
  if (typeof asset !== 'string' || !isId(asset)) return 'assetId: not an asset id';
  if (!isInstant(from)) return 'from: epoch milliseconds are expected';
  if (!isInstant(to) || to < from) return 'to: epoch milliseconds, not before from, are expected';
  if (typeof cause !== 'string') return 'cause: a text is expected';
  return { kind, assetId: assetId(asset), from: unixMs(from), to: unixMs(to), cause };
}

const NOTHING: Readonly<Record<'kind' | 'assetId' | 'from' | 'to' | 'cause', unknown>> = {
  kind: undefined,
  assetId: undefined,
  from: undefined,
  to: undefined,
  cause: undefined,
};

const isInstant = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
