import type { UnixMs } from '../../units/units.js';
import type { Stepped } from './step.js';

/** Where along the line a stop is served; zones of neighbours do not overlap. */
export interface StopZone {
  readonly fromM: number;
  readonly toM: number;
}

export type StopVerdict = 'served' | 'missed' | 'not-observed';
/** What a verdict rests on. */
export type StopReason =
  | 'halted'
  | 'passed'
  | 'drove-beside'
  | 'not-reached'
  | 'no-fix'
  | 'too-few-fixes'
  | 'stood-near';

export type StopsInput =
  | {
      readonly kind: 'fix';
      readonly at: UnixMs;
      readonly chainageM: number;
      readonly speedKmh: number | undefined;
      /** Usual error of the fix, metres. */
      readonly errorM: number;
      /** False for a truck beside its line: its chainage then proves nothing, but it was seen elsewhere. */
      readonly isNear: boolean;
    }
  /** The trip is over: its truck signed off, or its time is up. */
  | { readonly kind: 'end'; readonly at: UnixMs };

export type StopsEffect =
  | { readonly kind: 'arrived'; readonly stop: number; readonly at: UnixMs }
  | {
      readonly kind: 'verdict';
      readonly stop: number;
      readonly at: UnixMs;
      readonly verdict: StopVerdict;
      readonly reason: StopReason;
      /** First and last fix that it rests on; undefined when there was none. */
      readonly from: UnixMs | undefined;
      readonly to: UnixMs | undefined;
    };

interface Seen {
  readonly at: UnixMs;
  readonly chainageM: number;
  readonly speedKmh: number | undefined;
}

interface Visit {
  readonly from: UnixMs;
  readonly to: UnixMs;
  readonly halted: boolean;
}

export interface StopsState {
  /** The first stop without a verdict. */
  readonly next: number;
  readonly last: Seen | undefined;
  /** Fixes inside the next stop's zone. */
  readonly visit: Visit | undefined;
  /** It stood so near the zone that it may have stood in it. */
  readonly stoodNear: boolean;
  /** Time on the way to and through that zone that driving does not explain, ms. */
  readonly spareMs: number;
  /** Since `last`: the longest time without any fix, and fixes beside the line. */
  readonly holeMs: number;
  readonly beside: number;
  readonly heardAt: UnixMs | undefined;
}

export const noStopYet: StopsState = {
  next: 0,
  last: undefined,
  visit: undefined,
  stoodNear: false,
  spareMs: 0,
  holeMs: 0,
  beside: 0,
  heardAt: undefined,
};

/** Half a zone where stops are far apart, metres: errors of fixes, and bins a little further on. */
const HALF_ZONE_M = 30;
/** At or below this a truck stands, as far as its speedometer tells, km/h. */
const STANDING_KMH = 4;
/** No bin is emptied, and no music line served, in less, ms. */
const SHORTEST_SERVICE_MS = 10_000;
/** What a truck drives between stops, metres per second. */
const DRIVING_MPS = 8;
/** Longer without a fix and anything may have happened, ms. */
const LONGEST_HOLE_MS = 75_000;
/** Fixes lie within so many of their usual errors. */
const ERRORS = 2;
/** So many fixes beside the line show that it went another way. */
const BESIDE_FIXES = 2;

/** Zones round the stops of a trip: 30 m to each side, or half way to a nearer neighbour. */
export const zonesOf = (stops: readonly { readonly chainageM: number }[]): StopZone[] =>
  stops.map(({ chainageM }, i) => {
    const half = (neighbour: number | undefined): number =>
      Math.min(HALF_ZONE_M, Math.abs((neighbour ?? Number.POSITIVE_INFINITY) - chainageM) / 2);
    return {
      fromM: chainageM - half(stops[i - 1]?.chainageM),
      toM: chainageM + half(stops[i + 1]?.chainageM),
    };
  });

/** Decides for each stop of a trip, in order, whether it was served, missed, or not observed. */
export function stepStops(
  zones: readonly StopZone[],
  state: StopsState,
  input: StopsInput,
): Stepped<StopsState, StopsEffect> {
  if (input.kind === 'end') return end(zones, state, input.at);
  const holeMs = Math.max(state.holeMs, state.heardAt === undefined ? 0 : input.at - state.heardAt);
  if (!input.isNear)
    return {
      state: { ...state, holeMs, beside: state.beside + 1, heardAt: input.at },
      effects: [],
      wakeAt: undefined,
    };
  const effects: StopsEffect[] = [];
  let now: StopsState = { ...state, holeMs, heardAt: input.at };
  for (let zone = zones[now.next]; zone !== undefined && input.chainageM > zone.toM; zone = zones[now.next]) {
    // Standing just behind the zone it may be at the stop yet: the next fix tells.
    if (standsNear(zone, input) && !isWithin(zones[now.next + 1], input)) break;
    effects.push(passed(now, zone, input));
    now = { ...now, next: now.next + 1, visit: undefined, stoodNear: false, spareMs: 0 };
  }
  const zone = zones[now.next];
  const isInside = isWithin(zone, input);
  const stoodNear = now.stoodNear || (zone !== undefined && !isInside && standsNear(zone, input));
  const visit = isInside ? extend(now.visit, input) : now.visit;
  if (visit?.halted === true && now.visit?.halted !== true)
    effects.push({ kind: 'arrived', stop: now.next, at: visit.from });
  const spareMs =
    zone !== undefined && touches(now.last, input, zone)
      ? now.spareMs + spareOf(now.last, input)
      : now.spareMs;
  const { at, chainageM, speedKmh } = input;
  return {
    state: { ...now, visit, stoodNear, spareMs, last: { at, chainageM, speedKmh }, holeMs: 0, beside: 0 },
    effects,
    wakeAt: undefined,
  };
}

function extend(visit: Visit | undefined, { at, speedKmh }: Seen): Visit {
  const from = visit?.from ?? at;
  // A terminal without speeds shows a halt by staying in the zone.
  const stands = speedKmh === undefined ? at - from >= SHORTEST_SERVICE_MS : speedKmh <= STANDING_KMH;
  return { from, to: at, halted: stands || visit?.halted === true };
}

const isWithin = (zone: StopZone | undefined, { chainageM }: Seen): boolean =>
  zone !== undefined && chainageM >= zone.fromM && chainageM <= zone.toM;

const standsNear = (
  { fromM, toM }: StopZone,
  { chainageM, speedKmh, errorM }: Extract<StopsInput, { kind: 'fix' }>,
): boolean =>
  speedKmh !== undefined &&
  speedKmh <= STANDING_KMH &&
  chainageM >= fromM - ERRORS * errorM &&
  chainageM <= toM + ERRORS * errorM;

const touches = (last: Seen | undefined, { chainageM }: Seen, { fromM, toM }: StopZone): boolean =>
  last !== undefined &&
  Math.max(last.chainageM, chainageM) >= fromM &&
  Math.min(last.chainageM, chainageM) <= toM;

/** Time between two fixes in which the truck may have stood. */
function spareOf(last: Seen | undefined, { at, chainageM, speedKmh = 0 }: Seen): number {
  if (last === undefined) return 0;
  const mps = Math.max(DRIVING_MPS, speedKmh / 3.6, (last.speedKmh ?? 0) / 3.6);
  return Math.max(0, at - last.at - (Math.abs(chainageM - last.chainageM) / mps) * 1_000);
}

/** The truck is beyond the zone: what happened at the stop? */
function passed(state: StopsState, zone: StopZone, fix: Seen): StopsEffect {
  const { next: stop, last, visit } = state;
  const say = (verdict: StopVerdict, reason: StopReason): StopsEffect => ({
    kind: 'verdict',
    stop,
    at: fix.at,
    verdict,
    reason,
    from: visit?.from ?? last?.at,
    to: visit?.to ?? (last === undefined ? undefined : fix.at),
  });
  if (visit?.halted === true) return say('served', 'halted');
  if (state.stoodNear) return say('not-observed', 'stood-near');
  if (last === undefined) return say('not-observed', 'no-fix');
  if (touches(last, fix, zone)) {
    if (state.holeMs > LONGEST_HOLE_MS) return say('not-observed', 'no-fix');
    if (state.beside >= BESIDE_FIXES) return say('missed', 'drove-beside');
  }
  const spareMs = state.spareMs + (touches(last, fix, zone) ? spareOf(last, fix) : 0);
  return spareMs < SHORTEST_SERVICE_MS ? say('missed', 'passed') : say('not-observed', 'too-few-fixes');
}

function end(zones: readonly StopZone[], state: StopsState, at: UnixMs): Stepped<StopsState, StopsEffect> {
  const isHeard = state.heardAt !== undefined && at - state.heardAt <= LONGEST_HOLE_MS;
  const effects = zones.slice(state.next).map((_, i): StopsEffect => {
    const stop = state.next + i;
    const visit = i === 0 ? state.visit : undefined;
    const base = { kind: 'verdict', stop, at, from: visit?.from, to: visit?.to } as const;
    if (visit?.halted === true) return { ...base, verdict: 'served', reason: 'halted' };
    if (visit !== undefined) return { ...base, verdict: 'not-observed', reason: 'too-few-fixes' };
    if (!isHeard) return { ...base, verdict: 'not-observed', reason: 'no-fix' };
    return { ...base, verdict: 'missed', reason: 'not-reached', from: state.last?.at, to: state.heardAt };
  });
  return { state: { ...state, next: zones.length, visit: undefined }, effects, wakeAt: undefined };
}
