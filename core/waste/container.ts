import type { Result } from '../model/result.js';

/** Distances from the sensor, straight down, in mm. */
interface Marks {
  /** To the floor: 0 % full. */
  readonly empty_mm: number;
  /** To the mark that counts as 100 % full; never less than the sensor's blind zone. */
  readonly full_mm: number;
}

/** The inside of a container, as `attributes.container` of an asset gives it. */
export type Container = Marks &
  (
    | { readonly shape: 'prism' }
    /** A cylinder that lies on its side; one that stands is a prism. */
    | { readonly shape: 'cylinder' }
    /** Its diameters at the floor and at the full mark, in mm; one of them may be 0. */
    | { readonly shape: 'cone'; readonly bottom_mm: number; readonly top_mm: number }
    /** Pairs of level above the floor in mm and per cent full, rising; between them a straight line. */
    | { readonly shape: 'table'; readonly table: readonly (readonly [level_mm: number, fill_pct: number])[] }
  );

const clamp = (value: number, most: number): number => Math.min(Math.max(value, 0), most);

/** Height of the content above the floor, mm; negative when the sensor looks past the floor. */
export const levelAt = (container: Container, distanceMm: number): number => container.empty_mm - distanceMm;

/** Room left below the full mark, mm; negative above it. */
export const freeboardAt = (container: Container, distanceMm: number): number =>
  distanceMm - container.full_mm;

/** Per cent of the volume below the full mark that is filled, 0-100, for a distance measured by the sensor in mm. */
export function fillAt(container: Container, distanceMm: number): number {
  const height = container.empty_mm - container.full_mm;
  const level = clamp(levelAt(container, distanceMm), height);
  if (container.shape === 'table') return fromTable(container.table, level);
  return clamp(100 * shareOf(container, level / height), 100);
}

/** Share of the volume below `x`, both 0-1. */
function shareOf(container: Exclude<Container, { shape: 'table' }>, x: number): number {
  switch (container.shape) {
    case 'prism':
      return x;
    case 'cylinder':
      // Area of a segment of a circle of diameter 1 over the area of the circle.
      return (Math.acos(1 - 2 * x) - 2 * (1 - 2 * x) * Math.sqrt(x - x * x)) / Math.PI;
    case 'cone': {
      const { bottom_mm: bottom, top_mm: top } = container;
      const below = (at: number): number =>
        bottom * bottom * at + bottom * (top - bottom) * at ** 2 + ((top - bottom) ** 2 * at ** 3) / 3;
      return below(x) / below(1);
    }
  }
}

function fromTable(table: readonly (readonly [number, number])[], level: number): number {
  const above = table.findIndex(([at]) => at >= level);
  const [first, last] = [table[0], table.at(-1)];
  if (first === undefined || last === undefined) return 0;
  if (above <= 0) return above === 0 ? first[1] : last[1];
  const [from, to] = [table[above - 1] ?? first, table[above] ?? last];
  return from[1] + ((to[1] - from[1]) * (level - from[0])) / (to[0] - from[0]);
}

/** Reads `attributes.container`; the error names the key that is wrong. */
export function parseContainer(given: unknown): Result<Container> {
  const fail = (error: string): Result<Container> => ({ ok: false, error: `container.${error}` });
  const read = (key: string): unknown =>
    typeof given === 'object' && given !== null ? Reflect.get(given, key) : undefined;
  const [shape, empty_mm, full_mm] = [read('shape'), read('empty_mm'), read('full_mm') ?? 0];
  if (!isSize(full_mm)) return fail('full_mm: not a length from 0');
  if (!isSize(empty_mm) || empty_mm <= full_mm) return fail('empty_mm: not a length above full_mm');
  const marks = { empty_mm, full_mm };
  if (shape === 'prism' || shape === 'cylinder') return { ok: true, value: { shape, ...marks } };
  if (shape === 'cone') {
    const [bottom_mm, top_mm] = [read('bottom_mm'), read('top_mm')];
    if (!isSize(bottom_mm)) return fail('bottom_mm: not a length from 0');
    if (!isSize(top_mm)) return fail('top_mm: not a length from 0');
    if (bottom_mm + top_mm === 0) return fail('top_mm: a cone has one end that is wider than 0');
    return { ok: true, value: { shape, ...marks, bottom_mm, top_mm } };
  }
  if (shape !== 'table') return fail('shape: none of prism, cylinder, cone, table');
  const table = parseTable(read('table'));
  if (table === undefined) return fail('table: not pairs of level and per cent (0-100) that both rise');
  return { ok: true, value: { shape, ...marks, table } };
}

const isSize = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 && value <= 1e6;

function parseTable(given: unknown): (readonly [number, number])[] | undefined {
  if (!Array.isArray(given) || given.length < 2) return undefined;
  const table: (readonly [number, number])[] = [];
  for (const pair of given) {
    if (!Array.isArray(pair) || pair.length !== 2) return undefined;
    const [level, fill]: readonly unknown[] = pair;
    const [before, filled] = table.at(-1) ?? [-1, 0];
    if (!isSize(level) || !isSize(fill) || fill > 100 || level <= before || fill < filled) return undefined;
    table.push([level, fill]);
  }
  return table;
}
