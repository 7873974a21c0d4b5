import { type CompiledSilent, type CompiledThreshold, isSilent, isThreshold } from './program.js';
import type { WatchedDevice } from './registry.js';
import type { State } from './state.js';

/** A device may miss this many of its expected intervals before the time between two readings proves nothing. */
const AUTO_GAP_INTERVALS = 2.5;
/** Why an alert is stale whose device is not heard. */
export const SILENT = 'silent';

/** The longest hole, in ms, that this rule lets pass between two readings of this device; Infinity when none can be told. */
export function maxGapOf({ rule }: CompiledThreshold, device: WatchedDevice | undefined): number {
  if (rule.maxGapMs !== 'auto') return rule.maxGapMs;
  return device === undefined ? Number.POSITIVE_INFINITY : AUTO_GAP_INTERVALS * device.intervalMs;
}

/** When the device's silence becomes an alert, unless it is heard before; Infinity when it can't be missed. */
export function silenceDeadline(state: State, device: WatchedDevice, { rule }: CompiledSilent): number {
  const { heardAt, intervalMs } = device;
  return heardAt + rule.intervals * intervalMs + state.downtime.creditSince(heardAt, intervalMs);
}

/** When time alone would change the row, as things stand; Infinity when never. */
export function deadlineOf(state: State, row: number): number {
  const until = state.alerts.get(row)?.shelved?.until ?? Number.POSITIVE_INFINITY;
  return Math.min(until, silenceOf(state, row));
}

/** When the row's silence begins to matter: a silent rule opens its alert, any other alert goes stale. */
function silenceOf(state: State, row: number): number {
  const compiled = state.book.all[state.rows.rule[row] ?? -1];
  const alert = state.alerts.get(row);
  if (isSilent(compiled)) {
    const device = state.registry.devices[state.rows.owner[row] ?? -1];
    return device && !alert ? silenceDeadline(state, device, compiled) : Number.POSITIVE_INFINITY;
  }
  const device = state.registry.devices[state.rows.device[row] ?? -1];
  // A device without an interval can't be missed, whatever the rule says about holes.
  if (!device || !alert || alert.stale === SILENT || !Number.isFinite(device.intervalMs))
    return Number.POSITIVE_INFINITY;
  const gap = isThreshold(compiled) ? maxGapOf(compiled, device) : Number.POSITIVE_INFINITY;
  return device.reportedAt + gap + state.downtime.creditSince(device.reportedAt, device.intervalMs);
}

/** Sees to it that the row is looked at by its deadline. A key that is too early stays: it is moved when it comes up. */
export function arm(state: State, row: number): void {
  const deadline = deadlineOf(state, row);
  if (deadline < (state.rows.due[row] ?? Number.POSITIVE_INFINITY)) {
    state.rows.due[row] = deadline;
    state.deadlines.push(deadline, row);
  }
}
