import { parse as parseCsv } from 'csv-parse/sync';
import { type Device, decodeMessage, deviceId, type UnixMs, unixMs } from '../core/index.js';
import type { StoredReport } from '../ingest/index.js';
import type { Foundation } from './foundation.js';
import { InputFaults } from './input-faults.js';
import type { Progress } from './operations.js';

interface Line {
  readonly line: number;
  readonly body: unknown;
}

const BATCH = 20_000;
const MOST_FAULTS = 100;

/** Takes `readings.jsonl` or a CSV with the same columns into the store: all of it, or nothing and every fault by line. */
export async function importReadings(
  base: Foundation,
  { file, text }: { readonly file: string; readonly text: string },
  progress: Progress,
): Promise<{ readonly imported: number; readonly alreadyThere: number }> {
  const lines = file.toLowerCase().endsWith('.csv') ? csvLines(text, file) : jsonLines(text);
  const faults: string[] = [];
  const reports: StoredReport[] = [];
  const deviceOf = devicesByAsset(base);
  const now = base.clock.now();
  for (const { line, body } of lines) {
    const report = readLine(base, body, deviceOf, now);
    if (typeof report === 'string') faults.push(`${file}:${line}: ${report}`);
    else reports.push(report);
    if (faults.length >= MOST_FAULTS) break;
  }
  if (faults.length > 0) throw new InputFaults(faults);
  reports.sort((a, b) => a.observedAt - b.observedAt);
  let imported = 0;
  for (let start = 0; start < reports.length; start += BATCH) {
    imported += await base.store.importReports(reports.slice(start, start + BATCH));
    progress(Math.min(start + BATCH, reports.length), reports.length);
  }
  return { imported, alreadyThere: reports.length - imported };
}

function* jsonLines(text: string): Generator<Line> {
  for (const [i, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    let body: unknown;
    try {
      body = JSON.parse(line);
    } catch {
      body = undefined;
    }
    yield { line: i + 1, body };
  }
}

const NUMBER = /^-?\d+(\.\d+)?([eE][-+]?\d+)?$/;

function csvLines(text: string, file: string): Line[] {
  let rows: Record<string, string>[];
  try {
    rows = parseCsv(text, { columns: true, skip_empty_lines: true, bom: true, trim: true });
  } catch (error) {
    throw new InputFaults([`${file}: ${error instanceof Error ? error.message : String(error)}`]);
  }
  return rows.map((row, i) => {
    const filled = Object.entries(row).filter(([, value]) => value !== '');
    const body = filled.map(([key, value]) => [
      key,
      key !== 'asset' && NUMBER.test(value) ? Number(value) : value,
    ]);
    // The header is line 1.
    return { line: i + 2, body: Object.fromEntries(body) };
  });
}

/** The report, or why it can't be taken. */
function readLine(
  { registry }: Foundation,
  body: unknown,
  deviceOf: ReadonlyMap<string, Device>,
  now: UnixMs,
): StoredReport | string {
  const context = { device: deviceId('import'), receivedAt: now, mountedOn: undefined };
  const { reports, rejections } = decodeMessage(JSON.stringify(body ?? null), context);
  const [report] = reports;
  if (rejections[0] !== undefined) return rejections[0].reason;
  if (report === undefined) return 'not a report';
  if (!report.stamped) return 'ts: required, epoch milliseconds or RFC 3339, and not in the future';
  const asset = registry.asset(report.asset);
  if (asset === undefined) return `asset: there is no asset ${report.asset}; import assets first`;
  return {
    asset: report.asset,
    device: deviceOf.get(report.asset)?.deviceId ?? deviceId(report.asset),
    kind: asset.kind,
    observedAt: report.observedAt,
    receivedAt: unixMs(report.observedAt),
    position: 0,
    points: report.points,
    quality: report.quality,
  };
}

function devicesByAsset({ registry }: Foundation): ReadonlyMap<string, Device> {
  const found = new Map<string, Device>();
  for (const device of registry.devices) {
    if (device.assetId !== undefined && !found.has(device.assetId)) found.set(device.assetId, device);
  }
  return found;
}
