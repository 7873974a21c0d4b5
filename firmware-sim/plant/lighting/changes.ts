import type { Fault, Span } from '../../fault/fault.js';
import { LIGHT } from '../constants.js';
import type { Circuit } from './circuit.js';
import { failureAround, type Lamp } from './lamp.js';
import type { Supply } from './supply.js';

const DAY = 86_400_000;
const HOUR = 3_600_000;
const WARM_UP = LIGHT.warmUp.value * 1_000;
const LOOK_AHEAD = 4 * HOUR;
const NEVER: readonly number[] = [];

type Range = { readonly from: number; readonly to: number };

const edges = (spans: readonly Span[]): number[] => spans.flatMap(({ from, until }) => [from, until]);
const within = (instants: readonly number[], { from, to }: Range): number[] =>
  instants.filter((at) => at >= from && at < to);

/** When something about the cabinet itself changes. */
export function cabinetChanges(supply: Supply, range: Range): readonly number[] {
  const openings = supply.openings(range.from, range.to);
  if (openings.length + supply.losses.length === 0) return NEVER;
  return within([...edges(supply.losses), ...edges(openings)], range);
}

/** When the circuit's load or voltage changes so that its poller reports at once. */
export function circuitChanges(circuit: Circuit, utcOffset: number, range: Range): readonly number[] {
  const { supply, stuck, thefts, leaks, lostPhases } = circuit;
  const switches = supply.switches(range.from - WARM_UP, range.to);
  const dim = nextDim(range.from, utcOffset);
  const faults = supply.losses.length + stuck.length + thefts.length + leaks.length + lostPhases.length;
  if (switches.length + faults === 0 && dim >= range.to) return NEVER;
  const spans: readonly Span[] = [...supply.losses, ...stuck, ...thefts, ...leaks, ...lostPhases];
  const warm = switches.map((at) => at + WARM_UP);
  return within([...switches, ...warm, dim, nextDim(dim + 1, utcOffset), ...edges(spans)], range);
}

/** Nothing about the circuit changes between `at` and this instant; at most some hours are looked ahead. */
export function circuitQuietUntil(circuit: Circuit, utcOffset: number, at: number): number {
  const { supply, stuck, thefts, leaks, lostPhases } = circuit;
  if (supply.losses.length + stuck.length + thefts.length + leaks.length + lostPhases.length > 0) return at;
  const horizon = at + LOOK_AHEAD;
  const switches = supply.switches(at - WARM_UP, horizon);
  // Whatever was switched may still be warming up.
  return Math.max(at, Math.min(horizon, nextDim(at, utcOffset), ...switches));
}

/** The same for a lamp, whose circuit is quiet until `circuit`. */
export function lampQuietUntil(lamp: Lamp, circuit: number, at: number): number {
  const isPlain = lamp.dead.length + lamp.burning.length + lamp.cycling.length === 0;
  const mayFail = failureAround(lamp, at) !== undefined || failureAround(lamp, at + LOOK_AHEAD) !== undefined;
  return isPlain && !mayFail ? circuit : at;
}

/** Dimmed circuits change at midnight and at five; the others are looked at then as well. */
function nextDim(at: number, utcOffset: number): number {
  const midnight = Math.floor((at + utcOffset) / DAY) * DAY - utcOffset;
  if (at <= midnight) return midnight;
  return at <= midnight + 5 * HOUR ? midnight + 5 * HOUR : midnight + DAY;
}

/** When the lamp goes on or out, or comes to its full power. */
export function lampChanges(lamp: Lamp, ofCircuit: readonly number[], range: Range): readonly number[] {
  const { dead, burning, cycling } = lamp;
  const failure = failureAround(lamp, range.from);
  const isPlain = dead.length + burning.length + cycling.length === 0;
  if (isPlain && failure === undefined) return ofCircuit;
  const own: readonly (Span | Fault)[] = [
    ...dead,
    ...burning,
    ...cycling,
    ...(failure === undefined ? [] : [failure]),
  ];
  const blinks = cycling.flatMap(({ from, until, periodMs }) => {
    const found: number[] = [];
    const first = Math.max(0, Math.ceil((2 * (range.from - from)) / periodMs));
    for (let at = from + (first * periodMs) / 2; at < Math.min(until, range.to); at += periodMs / 2)
      found.push(at);
    return found;
  });
  return [...new Set(within([...ofCircuit, ...edges(own), ...blinks], range))].sort((a, b) => a - b);
}
