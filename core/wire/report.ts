import type { PointValue, Report } from '../model/entry.js';
import { type AssetId, assetId, type DeviceId, isId } from '../model/ids.js';
import { type PointSpec, pointSpec } from '../model/points.js';
import type { Quality } from '../model/vocabulary.js';
import { type UnixMs, unixMs } from '../units/units.js';
import { parseRfc3339 } from './instant.js';

/** Most reports in one message. */
export const MAX_REPORTS = 1_000;
/** A device clock further ahead of ours than this is not believed. */
const MAX_AHEAD_MS = 120_000;
/** 2015-01-01: no device that we know is older, so an earlier clock was never set. */
const EARLIEST_MS = 1_420_070_400_000;
const MAX_TEXT = 64;

/** A part of a message that can't become readings. */
export interface Rejection {
  readonly reason: string;
  /** How many readings it held, as far as can be told; at least 1. */
  readonly readings: number;
}

export interface DecodedMessage {
  readonly reports: readonly Report[];
  /** The caller's to extend. */
  readonly rejections: Rejection[];
}

/** What the decoder must know beside the bytes. */
export interface ReportContext {
  readonly device: DeviceId;
  /** Arrival, by our clock. */
  readonly receivedAt: UnixMs;
  /** The asset of a report that names none. */
  readonly mountedOn: AssetId | undefined;
}

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Decodes the payload of `sk/v1/{deviceId}/up`: one report or an array of them. Never throws, whatever it is fed. */
export function decodeMessage(text: string, context: ReportContext): DecodedMessage {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return { reports: [], rejections: [{ reason: 'the payload is not JSON', readings: 1 }] };
  }
  if (!Array.isArray(body)) return decodeReports([body], context);
  if (body.length === 0) return { reports: [], rejections: [{ reason: 'an empty array', readings: 1 }] };
  if (body.length > MAX_REPORTS) {
    const reason = `${body.length} reports in one message; ${MAX_REPORTS} is the most`;
    const readings = body.reduce((sum: number, item: unknown) => sum + countReadings(item), 0);
    return { reports: [], rejections: [{ reason, readings }] };
  }
  return decodeReports(body, context);
}

/** Decodes reports that are no text any more, as `decodeMessage` would; the caller sees to it that they are not too many. */
export function decodeReports(items: readonly unknown[], context: ReportContext): DecodedMessage {
  const reports: Report[] = [];
  const rejections: Rejection[] = [];
  for (const item of items) {
    const report = decodeReport(item, context, rejections);
    if (report !== undefined) reports.push(report);
  }
  return { reports, rejections };
}

function decodeReport(item: unknown, context: ReportContext, rejections: Rejection[]): Report | undefined {
  if (!isObject(item)) {
    rejections.push({ reason: 'a report must be a JSON object', readings: 1 });
    return undefined;
  }
  const fault = findFault(item, context);
  if (fault !== undefined) {
    rejections.push({ reason: fault, readings: countReadings(item) });
    return undefined;
  }
  const claimed = readClock(item.ts);
  const stamped = claimed !== undefined && isBelievable(claimed, context.receivedAt);
  const suspect = claimed !== undefined && !stamped;
  const { points, quality, count } = decodePoints(item, suspect, rejections);
  if (count === 0) {
    if (Object.keys(item).every(isHeadKey))
      rejections.push({ reason: 'a report without a point', readings: 1 });
    return undefined;
  }
  // One shape for every report, absent fields included: this object is made for each message that arrives.
  return {
    device: context.device,
    asset: item.asset === undefined ? (context.mountedOn ?? assetId('')) : assetId(String(item.asset)),
    observedAt: stamped ? unixMs(Math.floor(claimed)) : context.receivedAt,
    stamped,
    boot: counter(item.boot),
    seq: counter(item.seq),
    points,
    quality,
    claimedAt: suspect ? claimed : undefined,
  };
}

/** Why the report can't be taken at all, if so. */
function findFault(item: Json, context: ReportContext): string | undefined {
  const { asset, ts } = item;
  if (asset === undefined && context.mountedOn === undefined) {
    return 'asset: required, since the device is mounted on no asset';
  }
  if (asset !== undefined && (typeof asset !== 'string' || !isId(asset))) return 'asset: not an asset id';
  if (!isAbsent(item.boot) && counter(item.boot) === undefined) return 'boot: not a whole number from 0';
  if (!isAbsent(item.seq) && counter(item.seq) === undefined) return 'seq: not a whole number from 0';
  if (!isAbsent(ts) && readClock(ts) === undefined) return 'ts: neither epoch milliseconds nor RFC 3339';
  return undefined;
}

const isAbsent = (value: unknown): boolean => value === undefined || value === null;

/** Epoch ms as the device claims them. A number too large for a double is read as infinity, and is no instant. */
function readClock(ts: unknown): number | undefined {
  if (typeof ts === 'number') return Number.isFinite(ts) ? ts : undefined;
  return typeof ts === 'string' ? parseRfc3339(ts) : undefined;
}

const isBelievable = (claimed: number, receivedAt: UnixMs): boolean =>
  claimed >= EARLIEST_MS && claimed <= receivedAt + MAX_AHEAD_MS;

/** A whole number from 0, or `undefined`. */
function counter(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

const isHeadKey = (key: string): boolean =>
  key === 'ts' || key === 'boot' || key === 'seq' || key === 'asset';

/** Readings that something in the place of a report holds; what holds none counts as one. */
function countReadings(item: unknown): number {
  if (!isObject(item)) return 1;
  let count = 0;
  for (const key of Object.keys(item)) if (!isHeadKey(key)) count += 1;
  return Math.max(count, 1);
}

interface Points {
  readonly points: Record<string, PointValue>;
  readonly quality: Record<string, Quality> | undefined;
  readonly count: number;
}

function decodePoints(item: Json, clockSuspect: boolean, rejections: Rejection[]): Points {
  const points: Record<string, PointValue> = {};
  let quality: Record<string, Quality> | undefined;
  let count = 0;
  for (const key of Object.keys(item)) {
    if (isHeadKey(key)) continue;
    const spec = pointSpec(key);
    const value = spec === undefined ? undefined : readValue(spec, item[key]);
    if (spec === undefined || value === undefined) {
      rejections.push({ reason: explainPoint(key, spec, item[key]), readings: 1 });
      continue;
    }
    // Only names of our own table get here, so no key of a stranger's choosing is ever assigned.
    points[key] = value;
    count += 1;
    const flaw = judge(spec, value, clockSuspect);
    if (flaw !== undefined) {
      quality ??= {};
      quality[key] = flaw;
    }
  }
  return { points, quality, count };
}

function readValue(spec: PointSpec, value: unknown): PointValue | undefined {
  if (spec.type === 'text') {
    return typeof value === 'string' && value.length <= MAX_TEXT ? value : undefined;
  }
  if (typeof value === 'boolean') return spec.type === 'flag' ? Number(value) : undefined;
  if (typeof value !== 'number' || !Number.isFinite(value)) return undefined;
  return spec.type === 'flag' && value !== 0 && value !== 1 ? undefined : value;
}

function judge(spec: PointSpec, value: PointValue, clockSuspect: boolean): Quality | undefined {
  if (spec.range !== undefined && typeof value === 'number') {
    if (value < spec.range[0] || value > spec.range[1]) return 'out-of-range';
  }
  return clockSuspect ? 'clock-suspect' : undefined;
}

function explainPoint(key: string, spec: PointSpec | undefined, value: unknown): string {
  const name = key.length > MAX_TEXT ? `${key.slice(0, MAX_TEXT)}…` : key;
  if (spec === undefined) return `${name}: no such point`;
  const wanted = {
    number: 'a number',
    flag: 'true or false',
    text: `a text of up to ${MAX_TEXT} characters`,
  };
  return `${name}: ${wanted[spec.type]} is expected, not ${describe(value)}`;
}

function describe(value: unknown): string {
  if (typeof value === 'string') return `a text of ${value.length} characters`;
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'an array' : 'an object';
  // What is left of JSON is null, true, false and numbers; one too large for a double is read as infinity.
  return String(value);
}

/** The payload a device would send for this report; the inverse of `decodeMessage`. */
export function encodeReport(report: Report): string {
  const ts = report.stamped ? report.observedAt : undefined;
  return JSON.stringify({ ts, boot: report.boot, seq: report.seq, asset: report.asset, ...report.points });
}
