import { type DeviceId, type Entry, type UnixMs, unixMs } from '../../core/index.js';
import type { Log } from '../../runtime/index.js';
import type { LedgerLine, LedgerQuery, TelemetryStore } from '../stores/store.js';

/** The ledger of the contract: `received = accepted + quarantined + refused`, `accepted = stored + duplicate + pending`. */
export interface BalancedLine extends LedgerLine {
  readonly received: number;
  readonly pending: number;
}

type Counts = { -readonly [K in 'accepted' | 'quarantined' | 'refused' | 'pending']: number };
const HOUR_MS = 3_600_000;

/** What the store has counted, plus what stands in the log and has not reached it. */
export async function readLedger(
  log: Log<Entry>,
  store: TelemetryStore,
  query: LedgerQuery,
): Promise<readonly BalancedLine[]> {
  const lines = new Map<string, BalancedLine>();
  const counted = store.position;
  for (const line of await store.ledger(query)) {
    lines.set(`${line.device} ${line.hour}`, balance(line, 0));
  }
  for await (const item of log.read(counted + 1)) {
    if (item.kind === 'hole') continue;
    for (const entry of item.entries) addPending(lines, entry, query);
  }
  return [...lines.values()].sort((a, b) => a.hour - b.hour || (a.device < b.device ? -1 : 1));
}

const balance = (line: LedgerLine, pending: number): BalancedLine => ({
  ...line,
  pending,
  received: line.accepted + line.quarantined + line.refused,
});

function addPending(lines: Map<string, BalancedLine>, entry: Entry, query: LedgerQuery): void {
  const found = countEntry(entry);
  if (found === undefined) return;
  const { device, counts } = found;
  const hour = unixMs(Math.floor(entry.at / HOUR_MS) * HOUR_MS);
  if (hour < query.from || hour > query.to || (query.device !== undefined && query.device !== device)) return;
  const key = `${device} ${hour}`;
  const line = lines.get(key) ?? balance(emptyLine(device, hour), 0);
  const sum: LedgerLine = {
    ...line,
    accepted: line.accepted + counts.accepted,
    quarantined: line.quarantined + counts.quarantined,
    refused: line.refused + counts.refused,
  };
  lines.set(key, balance(sum, line.pending + counts.pending));
}

function countEntry(entry: Entry): { device: DeviceId; counts: Counts } | undefined {
  const none: Counts = { accepted: 0, quarantined: 0, refused: 0, pending: 0 };
  if (entry.kind === 'report') {
    const readings = Object.keys(entry.points).length;
    return { device: entry.device, counts: { ...none, accepted: readings, pending: readings } };
  }
  if (entry.kind === 'quarantine') {
    return { device: entry.device, counts: { ...none, quarantined: entry.readings } };
  }
  return undefined;
}

const emptyLine = (device: DeviceId, hour: UnixMs): LedgerLine => ({
  device,
  hour,
  accepted: 0,
  quarantined: 0,
  refused: 0,
  stored: 0,
  duplicate: 0,
  missing: 0,
});
