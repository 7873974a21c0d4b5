import { Downtime } from '../alert/downtime.js';
import type { Flap } from '../alert/flapping.js';
import type { Alert } from '../model/alert.js';
import type { RuleSet } from '../rule/rule.js';
import { RegistryArchive } from './archive.js';
import { asciiText, encodeJson } from './ascii-json.js';
import { bytesOf, type Column, fillFrom } from './columns.js';
import { RuleBook } from './program.js';
import type { Registry } from './registry.js';
import { Rows } from './rows.js';
import { State } from './state.js';
import { Windows } from './windows.js';

const FORMAT = 1;
/** "SKE1", then the length of the header, both as 32-bit words in the machine's own byte order. */
const MAGIC = 0x31454b53;
const PREFIX_BYTES = 8;

interface Header {
  readonly format: typeof FORMAT;
  /** `null` before the first input. */
  readonly now: number | null;
  readonly version: number;
  readonly rules: RuleSet;
  readonly gaps: readonly (readonly [number, number])[];
  readonly alerts: readonly (readonly [row: number, alert: Alert])[];
  /** Absent in snapshots of versions that did not know them. */
  readonly flaps?: readonly (readonly [row: number, flap: Flap])[];
  readonly rows: number;
  readonly assets: number;
  readonly devices: number;
  /** Byte lengths of what follows: the registry's chunks, then the columns. */
  readonly chunks: readonly number[];
  readonly columns: readonly number[];
}

/** One pass of copies over the arrays, and a small JSON header for the open alerts and the rules. */
export function takeSnapshot(state: State, archive: RegistryArchive): Uint8Array {
  const busy = state.rows.packBusy();
  const windows = state.rows.windows.packed;
  const columns = [
    ...state.rows.columns().map((column) => bytesOf(column, state.rows.size)),
    ...subjectColumns(state.registry).map((column) => bytesOf(column, column.length)),
    bytesOf(busy, busy.length),
    bytesOf(windows, windows.length),
  ];
  const header: Header = {
    format: FORMAT,
    now: Number.isFinite(state.now) ? state.now : null,
    version: state.book.version,
    rules: state.book.ruleSet,
    gaps: state.downtime.toJSON(),
    alerts: state.alerts.entries(),
    flaps: state.rows.flapEntries(),
    rows: state.rows.size,
    assets: state.registry.assets.length,
    devices: state.registry.devices.length,
    chunks: archive.parts.map((part) => part.length),
    columns: columns.map((part) => part.length),
  };
  const encoded = encodeJson(header);
  const prefix = new Int32Array([MAGIC, encoded.length]);
  return joined([bytesOf(prefix, 2), encoded, ...archive.parts, ...columns]);
}

/** The state that a snapshot was taken of. Throws when the bytes are not a whole snapshot of this format. */
export function readSnapshot(image: Uint8Array): {
  readonly state: State;
  readonly archive: RegistryArchive;
} {
  // A file read by the host may come as a subclass whose slices share memory; a plain view's are copies.
  const bytes = new Uint8Array(image.buffer, image.byteOffset, image.byteLength);
  const [magic, length = 0] = new Int32Array(bytes.slice(0, PREFIX_BYTES).buffer);
  if (magic !== MAGIC) throw new Error('not a snapshot of the engine');
  const header: Header = JSON.parse(asciiText(bytes.subarray(PREFIX_BYTES, PREFIX_BYTES + length)));
  const parts = cut(bytes, PREFIX_BYTES + length, [...header.chunks, ...header.columns]);
  const archive = new RegistryArchive(parts.slice(0, header.chunks.length));
  const state = new State();
  archive.replayInto(state.registry);
  state.now = header.now ?? Number.NEGATIVE_INFINITY;
  state.book = new RuleBook(header.rules, header.version, state.now);
  state.downtime = new Downtime(header.gaps);
  state.rows = new Rows(Math.max(header.rows, 1));
  state.rows.size = header.rows;
  for (const [row, alert] of header.alerts) state.alerts.put(row, alert);
  fillColumns(state, parts.slice(header.chunks.length));
  for (const [row, flap] of header.flaps ?? []) state.rows.storeFlap(row, flap);
  return { state, archive };
}

function fillColumns(state: State, parts: readonly Uint8Array[]): void {
  const subjects = subjectColumns(state.registry);
  const columns: readonly Column[] = [...state.rows.columns(), ...subjects];
  columns.forEach((column, index) => {
    fillFrom(column, parts[index] ?? new Uint8Array());
  });
  const [busy, windows] = parts.slice(columns.length).map((part) => new Float64Array(part.slice().buffer));
  state.rows.unpackBusy(busy ?? new Float64Array());
  state.rows.windows = new Windows(windows);
  plantSubjects(state, subjects);
  for (let row = 0; row < state.rows.size; row++) {
    const due = state.rows.due[row] ?? Number.POSITIVE_INFINITY;
    if (due < Number.POSITIVE_INFINITY) state.deadlines.push(due, row);
  }
}

type SubjectColumns = readonly [
  assetBase: Int32Array,
  deviceBase: Int32Array,
  heardAt: Float64Array,
  reportedAt: Float64Array,
  hasSpoken: Uint8Array,
  silences: Uint16Array,
];

/** What changes about assets and devices with every report or rule set, gathered into columns. */
function subjectColumns({ assets, devices }: Registry): SubjectColumns {
  const count = devices.length;
  const assetBase = new Int32Array(assets.length);
  const deviceBase = new Int32Array(count);
  const heardAt = new Float64Array(count);
  const reportedAt = new Float64Array(count);
  const hasSpoken = new Uint8Array(count);
  const silences = new Uint16Array(count);
  // Plain loops: over 100,000 devices `Int32Array.from` with a mapping costs five times as much.
  assets.forEach((asset, index) => {
    assetBase[index] = asset.base;
  });
  devices.forEach((device, index) => {
    deviceBase[index] = device.base;
    heardAt[index] = device.heardAt;
    reportedAt[index] = device.reportedAt;
    hasSpoken[index] = device.hasSpoken ? 1 : 0;
    silences[index] = device.silences;
  });
  return [assetBase, deviceBase, heardAt, reportedAt, hasSpoken, silences];
}

function plantSubjects({ registry, book }: State, columns: SubjectColumns): void {
  const [assetBase, deviceBase, heardAt, reportedAt, hasSpoken, silences] = columns;
  registry.assets.forEach((asset, index) => {
    asset.program = book.forAsset(asset);
    asset.base = assetBase[index] ?? 0;
  });
  registry.devices.forEach((device, index) => {
    device.program = book.forDevice(registry.asset(device.assetId)?.kind);
    device.base = deviceBase[index] ?? 0;
    device.heardAt = heardAt[index] ?? 0;
    device.reportedAt = reportedAt[index] ?? 0;
    device.hasSpoken = hasSpoken[index] === 1;
    device.silences = silences[index] ?? 0;
  });
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let end = 0;
  for (const part of parts) {
    bytes.set(part, end);
    end += part.length;
  }
  return bytes;
}

function cut(bytes: Uint8Array, start: number, lengths: readonly number[]): Uint8Array[] {
  let end = start;
  const parts = lengths.map((length) => {
    end += length;
    return bytes.slice(end - length, end);
  });
  if (end !== bytes.length) throw new Error(`a snapshot of ${end} bytes was cut or grown to ${bytes.length}`);
  return parts;
}
