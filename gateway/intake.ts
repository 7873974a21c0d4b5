import {
  type AssetId,
  type AssetKind,
  type DeviceId,
  decodeMessage,
  decodeStatus,
  type Entry,
  POINTS,
  pointFits,
  pointSpec,
  type RegistryIndex,
  type Rejection,
  type Report,
  type ReportEntry,
  type UnixMs,
} from '../core/index.js';
import type { Clock, Settled, StampedLog } from '../runtime/index.js';
import type { Heard } from './codecs/device-desk.js';
import type { ReportSink } from './ports.js';

export interface IntakeDeps {
  readonly journal: StampedLog<Entry>;
  readonly registry: RegistryIndex;
  readonly clock: Clock;
}

/** The one door into the log for what devices say. Every promise resolves when the log has it on disk. */
export interface Intake extends ReportSink {
  /** An `up` message of a device, as it came. Callbacks, not promises: a city sends tens of thousands a second. */
  message(device: DeviceId, topic: string, text: string, settled: Settled): void;
  /** A `status` message, as it came; false when it is none, and then it must not be retained. */
  statusMessage(device: DeviceId, topic: string, text: string, settled: Settled): boolean;
  /** A message in another dialect, read; of all that is in it nothing stands in the log without the rest. */
  heard(heard: readonly Heard[], seen: Seen, settled: Settled): void;
  /** Settles once everything that was handed in before it has settled. */
  inTurn(settled: Settled): void;
  audit(by: string, what: string, detail: string): Promise<void>;
}

/** A message as it came: kept with what is quarantined of it. */
export interface Seen {
  readonly topic: string;
  readonly payload: string;
}

const KEPT_PAYLOAD = 1_024;
const UNKNOWN_DEVICE = 'unknown device';

export function createIntake({ journal, registry, clock }: IntakeDeps): Intake {
  const admit = createAdmission(registry);

  const entriesOf = (
    device: DeviceId,
    mountedOn: AssetId | undefined,
    reports: readonly Report[],
    rejections: Rejection[],
    seen: { readonly topic: string; readonly payload: string },
  ): Entry[] => {
    const at = journal.now();
    const entries: Entry[] = [];
    for (const report of reports) {
      const entry = admit(report, mountedOn, at, rejections);
      if (entry !== undefined) entries.push(entry);
    }
    if (rejections.length > 0) entries.push(quarantineEntry(device, at, rejections, seen));
    return entries;
  };
  const append = async (entries: readonly Entry[]): Promise<void> => {
    await journal.log.append(entries);
  };
  const reject = (device: DeviceId, topic: string, reason: string, payload: string): Entry[] =>
    entriesOf(device, undefined, [], [{ reason, readings: 1 }], { topic, payload });

  return {
    message: (device, topic, text, settled) => {
      const known = registry.device(device);
      if (known === undefined) {
        journal.log.enqueue(reject(device, topic, UNKNOWN_DEVICE, text), settled);
        return;
      }
      const { assetId: mountedOn } = known;
      const { reports, rejections } = decodeMessage(text, { device, receivedAt: clock.now(), mountedOn });
      journal.log.enqueue(
        entriesOf(device, mountedOn, reports, rejections, { topic, payload: text }),
        settled,
      );
    },

    statusMessage: (device, topic, text, settled) => {
      const status = decodeStatus(text);
      if (status === undefined || registry.device(device) === undefined) {
        const reason = status === undefined ? 'not a status' : UNKNOWN_DEVICE;
        journal.log.enqueue(reject(device, topic, reason, text), settled);
        return false;
      }
      journal.log.enqueue([{ kind: 'status', at: journal.now(), device, ...status }], settled);
      return true;
    },

    heard: (heard, seen, settled) => {
      const entries: Entry[] = [];
      for (const { device, reports, rejections, online } of heard) {
        const known = registry.device(device);
        if (online === undefined)
          entries.push(...entriesOf(device, known?.assetId, reports, rejections, seen));
        else if (known === undefined)
          entries.push(...reject(device, seen.topic, UNKNOWN_DEVICE, seen.payload));
        else entries.push({ kind: 'status', at: journal.now(), device, online });
      }
      journal.log.enqueue(entries, settled);
    },

    inTurn: (settled) => journal.log.enqueue([], settled),

    report: async (reports) => {
      const first = reports[0];
      if (first === undefined) return;
      const mountedOn = registry.device(first.device)?.assetId;
      await append(entriesOf(first.device, mountedOn, reports, [], { topic: '', payload: '' }));
    },

    status: async (device, online) => {
      await journal.append((at) => [{ kind: 'status', at, device, online }]);
    },

    quarantine: (device, topic, reason, detail) => append(reject(device, topic, reason, detail)),

    audit: async (by, what, detail) => {
      await journal.append((at) => [{ kind: 'audit', at, by, what, detail }]);
    },
  };
}

function quarantineEntry(
  device: DeviceId,
  at: UnixMs,
  rejections: readonly Rejection[],
  seen: { readonly topic: string; readonly payload: string },
): Entry {
  const readings = rejections.reduce((sum, one) => sum + one.readings, 0);
  const more = rejections.length > 1 ? ` (and ${rejections.length - 1} more)` : '';
  const reason = `${rejections[0]?.reason ?? ''}${more}`;
  return {
    kind: 'quarantine',
    at,
    device,
    reason,
    readings,
    topic: seen.topic,
    payload: seen.payload.slice(0, KEPT_PAYLOAD),
  };
}

/** `mountedOn` is where the device that reports is mounted. */
type Admit = (
  report: Report,
  mountedOn: AssetId | undefined,
  at: UnixMs,
  refused: Rejection[],
) => Entry | undefined;

/** Checks a report against the registry: the asset exists, is the device's to speak for, and can have such points. */
function createAdmission(registry: RegistryIndex): Admit {
  const pointsOf = pointsByKind();

  return (report, mountedOn, at, refused) => {
    const asset = registry.asset(report.asset);
    const readings = (): number => Object.keys(report.points).length;
    if (asset === undefined) {
      refused.push({ reason: `unknown asset ${report.asset}`, readings: readings() });
      return undefined;
    }
    if (mountedOn === undefined || !registry.isPartOf(report.asset, mountedOn)) {
      refused.push({ reason: `${report.asset} is not where this device is mounted`, readings: readings() });
      return undefined;
    }
    const fits = pointsOf(asset.kind);
    for (const point in report.points) {
      if (!fits.has(point)) return withoutStrangers(report, asset.kind, at, fits, refused);
    }
    return reportEntry(report, at, asset.kind);
  };
}

function pointsByKind(): (kind: AssetKind) => ReadonlySet<string> {
  const cache = new Map<AssetKind, ReadonlySet<string>>();
  return (kind) => {
    const known = cache.get(kind);
    if (known !== undefined) return known;
    const names = Object.keys(POINTS).filter((name) => {
      const spec = pointSpec(name);
      return spec !== undefined && pointFits(spec, kind);
    });
    const points = new Set(names);
    cache.set(kind, points);
    return points;
  };
}

function withoutStrangers(
  report: Report,
  assetKind: AssetKind,
  at: UnixMs,
  fits: ReadonlySet<string>,
  refused: Rejection[],
): Entry | undefined {
  const kept = Object.entries(report.points).filter(([point]) => fits.has(point));
  for (const point of Object.keys(report.points)) {
    if (!fits.has(point)) refused.push({ reason: `${point}: a ${assetKind} has no such point`, readings: 1 });
  }
  if (kept.length === 0) return undefined;
  const flaws = Object.entries(report.quality ?? {}).filter(([point]) => fits.has(point));
  return {
    ...reportEntry(report, at, assetKind),
    points: Object.fromEntries(kept),
    quality: flaws.length === 0 ? undefined : Object.fromEntries(flaws),
  };
}

// Field by field instead of a spread: this runs for each report, and one shape keeps it cheap.
const reportEntry = (report: Report, at: UnixMs, assetKind: AssetKind): ReportEntry => ({
  kind: 'report',
  at,
  assetKind,
  device: report.device,
  asset: report.asset,
  observedAt: report.observedAt,
  stamped: report.stamped,
  boot: report.boot,
  seq: report.seq,
  points: report.points,
  quality: report.quality,
  claimedAt: report.claimedAt,
  origin: report.origin,
});
