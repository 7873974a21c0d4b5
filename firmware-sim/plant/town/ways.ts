import { distance, type Spot } from '../place.js';
import { edgeLength, type StreetNet, spotOf } from './street-net.js';

/**
 * The shortest way between two crossings, both included (A*). Stretches in `closed` (see `stretchKey`) are not used.
 * Returns the two ends alone when there is no way.
 */
export function wayBetween(
  net: StreetNet,
  { from, to, closed }: { readonly from: number; readonly to: number; readonly closed?: ReadonlySet<string> },
): number[] {
  if (from === to) return [from];
  const goal = spotOf(net, to);
  const cost = new Map([[from, 0]]);
  const cameFrom = new Map<number, number>();
  const open = new Heap();
  open.push(from, 0);
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node === to) return trace(cameFrom, to);
    const travelled = cost.get(node) ?? 0;
    for (const next of net.neighbours[node] ?? []) {
      if (closed?.has(stretchKey(node, next)) === true) continue;
      const total = travelled + edgeLength(net, node, next);
      if (total >= (cost.get(next) ?? Number.POSITIVE_INFINITY)) continue;
      cost.set(next, total);
      cameFrom.set(next, node);
      open.push(next, total + distance(spotOf(net, next), goal));
    }
  }
  return [from, to];
}

export const stretchKey = (a: number, b: number): string => (a < b ? `${a}-${b}` : `${b}-${a}`);

/** The way through all of them, in their order. */
export function wayThrough(net: StreetNet, nodes: readonly number[]): number[] {
  const way = nodes.slice(0, 1);
  for (const to of nodes.slice(1)) way.push(...wayBetween(net, { from: way.at(-1) ?? to, to }).slice(1));
  return way;
}

export const spotsOf = (net: StreetNet, nodes: readonly number[]): Spot[] =>
  nodes.map((node) => spotOf(net, node));

function trace(cameFrom: ReadonlyMap<number, number>, to: number): number[] {
  const way = [to];
  for (let at = cameFrom.get(to); at !== undefined; at = cameFrom.get(at)) way.push(at);
  return way.reverse();
}

/** A binary heap of nodes by priority; equal priorities leave in the order of their numbers. */
class Heap {
  readonly #items: { node: number; priority: number }[] = [];

  push(node: number, priority: number): void {
    const items = this.#items;
    let at = items.push({ node, priority }) - 1;
    while (at > 0) {
      const up = (at - 1) >> 1;
      if (!this.#isBefore(at, up)) break;
      this.#swap(at, up);
      at = up;
    }
  }

  pop(): number | undefined {
    const items = this.#items;
    const top = items[0];
    const last = items.pop();
    if (top === undefined || last === undefined) return undefined;
    if (items.length === 0) return top.node;
    items[0] = last;
    for (let at = 0; ; ) {
      let least = at;
      for (const child of [2 * at + 1, 2 * at + 2]) {
        if (child < items.length && this.#isBefore(child, least)) least = child;
      }
      if (least === at) return top.node;
      this.#swap(at, least);
      at = least;
    }
  }

  #isBefore(a: number, b: number): boolean {
    const [left, right] = [this.#items[a], this.#items[b]];
    if (left === undefined || right === undefined) return false;
    return left.priority < right.priority || (left.priority === right.priority && left.node < right.node);
  }

  #swap(a: number, b: number): void {
    const [left, right] = [this.#items[a], this.#items[b]];
    if (left === undefined || right === undefined) return;
    this.#items[a] = right;
    this.#items[b] = left;
  }
}
