import { after, type UnixMs } from '../../units/units.js';
import type { Stepped } from './step.js';

/** A stop's window as instants of the service day. */
export interface PlannedStop {
  readonly arrivalAt: UnixMs;
  readonly departureAt: UnixMs;
}

export interface Tolerance {
  readonly earlyMs: number;
  readonly lateMs: number;
}

export type PunctualityInput =
  | { readonly kind: 'arrived'; readonly stop: number; readonly at: UnixMs }
  /** A verdict on the stop; `leftAt` is the last fix at it, when it was served. */
  | {
      readonly kind: 'settled';
      readonly stop: number;
      readonly at: UnixMs;
      readonly leftAt: UnixMs | undefined;
    }
  | { readonly kind: 'tick'; readonly at: UnixMs };

/** `byMs`: beyond the planned time, tolerance included. */
export type PunctualityEffect =
  | { readonly kind: 'late'; readonly stop: number; readonly at: UnixMs; readonly byMs: number }
  | { readonly kind: 'caught-up'; readonly stop: number; readonly at: UnixMs }
  | { readonly kind: 'early'; readonly stop: number; readonly at: UnixMs; readonly byMs: number };

export interface PunctualityState {
  /** The first stop that the truck has neither reached nor been judged on. */
  readonly next: number;
  readonly isLate: boolean;
}

export const onTime: PunctualityState = { next: 0, isLate: false };

interface Plan {
  readonly stops: readonly PlannedStop[];
  readonly tolerance: Tolerance;
}

/**
 * Judges a trip by the windows of its stops: late from the moment a stop's time is over, or at an arrival after it, until a stop is
 * reached in time; early when a stop is left before its time.
 */
export function stepPunctuality(
  plan: Plan,
  state: PunctualityState,
  input: PunctualityInput,
): Stepped<PunctualityState, PunctualityEffect> {
  switch (input.kind) {
    case 'tick':
      return settle(plan, state, meetDeadline(plan, state, input.at));
    case 'arrived':
      return settle(
        plan,
        { ...state, next: Math.max(state.next, input.stop + 1) },
        arrive(plan, state, input),
      );
    case 'settled':
      return settle(plan, { ...state, next: Math.max(state.next, input.stop + 1) }, leave(plan, input));
  }
}

const deadlineOf = ({ stops, tolerance }: Plan, stop: number): UnixMs | undefined => {
  const planned = stops[stop];
  return planned && after(planned.arrivalAt, tolerance.lateMs);
};

function meetDeadline(plan: Plan, { next, isLate }: PunctualityState, at: UnixMs): PunctualityEffect[] {
  const deadline = deadlineOf(plan, next);
  if (isLate || deadline === undefined || at < deadline) return [];
  return [{ kind: 'late', stop: next, at, byMs: at - deadline + plan.tolerance.lateMs }];
}

function arrive(
  plan: Plan,
  { isLate }: PunctualityState,
  { stop, at }: { readonly stop: number; readonly at: UnixMs },
): PunctualityEffect[] {
  const deadline = deadlineOf(plan, stop);
  if (deadline === undefined) return [];
  if (at >= deadline)
    return isLate ? [] : [{ kind: 'late', stop, at, byMs: at - deadline + plan.tolerance.lateMs }];
  return isLate ? [{ kind: 'caught-up', stop, at }] : [];
}

function leave(
  { stops, tolerance }: Plan,
  { stop, at, leftAt }: Extract<PunctualityInput, { kind: 'settled' }>,
): PunctualityEffect[] {
  const planned = stops[stop];
  if (planned === undefined || leftAt === undefined) return [];
  const byMs = planned.departureAt - leftAt;
  return byMs > tolerance.earlyMs ? [{ kind: 'early', stop, at, byMs }] : [];
}

function settle(
  plan: Plan,
  { next, isLate: wasLate }: PunctualityState,
  effects: readonly PunctualityEffect[],
): Stepped<PunctualityState, PunctualityEffect> {
  const isLate =
    effects.some(({ kind }) => kind === 'late') ||
    (wasLate && !effects.some(({ kind }) => kind === 'caught-up'));
  return { state: { next, isLate }, effects, wakeAt: isLate ? undefined : deadlineOf(plan, next) };
}
