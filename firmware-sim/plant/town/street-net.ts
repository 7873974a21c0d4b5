import { distance, type Spot } from '../place.js';
import { type Random, randomOf } from '../random.js';
import { streetName } from './street-names.js';
import { groupBy } from './town.js';

/** A street: crossings in their order, no gap between neighbours. */
export interface NetStreet {
  readonly name: string;
  readonly isArterial: boolean;
  readonly nodes: readonly number[];
}

/**
 * Streets as a planar graph. Crossings stand in a lattice that was stretched, bent and shaken; some blocks were merged, a few
 * are cut by a diagonal. Node `row * columns + column` is the crossing's number.
 */
export interface StreetNet {
  readonly rows: number;
  readonly columns: number;
  readonly spots: readonly Spot[];
  readonly neighbours: readonly (readonly number[])[];
  readonly streets: readonly NetStreet[];
  /** The row whose street has two carriageways: this one and the next row, 25 m apart. */
  readonly boulevard: number;
  nodeAt(row: number, column: number): number;
}

/** Between the carriageways of the boulevard, metres. */
export const CARRIAGEWAYS_M = 25;
const BLOCK_M = { short: 130, long: 265 };
/** Every so many streets one is an arterial; none of its stretches is ever missing. */
const ARTERIAL_EVERY = 4;
const BEND_M = 45;
const SHAKE_M = 16;
const MERGED = 0.24;
const DIAGONALS = 0.05;

/** Lays `side` by `side` streets around the origin. */
export function layStreetNet(seed: number, side: number): StreetNet {
  const random = randomOf(seed, 'streets');
  const boulevard = Math.floor(side / 2);
  const [rows, columns] = [side + 1, side];
  const nodeAt = (row: number, column: number): number => row * columns + column;
  const spots = laySpots(random, { rows, columns, boulevard });
  const edges = chooseEdges(random, { rows, columns, boulevard, nodeAt });
  const neighbours: number[][] = spots.map(() => []);
  for (const { a, b } of edges) {
    neighbours[a]?.push(b);
    neighbours[b]?.push(a);
  }
  const streets = nameStreets(edges, columns);
  return { rows, columns, spots, neighbours, streets, boulevard, nodeAt };
}

interface Lattice {
  readonly rows: number;
  readonly columns: number;
  readonly boulevard: number;
}

function laySpots(random: Random, { rows, columns, boulevard }: Lattice): Spot[] {
  const gap = (): number => random.between(BLOCK_M.short, BLOCK_M.long);
  const xs = accumulate(columns, gap);
  const ys = accumulate(rows, (row) => (row === boulevard + 1 ? CARRIAGEWAYS_M : gap()));
  const [tilt, phase] = [random.between(-0.08, 0.08), random.between(0, 6)];
  const spots: Spot[] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const above = spots[(row - 1) * columns + column];
      if (row === boulevard + 1 && above !== undefined) {
        // The second carriageway is the first one's shadow.
        spots.push({ x: above.x - tilt * CARRIAGEWAYS_M, y: above.y - CARRIAGEWAYS_M });
        continue;
      }
      const [x, y] = [xs[column] ?? 0, ys[row] ?? 0];
      const [east, north] = [
        x + BEND_M * Math.sin(y / 700 + phase) + random.between(-SHAKE_M, SHAKE_M),
        y + BEND_M * Math.sin(x / 900 - phase) + random.between(-SHAKE_M, SHAKE_M),
      ];
      spots.push({ x: rounded(east + tilt * north), y: rounded(-north + tilt * east) });
    }
  }
  return spots;
}

/** Millimetres: what `Math.sin` leaves in its last bits may differ between machines. */
const rounded = (metres: number): number => Math.round(metres * 1_000) / 1_000;

/** `count` positions, centred on 0. */
function accumulate(count: number, gap: (index: number) => number): number[] {
  const marks = [0];
  for (let index = 1; index < count; index++) marks.push((marks[index - 1] ?? 0) + gap(index));
  const half = (marks.at(-1) ?? 0) / 2;
  return marks.map((mark) => mark - half);
}

interface Edge {
  readonly a: number;
  readonly b: number;
  /** `r3`, `c5` or `d…`: which street it is part of. */
  readonly street: string;
  readonly isArterial: boolean;
}

type Choosing = Lattice & Pick<StreetNet, 'nodeAt'>;

/** All lattice edges but some of the minor ones; whatever is left is connected and nobody lives at a dead end. */
function chooseEdges(random: Random, lattice: Choosing): Edge[] {
  const candidates = latticeEdges(lattice);
  const degree = new Int32Array(lattice.rows * lattice.columns);
  for (const { a, b } of candidates) {
    degree[a] = (degree[a] ?? 0) + 1;
    degree[b] = (degree[b] ?? 0) + 1;
  }
  const joined = new Joined(degree.length);
  // A street that the others need to be connected may not be merged away, so those that stay for sure come first.
  const minor = candidates.filter(({ isArterial }) => !isArterial);
  const kept = candidates.filter(({ isArterial }) => isArterial);
  for (const { a, b } of kept) joined.join(a, b);
  for (const edge of shuffled(random, minor)) {
    const { a, b } = edge;
    const isNeeded = joined.join(a, b) || (degree[a] ?? 0) <= 2 || (degree[b] ?? 0) <= 2;
    if (!isNeeded && random.next() < MERGED) {
      degree[a] = (degree[a] ?? 0) - 1;
      degree[b] = (degree[b] ?? 0) - 1;
    } else kept.push(edge);
  }
  return [...kept, ...diagonals(random, lattice)];
}

function latticeEdges({ rows, columns, boulevard, nodeAt }: Choosing): Edge[] {
  const edges: Edge[] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const a = nodeAt(row, column);
      if (column + 1 < columns) {
        const isArterial = row === boulevard || row === boulevard + 1 || row % ARTERIAL_EVERY === 1;
        edges.push({ a, b: nodeAt(row, column + 1), street: `r${row}`, isArterial });
      }
      if (row + 1 < rows) {
        // Every street goes on across the boulevard.
        const isArterial = column % ARTERIAL_EVERY === 2 || row === boulevard;
        edges.push({ a, b: nodeAt(row + 1, column), street: `c${column}`, isArterial });
      }
    }
  }
  return edges;
}

function diagonals(random: Random, { rows, columns, boulevard, nodeAt }: Choosing): Edge[] {
  const edges: Edge[] = [];
  for (let row = 0; row + 1 < rows; row++) {
    for (let column = 0; column + 1 < columns; column++) {
      if (row === boulevard || random.next() >= DIAGONALS) continue;
      const street = `d${row}.${column}`;
      edges.push({ a: nodeAt(row, column), b: nodeAt(row + 1, column + 1), street, isArterial: false });
    }
  }
  return edges;
}

/** Runs of edges that follow each other in a row or column are one street. */
function nameStreets(edges: readonly Edge[], columns: number): NetStreet[] {
  const groups = groupBy(edges, ({ street }) => street);
  return [...groups].flatMap(([key, own]) => {
    const name = streetName(key);
    const isArterial = own.every((edge) => edge.isArterial);
    const step = key.startsWith('c') ? columns : 1;
    const order = key.startsWith('d') ? own : own.toSorted((p, q) => p.a - q.a);
    const runs: number[][] = [];
    for (const { a, b } of order) {
      const last = runs.at(-1);
      if (last !== undefined && last.at(-1) === a && b - a === step) last.push(b);
      else runs.push([a, b]);
    }
    return runs.map((nodes) => ({ name, isArterial, nodes }));
  });
}

function shuffled<T>(random: Random, list: readonly T[]): T[] {
  const copy = [...list];
  for (let index = copy.length - 1; index > 0; index--) {
    const other = random.int(0, index);
    const [a, b] = [copy[index], copy[other]];
    if (a !== undefined && b !== undefined) [copy[index], copy[other]] = [b, a];
  }
  return copy;
}

/** Which nodes are connected (union-find with path halving). */
class Joined {
  readonly #parent: Int32Array;

  constructor(count: number) {
    this.#parent = Int32Array.from({ length: count }, (_, index) => index);
  }

  /** True when the two were apart. */
  join(a: number, b: number): boolean {
    const [rootA, rootB] = [this.#root(a), this.#root(b)];
    this.#parent[rootA] = rootB;
    return rootA !== rootB;
  }

  #root(node: number): number {
    let at = node;
    for (let up = this.#parent[at] ?? at; up !== at; up = this.#parent[at] ?? at) {
      this.#parent[at] = this.#parent[up] ?? up;
      at = up;
    }
    return at;
  }
}

export const spotOf = (net: StreetNet, node: number): Spot => net.spots[node] ?? { x: 0, y: 0 };

export const edgeLength = (net: StreetNet, a: number, b: number): number =>
  distance(spotOf(net, a), spotOf(net, b));
