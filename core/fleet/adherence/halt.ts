import { distanceM, type LatLon } from '../../geo/lat-lon.js';
import { type UnixMs, unixMs } from '../../units/units.js';
import type { Stepped } from './step.js';

/** One stationary stretch of a truck. */
export interface HaltState {
  /** Where it stands, since when, and the newest fix that shows it there. */
  readonly place: LatLon | undefined;
  readonly since: UnixMs;
  readonly seenAt: UnixMs;
  readonly isLong: boolean;
}

export interface HaltFix extends LatLon {
  readonly at: UnixMs;
  /** Usual error, metres. */
  readonly accuracyM: number;
  /** At a depot, a tip or a stop where waiting is planned. */
  readonly isExcused: boolean;
}

export type HaltEffect =
  | { readonly kind: 'long-halt'; readonly at: UnixMs; readonly since: UnixMs; readonly place: LatLon }
  /** `until`: the last fix that showed it there. */
  | { readonly kind: 'went-on'; readonly at: UnixMs; readonly since: UnixMs; readonly until: UnixMs };

export const moving: HaltState = { place: undefined, since: unixMs(0), seenAt: unixMs(0), isLong: false };

/** A truck that collects along a street moves this far between bins, metres. */
const SAME_PLACE_M = 25;

/** Finds halts longer than the line allows. Silence proves no halt: it counts from fix to fix at one place. */
export function stepHalt(maxHaltMs: number, state: HaltState, fix: HaltFix): Stepped<HaltState, HaltEffect> {
  const { at, lat, lon } = fix;
  const { place, since, seenAt } = state;
  const radiusM = Math.max(SAME_PLACE_M, 3 * fix.accuracyM);
  if (place === undefined || fix.isExcused || distanceM(place, fix) > radiusM) {
    const effects: HaltEffect[] = state.isLong ? [{ kind: 'went-on', at, since, until: seenAt }] : [];
    const here = { place: fix.isExcused ? undefined : { lat, lon }, since: at, seenAt: at, isLong: false };
    return { state: here, effects, wakeAt: undefined };
  }
  const isLong = at - since >= maxHaltMs;
  const effects: HaltEffect[] = isLong && !state.isLong ? [{ kind: 'long-halt', at, since, place }] : [];
  return { state: { place, since, seenAt: at, isLong }, effects, wakeAt: undefined };
}
