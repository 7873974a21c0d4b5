import { between, type Spot } from './place.js';
import type { Random } from './random.js';

const EAST_WEST = [
  '泉城路',
  '泺源大街',
  '文化西路',
  '经十路',
  '明湖东路',
  '解放路',
  '和平路',
  '黑虎泉西路',
] as const;
const NORTH_SOUTH = [
  '历山路',
  '山大路',
  '趵突泉北路',
  '舜耕路',
  '千佛山路',
  '青龙街',
  '朝山街',
  '共青团路',
] as const;

/** Crossings from one street to the next, metres. */
const SPACING = 260;
/** Crossings stand this far off a perfect grid at most, metres. */
const WOBBLE = 35;

/** A crossing, by its place in the grid. */
export interface Crossing {
  readonly row: number;
  readonly column: number;
}

export interface Street {
  readonly name: string;
  readonly spots: readonly Spot[];
}

/** Streets running east-west (rows) and north-south (columns), slightly out of true as in a real town. */
export interface StreetGrid {
  readonly rows: number;
  readonly columns: number;
  readonly streets: readonly Street[];
  spotOf(crossing: Crossing): Spot;
  /** The street that joins two neighbouring crossings. */
  nameBetween(a: Crossing, b: Crossing): string;
  /** Which responsible cell a spot lies in; cells are two by two blocks. */
  gridIdOf(spot: Spot): string;
}

export function layStreets(random: Random): StreetGrid {
  const [rows, columns] = [EAST_WEST.length, NORTH_SOUTH.length];
  const spots = EAST_WEST.map((_, row) =>
    NORTH_SOUTH.map((__, column) => ({
      x: (column - (columns - 1) / 2) * SPACING + random.between(-WOBBLE, WOBBLE),
      y: ((rows - 1) / 2 - row) * SPACING + random.between(-WOBBLE, WOBBLE),
    })),
  );
  const spotOf = ({ row, column }: Crossing): Spot => spots[row]?.[column] ?? { x: 0, y: 0 };
  const along = (name: string, crossings: readonly Crossing[]): Street => ({
    name,
    spots: crossings.map(spotOf),
  });
  const cell = (metres: number, count: number): number =>
    Math.min(count - 1, Math.max(0, Math.floor(metres / (2 * SPACING) + count / 2)));
  return {
    rows,
    columns,
    streets: [
      ...EAST_WEST.map((name, row) =>
        along(
          name,
          NORTH_SOUTH.map((_, column) => ({ row, column })),
        ),
      ),
      ...NORTH_SOUTH.map((name, column) =>
        along(
          name,
          EAST_WEST.map((_, row) => ({ row, column })),
        ),
      ),
    ],
    spotOf,
    nameBetween: (a, b) => (a.row === b.row ? EAST_WEST[a.row] : NORTH_SOUTH[a.column]) ?? '无名路',
    gridIdOf: ({ x, y }) => `lx-${cell(-y, rows / 2) + 1}${cell(x, columns / 2) + 1}`,
  };
}

/** The crossings from one to another: along the row first, then along the column. */
export function wayBetween(from: Crossing, to: Crossing): Crossing[] {
  const way: Crossing[] = [];
  let { row, column } = from;
  while (column !== to.column) {
    column += Math.sign(to.column - column);
    way.push({ row, column });
  }
  while (row !== to.row) {
    row += Math.sign(to.row - row);
    way.push({ row, column });
  }
  return way;
}

/** Spots spread evenly over a street's first to last crossing, `count` of them. */
export function spreadAlong(spots: readonly Spot[], count: number): Spot[] {
  return Array.from({ length: count }, (_, index) => {
    const at = ((index + 0.5) / count) * (spots.length - 1);
    const from = spots[Math.floor(at)];
    const to = spots[Math.floor(at) + 1] ?? from;
    return from === undefined || to === undefined ? { x: 0, y: 0 } : between(from, to, at % 1);
  });
}
