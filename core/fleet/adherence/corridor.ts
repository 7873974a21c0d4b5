import { after, type UnixMs } from '../../units/units.js';
import { type Evidence, gather, type Proof, proves } from './evidence.js';
import type { Stepped } from './step.js';

export interface CorridorSettings {
  /** Half the width of the line's corridor, metres. */
  readonly corridorM: number;
  readonly proof: Proof;
  /** Without a fix for so long, nothing is known of the truck, ms. */
  readonly staleAfterMs: number;
}

/** As alerting rules have it unless they say otherwise. */
export const USUAL_PROOF: Proof = { share: 0.6, fixes: 3, forMs: 30_000, travelledM: 100 };

export type CorridorState =
  | { readonly kind: 'on-line'; readonly leaving: Evidence | undefined; readonly heardAt: UnixMs | undefined }
  | {
      readonly kind: 'off-line';
      readonly since: UnixMs;
      readonly returning: Evidence | undefined;
      readonly heardAt: UnixMs;
      readonly isStale: boolean;
    };

export type CorridorInput =
  | {
      readonly kind: 'fix';
      readonly at: UnixMs;
      readonly offsetM: number;
      readonly accuracyM: number;
      /** Metres since the fix before. */
      readonly movedM: number;
      /** Undefined when the terminal does not tell. */
      readonly ignitionOn: boolean | undefined;
      /** At a depot or a tip, or on a detour that a dispatcher accepted. */
      readonly isExcused: boolean;
    }
  | { readonly kind: 'tick'; readonly at: UnixMs };

export type CorridorEffect =
  | {
      readonly kind: 'left';
      readonly at: UnixMs;
      readonly since: UnixMs;
      readonly offsetM: number;
      readonly limitM: number;
    }
  /** `since`: the first fix back inside. */
  | { readonly kind: 'returned'; readonly at: UnixMs; readonly since: UnixMs }
  | { readonly kind: 'excused'; readonly at: UnixMs }
  | { readonly kind: 'stale'; readonly at: UnixMs; readonly reason: 'no-fix' }
  | { readonly kind: 'heard-again'; readonly at: UnixMs };

export const onLine: CorridorState = { kind: 'on-line', leaving: undefined, heardAt: undefined };

type CorridorStep = Stepped<CorridorState, CorridorEffect>;
type CorridorFix = Extract<CorridorInput, { kind: 'fix' }>;

/** How far off a fix may lie: the corridor, or three times what the fix may be wrong by. */
export const corridorLimitM = (corridorM: number, accuracyM: number): number =>
  Math.max(corridorM, 3 * accuracyM);

/** Judges whether a truck keeps to its line's corridor. */
export function stepCorridor(
  settings: CorridorSettings,
  state: CorridorState,
  input: CorridorInput,
): CorridorStep {
  if (input.kind === 'tick') return meetSilence(settings, state, input.at);
  // Parked, it deviates from nothing, wherever it stands; it was heard, that is all.
  if (input.ignitionOn === false) return heard(settings, { ...state, heardAt: input.at }, input.at);
  if (input.isExcused) {
    const effects: CorridorEffect[] = state.kind === 'off-line' ? [{ kind: 'excused', at: input.at }] : [];
    return { state: { ...onLine, heardAt: input.at }, effects, wakeAt: undefined };
  }
  return state.kind === 'on-line'
    ? judgeLeaving(settings, state, input)
    : judgeReturn(settings, state, input);
}

function judgeLeaving(
  { corridorM, proof, staleAfterMs }: CorridorSettings,
  state: Extract<CorridorState, { kind: 'on-line' }>,
  { at, offsetM, accuracyM, movedM }: CorridorFix,
): CorridorStep {
  const limitM = corridorLimitM(corridorM, accuracyM);
  const leaving = gather(state.leaving, { at, shows: offsetM > limitM, movedM }, proof);
  if (leaving === undefined || !proves(leaving, proof))
    return { state: { kind: 'on-line', leaving, heardAt: at }, effects: [], wakeAt: undefined };
  return {
    state: { kind: 'off-line', since: leaving.since, returning: undefined, heardAt: at, isStale: false },
    effects: [{ kind: 'left', at, since: leaving.since, offsetM, limitM }],
    wakeAt: after(at, staleAfterMs),
  };
}

function judgeReturn(
  settings: CorridorSettings,
  state: Extract<CorridorState, { kind: 'off-line' }>,
  { at, offsetM, accuracyM, movedM }: CorridorFix,
): CorridorStep {
  // To come back a truck need not have come far: it may stand at a stop of its line.
  const proof = { ...settings.proof, travelledM: 0 };
  const shows = offsetM <= corridorLimitM(settings.corridorM, accuracyM);
  const returning = gather(state.returning, { at, shows, movedM }, proof);
  if (returning === undefined || !proves(returning, proof))
    return heard(settings, { ...state, returning, heardAt: at }, at);
  const again: CorridorEffect[] = state.isStale ? [{ kind: 'heard-again', at }] : [];
  return {
    state: { kind: 'on-line', leaving: undefined, heardAt: at },
    effects: [...again, { kind: 'returned', at, since: returning.since }],
    wakeAt: undefined,
  };
}

/** A truck off its line is watched for silence: losing its fixes does not bring it back. */
function heard({ staleAfterMs }: CorridorSettings, state: CorridorState, at: UnixMs): CorridorStep {
  if (state.kind === 'on-line') return { state, effects: [], wakeAt: undefined };
  const effects: CorridorEffect[] = state.isStale ? [{ kind: 'heard-again', at }] : [];
  return { state: { ...state, isStale: false }, effects, wakeAt: after(at, staleAfterMs) };
}

function meetSilence({ staleAfterMs }: CorridorSettings, state: CorridorState, at: UnixMs): CorridorStep {
  if (state.kind === 'on-line' || state.isStale) return { state, effects: [], wakeAt: undefined };
  const deadline = after(state.heardAt, staleAfterMs);
  if (at < deadline) return { state, effects: [], wakeAt: deadline };
  return {
    state: { ...state, isStale: true },
    effects: [{ kind: 'stale', at, reason: 'no-fix' }],
    wakeAt: undefined,
  };
}
