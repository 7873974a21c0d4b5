import type { Fault, Span } from '../../fault/fault.js';
import { LIGHT } from '../constants.js';
import type { Circuit } from './circuit.js';
import { failureAround, type Lamp } from './lamp.js';
import type { Supply } from './supply.js';

const DAY = 86_400_000;
const HOUR = 3_600_000;

type Range = { readonly from: number; readonly to: number };

const edges = (spans: readonly Span[]): number[] => spans.flatMap(({ from, until }) => [from, until]);
const within = (instants: readonly number[], { from, to }: Range): number[] =>
  instants.filter((at) => at >= from && at < to);

/** When something about the cabinet itself changes. */
export const cabinetChanges = (supply: Supply, range: Range): number[] =>
  within([...edges(supply.losses), ...edges(supply.openings(range.from, range.to))], range);

/** When the circuit's load or voltage changes so that its poller reports at once. */
export function circuitChanges(circuit: Circuit, utcOffset: number, range: Range): number[] {
  const { supply, stuck, thefts, leaks, lostPhases } = circuit;
  const switches = supply.switches(range.from - LIGHT.warmUp.value * 1_000, range.to);
  const day = Math.floor((range.from + utcOffset) / DAY);
  const dims = [0, 1].flatMap((next) => [0, 5].map((hour) => (day + next) * DAY - utcOffset + hour * HOUR));
  const faults: readonly Span[] = [...supply.losses, ...stuck, ...thefts, ...leaks, ...lostPhases];
  const warm = switches.map((at) => at + LIGHT.warmUp.value * 1_000);
  return within([...switches, ...warm, ...dims, ...edges(faults)], range);
}

/** When the lamp goes on or out, or comes to its full power. */
export function lampChanges(lamp: Lamp, ofCircuit: readonly number[], range: Range): number[] {
  const { dead, burning, cycling } = lamp;
  const failure = failureAround(lamp, range.from);
  const isPlain = dead.length + burning.length + cycling.length === 0;
  if (isPlain && failure === undefined) return [...ofCircuit];
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
