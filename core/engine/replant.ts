import { waiting } from '../alert/flapping.js';
import { type LevelState, type Standing, standingOf } from '../alert/levels.js';
import { migrate, resolve, withStanding } from '../alert/life.js';
import { migrateLevels } from '../alert/migrate.js';
import type { Alert } from '../model/alert.js';
import { unixMs } from '../units/units.js';
import { arm, silenceDeadline } from './due.js';
import type { OpenAlerts } from './open-alerts.js';
import type { Compiled, CompiledSilent, CompiledThreshold } from './program.js';
import type { WatchedAsset, WatchedDevice } from './registry.js';
import type { Rows } from './rows.js';
import type { State } from './state.js';

/** Where rows stood before: the state's own, or those of the rule set that is being replaced. */
export interface Ground {
  readonly rows: Rows;
  readonly alerts: OpenAlerts;
  /** Why things move, for people: `v7 → v8`. */
  readonly why: string;
}

/** One rule's old row of a subject. */
interface Move {
  readonly ground: Ground;
  readonly from: number;
}

/** Gives the asset the rows that the present rules want, and carries over what still holds. */
export function replantAsset(state: State, ground: Ground, asset: WatchedAsset): void {
  const { program, base } = asset;
  asset.program = state.book.forAsset(asset);
  if (asset.program === program && ground.rows === state.rows) return;
  asset.base = state.rows.allocate(asset.index, asset.program);
  program.forEach((old, slot) => {
    const move: Move = { ground, from: base + slot };
    const kept = asset.program.findIndex((compiled) => compiled.rule.id === old.rule.id);
    const now = asset.program[kept];
    if (now !== undefined) carryLevels(state, move, { old, now, to: asset.base + kept });
    else letGo(state, move, `${ground.why}: not watched any more`);
  });
}

/** As `replantAsset`, for the rules about the device's silence. */
export function replantDevice(state: State, ground: Ground, device: WatchedDevice): void {
  const { program, base } = device;
  device.program = state.book.forDevice(state.registry.asset(device.assetId)?.kind);
  if (device.program === program && ground.rows === state.rows) return;
  device.base = state.rows.allocate(device.index, device.program);
  program.forEach((old, slot) => {
    const move: Move = { ground, from: base + slot };
    const kept = device.program.findIndex((compiled) => compiled.rule.id === old.rule.id);
    const now = device.program[kept];
    const stays =
      now !== undefined && carrySilence(state, move, { old, now, to: device.base + kept, device });
    if (!stays && letGo(state, move, `${ground.why}: not watched any more`)) device.silences--;
  });
  device.program.forEach((_, slot) => {
    arm(state, device.base + slot);
  });
}

interface LevelMove {
  readonly old: CompiledThreshold;
  readonly now: CompiledThreshold;
  readonly to: number;
}

function carryLevels(state: State, move: Move, { old, now, to }: LevelMove): void {
  const { ground, from } = move;
  const after = carriedLevels(ground.rows.load(from), old, now);
  if (after !== undefined) {
    state.rows.store(to, after);
    state.rows.windows.carry(to, from, ground.rows.windows);
    const flap = ground.rows.flap(from);
    ground.rows.storeFlap(from, undefined);
    if (isAlike(old, now)) state.rows.storeFlap(to, flap);
  }
  state.rows.device[to] = ground.rows.device[from] ?? -1;
  const alert = ground.alerts.get(from);
  if (alert === undefined) return;
  const isFlapping = state.rows.flap(to)?.isFlapping === true;
  const standing = after && (standingOf(now.limits, after) ?? (isFlapping ? waiting(alert) : undefined));
  if (standing === undefined) {
    letGo(state, move, `${ground.why}: not true any more`);
    return;
  }
  ground.alerts.take(from);
  keep(state, to, {
    alert,
    isSameRule: old.rule === now.rule && isAlike(old, now) && isSetAlike(old, now),
    after: ofVersion(state, withStanding(alert, standing), now),
    ground,
  });
  arm(state, to);
}

const isAlike = ({ limits: a }: CompiledThreshold, { limits: b }: CompiledThreshold): boolean =>
  a === b ||
  JSON.stringify([a.sign, a.raise, a.clear, a.severities]) ===
    JSON.stringify([b.sign, b.raise, b.clear, b.severities]);

/** The same layers set the limits. */
const isSetAlike = ({ limits: a }: CompiledThreshold, { limits: b }: CompiledThreshold): boolean =>
  a === b || a.layers.join() === b.layers.join();

/** `undefined` when the rule looks at something else now, of which nothing is known. */
function carriedLevels(
  before: LevelState,
  old: CompiledThreshold,
  now: CompiledThreshold,
): LevelState | undefined {
  if (old === now) return before;
  if (old.rule.point !== now.rule.point || old.rule.rate?.overMs !== now.rule.rate?.overMs) return undefined;
  if (isAlike(old, now) || Number.isNaN(before.observedAt)) return before;
  return migrateLevels(before, old.limits, now.limits);
}

interface SilenceMove {
  readonly old: CompiledSilent;
  readonly now: CompiledSilent;
  readonly to: number;
  readonly device: WatchedDevice;
}

/** False when there is an alert that is not true under the new rule. */
function carrySilence(state: State, { ground, from }: Move, { old, now, to, device }: SilenceMove): boolean {
  const alert = ground.alerts.get(from);
  if (alert === undefined) return true;
  const isAsStrict = now.rule.intervals <= old.rule.intervals;
  if (!isAsStrict && silenceDeadline(state, device, now) > state.now) return false;
  ground.alerts.take(from);
  const { severity, intervals } = now.rule;
  const standing: Standing = { state: 'firing', severity, threshold: intervals, layer: 'rule' };
  keep(state, to, {
    alert,
    isSameRule: old.rule === now.rule,
    after: ofVersion(state, withStanding(alert, standing), now),
    ground,
  });
  return true;
}

const ofVersion = (state: State, alert: Alert, { rule }: Compiled): Alert => ({
  ...alert,
  ruleVersion: state.book.version,
  kind: rule.kind,
});

interface Kept {
  readonly alert: Alert;
  readonly after: Alert;
  readonly isSameRule: boolean;
  readonly ground: Ground;
}

/** The alert lives on in another row; the world hears of it only when its rule is another version. */
function keep(state: State, to: number, { alert, after, isSameRule, ground }: Kept): void {
  if (isSameRule) state.alerts.put(to, alert);
  else state.settle(to, [migrate(after, { at: unixMs(state.now), note: ground.why })]);
}

/** Ends the alert of a row that goes; false when there was none. */
function letGo(state: State, { ground, from }: Move, note: string): boolean {
  const alert = ground.alerts.take(from);
  if (alert === undefined) return false;
  state.tell(resolve(alert, { at: unixMs(state.now), note }));
  return true;
}
