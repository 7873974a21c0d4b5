import { type LatLon, type Spot, toLatLon } from '../place.js';

/** GeoJSON polygons with what a grid import wants to know. */
export interface GridCollection {
  readonly type: 'FeatureCollection';
  readonly features: readonly GridFeature[];
}

interface GridFeature {
  readonly type: 'Feature';
  readonly properties: {
    readonly gridId: string;
    readonly district: string;
    readonly crew: string;
    readonly skills: readonly string[];
  };
  readonly geometry: {
    readonly type: 'Polygon';
    readonly coordinates: readonly (readonly (readonly [lon: number, lat: number])[])[];
  };
}

/** Responsible cells: squares that tile the town. */
export interface Cells {
  gridIdOf(spot: Spot): string;
  collection(origin: LatLon): GridCollection;
}

const CELL_M = 560;
/** Cells that one crew looks after, in each direction. */
const CREW_CELLS = 3;
/** Cells of a district, in each direction. */
const DISTRICT_CELLS = 5;
const SKILLS = ['collection', 'hazardous-collection', 'clearing', 'lighting'] as const;

export function layCells(spots: readonly Spot[]): Cells {
  const west = Math.min(...extent(spots, ({ x }) => x));
  const north = Math.max(...extent(spots, ({ y }) => y));
  const columns = Math.ceil((Math.max(...extent(spots, ({ x }) => x)) - west) / CELL_M);
  const rows = Math.ceil((north - Math.min(...extent(spots, ({ y }) => y))) / CELL_M);
  const digits = Math.max(rows, columns) > 9 ? 2 : 1;
  const within = (value: number, count: number): number =>
    Math.min(count - 1, Math.max(0, Math.floor(value)));
  const name = (row: number, column: number): string =>
    `lx-${String(row + 1).padStart(digits, '0')}${String(column + 1).padStart(digits, '0')}`;
  return {
    gridIdOf: ({ x, y }) => name(within((north - y) / CELL_M, rows), within((x - west) / CELL_M, columns)),
    collection: (origin) => ({
      type: 'FeatureCollection',
      features: Array.from({ length: rows * columns }, (_, index) => {
        const [row, column] = [Math.floor(index / columns), index % columns];
        const corner = { x: west + column * CELL_M, y: north - row * CELL_M };
        return {
          type: 'Feature',
          properties: { gridId: name(row, column), ...duties(row, column) },
          geometry: { type: 'Polygon', coordinates: [square(origin, corner)] },
        };
      }),
    }),
  };
}

/** The least and the greatest; a spread of a large list would overflow the stack. */
function extent(spots: readonly Spot[], of: (spot: Spot) => number): [number, number] {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const spot of spots) {
    least = Math.min(least, of(spot));
    most = Math.max(most, of(spot));
  }
  return [least, most];
}

function duties(row: number, column: number) {
  const part = (size: number): string => `${Math.floor(row / size) + 1}-${Math.floor(column / size) + 1}`;
  return { district: `district-${part(DISTRICT_CELLS)}`, crew: `crew-${part(CREW_CELLS)}`, skills: SKILLS };
}

function square(origin: LatLon, { x, y }: Spot): [lon: number, lat: number][] {
  const ring = [
    { x, y },
    { x, y: y - CELL_M },
    { x: x + CELL_M, y: y - CELL_M },
    { x: x + CELL_M, y },
    { x, y },
  ];
  return ring.map((spot) => {
    const { lat, lon } = toLatLon(origin, spot);
    return [lon, lat];
  });
}
