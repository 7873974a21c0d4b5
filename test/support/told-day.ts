import { join } from 'node:path';
import {
  after,
  createEngine,
  decodeMessage,
  type Entry,
  hours,
  RegistryIndex,
  type ReportEntry,
  type UnixMs,
  unixMs,
} from '../../core/index.js';
import { createWorld, parseFaults, type ReportDelivery } from '../../firmware-sim/index.js';
import {
  AlertsRepo,
  CopyMarks,
  loadRules,
  openState,
  type PlacedEffect,
  startAlertCopy,
} from '../../ingest/index.js';
import { openInfluxStore } from '../../ingest/stores/influx/influx-store.js';
import { silentLogger, systemClock } from '../../runtime/index.js';
import { aCity } from './city.js';
import { projectFile } from './project-files.js';
import { Feed } from './store-feed.js';
import { until } from './until.js';

/** What a day left behind. */
export interface ToldDay {
  readonly from: UnixMs;
  readonly to: UnixMs;
  /** The newest report of every asset. */
  readonly newest: readonly ReportEntry[];
  /** How many transitions of alerts there were. */
  readonly transitions: number;
}

interface Place {
  readonly url: string;
  readonly bucket: string;
  /** A folder for the stores beside InfluxDB. */
  readonly dir: string;
}

/** 19:45 in Jinan: the lamps burn, and the trucks are on their second round. */
const END = unixMs(Date.UTC(2025, 10, 21, 11, 45));
const SPAN = hours(12);

/** Something for every panel: full bins, little room, gas, dark cabinets, leaks, a wrong clock and a silent sensor. */
const troubleOf = (wrongClock: string, silent: string): readonly object[] => [
  { kind: 'overflow', pick: { kind: 'bin', count: 4 }, at: '+2h', for: '10h' },
  { kind: 'septic-rise', pick: { kind: 'tank', count: 8 }, mmPerHour: 300, at: '+1h', for: '11h' },
  { kind: 'gas', pick: { kind: 'tank', count: 2 }, at: '+6h', for: '6h' },
  { kind: 'supply-loss', pick: { kind: 'cabinet' }, at: '+4h', for: '1h' },
  { kind: 'supply-loss', pick: { kind: 'cabinet' }, at: '+8h', for: '4h' },
  { kind: 'leakage', pick: { kind: 'circuit' }, toMa: 400, at: '+10h', for: '2h' },
  { kind: 'clock-1970', device: wrongClock, at: '+1h', for: '11h' },
  { kind: 'silence', device: silent, at: '+3h', for: '9h' },
];

/**
 * Tells a day of a quarter of a city, with some trouble in it, as a running system hears it: the reports go through
 * the decoder and the store's writer to InfluxDB, the rules judge them, and the alerts are copied after.
 */
export async function tellDay(place: Place): Promise<ToldDay> {
  const city = aCity();
  const from = after(END, -SPAN);
  const sensors = city.devices.filter(({ assetId = '' }) => assetId.startsWith('bin-'));
  const [silent = '', wrongClock = ''] = sensors.map(({ deviceId }) => deviceId);
  const faults = parseFaults(troubleOf(wrongClock, silent), city, from);
  if (!faults.ok) throw new Error(JSON.stringify(faults.error));
  const registry = new RegistryIndex();
  registry.add(city.assets, city.devices);
  const reports = [...createWorld(city, faults.value).deliveries(from, END)].flatMap((delivery) =>
    delivery.kind === 'report' ? hear(delivery, registry) : [],
  );
  await store(reports, place);
  const rules = loadRules(projectFile('rules/default.yaml'), 'rules/default.yaml');
  if (!rules.ok) throw new Error(JSON.stringify(rules.faults));
  const transitions = await judge(
    [
      { kind: 'registry', at: from, assets: city.assets, devices: city.devices },
      { kind: 'rules', at: from, version: 1, rules: rules.rules, source: '' },
      ...reports,
      { kind: 'clock', at: END },
    ],
    place,
  );
  return { from, to: END, newest: newestOf(reports), transitions };
}

/** What the gateway makes of a report. */
function hear(delivery: ReportDelivery, registry: RegistryIndex): ReportEntry[] {
  const { at, device, asset, ts, boot, seq, points } = delivery;
  const text = JSON.stringify({ ts, boot, seq, asset, ...points });
  const { reports } = decodeMessage(text, { device, receivedAt: at, mountedOn: undefined });
  const assetKind = registry.asset(asset)?.kind;
  if (assetKind === undefined) throw new Error(`${asset} is not in the registry`);
  return reports.map((report) => ({ ...report, kind: 'report', at, assetKind }));
}

function newestOf(reports: readonly ReportEntry[]): readonly ReportEntry[] {
  const newest = new Map<string, ReportEntry>();
  for (const report of reports) {
    if (report.observedAt >= (newest.get(report.asset)?.observedAt ?? 0)) newest.set(report.asset, report);
  }
  return [...newest.values()];
}

const FRAME = 5_000;

async function store(reports: readonly Entry[], { url, bucket, dir }: Place): Promise<void> {
  const bookPath = join(dir, 'book.sqlite');
  const influx = await openInfluxStore({ url, token: '', org: '', bucket, bookPath });
  const feed = new Feed();
  for (let i = 0; i < reports.length; i += FRAME)
    await influx.write([feed.frame(...reports.slice(i, i + FRAME))]);
  await influx.close();
}

/** Resolves with the number of transitions, when all of them are in InfluxDB. */
async function judge(entries: readonly Entry[], { url, bucket, dir }: Place): Promise<number> {
  const engine = createEngine();
  const effects: PlacedEffect[] = entries.flatMap((entry, i) =>
    engine.apply(entry).map((effect, place) => ({ position: i + 1, place, effect })),
  );
  const state = await openState(join(dir, 'state.sqlite'));
  const alerts = new AlertsRepo(state);
  const marks = new CopyMarks(state);
  await alerts.save(effects);
  const server = { url, token: '', org: '', bucket };
  const copy = startAlertCopy({ alerts, marks, server, clock: systemClock, logger: silentLogger });
  const last = effects.at(-1)?.position ?? 0;
  await until(
    'every transition is copied',
    async () => (await marks.get(copy.name)).position === last,
    30_000,
  );
  await copy.close();
  await state.destroy();
  return effects.length;
}
