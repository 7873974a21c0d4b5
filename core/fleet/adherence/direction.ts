import { angleBetween } from '../../geo/lat-lon.js';
import type { UnixMs } from '../../units/units.js';
import { type Evidence, gather, type Proof, proves } from './evidence.js';
import type { Stepped } from './step.js';

export interface DirectionState {
  /** Of the other way than the present one. */
  readonly evidence: Evidence | undefined;
  readonly wrongSince: UnixMs | undefined;
}

export interface DirectionFix {
  readonly at: UnixMs;
  /** Undefined when the terminal gives none. */
  readonly headingDeg: number | undefined;
  readonly speedKmh: number | undefined;
  /** Where the line leads at the matched chainage. */
  readonly lineHeadingDeg: number;
  /** Metres since the fix before. */
  readonly movedM: number;
  /** Off the line the line's direction means nothing. */
  readonly isNear: boolean;
}

export type DirectionEffect =
  | { readonly kind: 'wrong-direction'; readonly at: UnixMs; readonly since: UnixMs }
  | { readonly kind: 'right-direction'; readonly at: UnixMs; readonly since: UnixMs };

export const rightWay: DirectionState = { evidence: undefined, wrongSince: undefined };

/** Slower than this a heading is the receiver's noise. */
const SLOWEST_KMH = 6;
/** A side street is at right angles; only well beyond that does a truck drive against its line. */
const AGAINST_DEG = 120;

/** Finds a truck that drives its line the wrong way. Fixes that tell no direction are passed over. */
export function stepDirection(
  proof: Proof,
  state: DirectionState,
  fix: DirectionFix,
): Stepped<DirectionState, DirectionEffect> {
  const { at, headingDeg, speedKmh, lineHeadingDeg, movedM, isNear } = fix;
  if (headingDeg === undefined || speedKmh === undefined || speedKmh < SLOWEST_KMH || !isNear)
    return { state, effects: [], wakeAt: undefined };
  const isAgainst = angleBetween(headingDeg, lineHeadingDeg) > AGAINST_DEG;
  const isWrong = state.wrongSince !== undefined;
  const evidence = gather(state.evidence, { at, shows: isAgainst !== isWrong, movedM }, proof);
  if (evidence === undefined || !proves(evidence, proof))
    return { state: { ...state, evidence }, effects: [], wakeAt: undefined };
  const { since } = evidence;
  return {
    state: { evidence: undefined, wrongSince: isWrong ? undefined : since },
    effects: [{ kind: isWrong ? 'right-direction' : 'wrong-direction', at, since }],
    wakeAt: undefined,
  };
}
