import type { Fault } from '../../fault/fault.js';
import { ofKind } from '../fault-book.js';
import type { CollectionLine } from '../town/line-plan.js';
import { edgeLength, type StreetNet } from '../town/street-net.js';
import { spotsOf, stretchKey, wayBetween } from '../town/ways.js';
import { type Way, wayOf } from './way.js';

/** The way of one run from the depot past the stops to the transfer station and home. */
export interface Course {
  readonly way: Way;
  /** Where on the way the line's shape begins and ends, metres. */
  readonly shape: readonly [from: number, to: number];
  /** Where on the way each stop of the line is, metres; NaN when it is not passed. */
  readonly stops: readonly number[];
  /** Where the truck unloads, metres. */
  readonly unloading: number;
  /** The part that is not the line's, metres. */
  readonly detour?: readonly [from: number, to: number];
}

/** The course of a trip under the faults that strike it. */
export function courseOf(net: StreetNet, line: CollectionLine, faults: readonly Fault[]): Course {
  const [tail] = ofKind(faults, 'skipped-tail');
  if (ofKind(faults, 'wrong-direction').length > 0) {
    const length = lengthOf(net, line.nodes);
    const stops = line.stops.map(({ chainage }) => length - chainage);
    return assemble(net, line, { nodes: line.nodes.toReversed(), stops });
  }
  if (ofKind(faults, 'detour').length > 0) return detoured(net, line);
  if (tail !== undefined) return cutShort(net, line, tail.stops);
  return assemble(net, line, { nodes: line.nodes, stops: line.stops.map(({ chainage }) => chainage) });
}

interface Shape {
  readonly nodes: readonly number[];
  /** Metres from the first node; NaN when not passed. */
  readonly stops: readonly number[];
  readonly detour?: readonly [from: number, to: number];
}

function assemble(net: StreetNet, line: CollectionLine, { nodes, stops, detour }: Shape): Course {
  const { depotNode, transferNode } = line;
  const [first, last] = [nodes[0] ?? depotNode, nodes.at(-1) ?? depotNode];
  const out = wayBetween(net, { from: depotNode, to: first });
  const over = wayBetween(net, { from: last, to: transferNode });
  const home = wayBetween(net, { from: transferNode, to: depotNode });
  const start = lengthOf(net, out);
  const end = start + lengthOf(net, nodes);
  return {
    way: wayOf(spotsOf(net, [...out, ...nodes.slice(1), ...over.slice(1), ...home.slice(1)])),
    shape: [start, end],
    stops: stops.map((metres) => start + metres),
    unloading: end + lengthOf(net, over),
    ...(detour === undefined ? {} : { detour: [start + detour[0], start + detour[1]] as const }),
  };
}

function lengthOf(net: StreetNet, nodes: readonly number[]): number {
  let metres = 0;
  for (let index = 1; index < nodes.length; index++) {
    metres += edgeLength(net, nodes[index - 1] ?? 0, nodes[index] ?? 0);
  }
  return metres;
}

/** Ends after the last stop that is still served, at the next crossing. */
function cutShort(net: StreetNet, line: CollectionLine, skipped: number): Course {
  const kept = Math.max(1, line.stops.length - skipped);
  const last = line.stops[kept - 1]?.chainage ?? 0;
  let [end, metres] = [1, 0];
  for (; end < line.nodes.length && metres < last; end++) {
    metres += edgeLength(net, line.nodes[end - 1] ?? 0, line.nodes[end] ?? 0);
  }
  const stops = line.stops.map(({ chainage }, index) => (index < kept ? chainage : Number.NaN));
  return assemble(net, line, { nodes: line.nodes.slice(0, Math.max(2, end)), stops });
}

/** Leaves the shape near its middle and comes back two crossings later by streets that are not the line's. */
function detoured(net: StreetNet, line: CollectionLine): Course {
  const { nodes, stops } = line;
  const own = new Set(nodes.slice(1).map((node, index) => stretchKey(nodes[index] ?? 0, node)));
  const middle = Math.floor(nodes.length * 0.4);
  const tries = nodes.map((_, index) => (middle + index) % Math.max(1, nodes.length - 2));
  for (const index of tries) {
    const [from = 0, to = 0] = [nodes[index], nodes[index + 2]];
    const way = from === to ? [] : wayBetween(net, { from, to, closed: own });
    if (way.length < 3) continue;
    const left = lengthOf(net, nodes.slice(0, index + 1));
    const planned = lengthOf(net, nodes.slice(index, index + 3));
    const driven = lengthOf(net, way);
    return assemble(net, line, {
      nodes: [...nodes.slice(0, index), ...way, ...nodes.slice(index + 3)],
      stops: stops.map(({ chainage }) => {
        if (chainage <= left) return chainage;
        return chainage < left + planned ? Number.NaN : chainage - planned + driven;
      }),
      detour: [left, left + driven],
    });
  }
  return assemble(net, line, { nodes, stops: stops.map(({ chainage }) => chainage) });
}
