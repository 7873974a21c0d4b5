import type { Severity } from '../model/vocabulary.js';
import type { Level, ThresholdRule } from '../rule/rule.js';

/** A threshold rule's numbers, mirrored so that higher is always worse. One member per level, mildest first. */
export interface Limits {
  readonly sign: 1 | -1;
  readonly raise: readonly number[];
  readonly clear: readonly number[];
  readonly severities: readonly Severity[];
  /** Who set each raise value: `rule`, or a layer and what it is of, such as `group:market`. */
  readonly layers: readonly string[];
  readonly raiseForMs: number;
  readonly clearForMs: number;
}

/** A level, and who set its raise value. */
export interface SetLevel extends Level {
  readonly layer: string;
}

export function limitsOf(rule: ThresholdRule, levels: readonly SetLevel[]): Limits {
  const sign = rule.direction === 'above' ? 1 : -1;
  return {
    sign,
    raise: levels.map((level) => sign * level.raise),
    clear: levels.map((level) => sign * level.clear),
    severities: levels.map((level) => level.severity),
    layers: levels.map((level) => level.layer),
    raiseForMs: rule.raiseForMs,
    clearForMs: rule.clearForMs,
  };
}

/** There are four severities, so no rule has more levels; bit k of a mask speaks of level k. */
export const MOST_LEVELS = 4;

/** What one rule remembers of one subject's point. Instants are observed time; NaN before the first reading. */
export interface LevelState {
  readonly observedAt: number;
  readonly value: number;
  /** Levels that are raised. None: there is no alert. */
  readonly active: number;
  /** Levels on their way to change: the last reading met their raise (or, when active, their clear) condition. */
  readonly running: number;
  /** Covered ms that this condition has held, per level. */
  readonly held: readonly number[];
  /** First reading of the hold that raises, or raised, the alert. */
  readonly since: number;
  readonly sinceValue: number;
}

/** Nothing is going on; NaN for both before the first reading. */
export const quietLevels = (observedAt: number, value: number): LevelState => ({
  observedAt,
  value,
  active: 0,
  running: 0,
  held: [0, 0, 0, 0],
  since: observedAt,
  sinceValue: value,
});

export interface JudgedReading {
  readonly observedAt: number;
  readonly value: number;
  /** The longest time since the reading before that is still covered; Infinity when no hole can be told. */
  readonly maxGapMs: number;
  /** True outside the rule's hours: no level can rise, but those that are raised can clear. */
  readonly isOffHours?: boolean;
}

/**
 * Judges one good reading, newer than the last one judged. Each level is a switch of its own: it turns on after its
 * raise value, and off after its clear value, was held for the covered time. A hole adds nothing and undoes nothing;
 * a reading that breaks the condition starts it afresh.
 */
export function stepLevels(limits: Limits, before: LevelState, reading: JudgedReading): LevelState {
  const span = reading.observedAt - before.observedAt;
  const covered = span <= reading.maxGapMs ? span : 0; // NaN compares false: nothing is covered before a first reading
  const isIdle = (before.active | before.running) === 0;
  const held = [0, 0, 0, 0];
  let { active } = before;
  let running = 0;
  for (let k = 0; k < limits.raise.length; k++) {
    const bit = 1 << k;
    const isActive = (before.active & bit) !== 0;
    if (!isActive && reading.isOffHours === true) continue;
    if (!(isActive ? isCleared(limits, k, reading.value) : isBreached(limits, k, reading.value))) continue;
    const time = (before.running & bit) === 0 ? 0 : (before.held[k] ?? 0) + covered;
    if (time >= (isActive ? limits.clearForMs : limits.raiseForMs)) active ^= bit;
    else {
      running |= bit;
      held[k] = time;
    }
  }
  return {
    observedAt: reading.observedAt,
    value: reading.value,
    active,
    running,
    held,
    since: isIdle ? reading.observedAt : before.since,
    sinceValue: isIdle ? reading.value : before.sinceValue,
  };
}

/** Drops the holds of levels that are not raised: what they proved does not count any more. */
export function withoutPending(state: LevelState): LevelState {
  if (state.active === 0) return quietLevels(state.observedAt, state.value);
  return { ...state, running: state.running & state.active };
}

export const isBreached = (limits: Limits, level: number, value: number): boolean =>
  limits.sign * value >= (limits.raise[level] ?? Number.NaN);

export const isCleared = (limits: Limits, level: number, value: number): boolean =>
  limits.sign * value <= (limits.clear[level] ?? Number.NaN);

/** How an open alert stands: its gravest raised level, and whether all of them are on their way out. */
export interface Standing {
  readonly state: 'firing' | 'clearing';
  readonly severity: Severity;
  /** The raise value of that level, in the point's unit. */
  readonly threshold: number;
  readonly layer: string;
}

/** `undefined` while no level is raised. */
export function standingOf(limits: Limits, { active, running }: LevelState): Standing | undefined {
  if (active === 0) return undefined;
  const top = 31 - Math.clz32(active);
  return {
    state: (running & active) === active ? 'clearing' : 'firing',
    severity: limits.severities[top] ?? 'info',
    layer: limits.layers[top] ?? 'rule',
    threshold: limits.sign * (limits.raise[top] ?? Number.NaN) + 0, // + 0 turns -0 into 0
  };
}
