/** How many of everything a size has. */
export interface Sizes {
  readonly stations: number;
  readonly tanks: number;
  readonly cabinets: number;
  readonly lamps: number;
  readonly trucks: number;
  /** Streets in each direction. */
  readonly side: number;
}

/** quarter: for tests and scenarios; demo: the demonstration; district: four of it; city: a city like Jinan. */
export type CitySize = 'quarter' | 'demo' | 'district' | 'city';

export const SIZES: Readonly<Record<CitySize, Sizes>> = {
  quarter: { stations: 40, tanks: 25, cabinets: 8, lamps: 400, trucks: 6, side: 8 },
  demo: { stations: 300, tanks: 200, cabinets: 60, lamps: 3_600, trucks: 40, side: 15 },
  district: { stations: 1_200, tanks: 800, cabinets: 240, lamps: 14_400, trucks: 160, side: 29 },
  city: { stations: 15_000, tanks: 10_000, cabinets: 1_140, lamps: 68_421, trucks: 2_000, side: 96 },
};

/** A depot, its trucks and its stations belong together; a demonstration is one of these. */
const STATIONS_PER_AREA = 300;

export const areasOf = ({ stations }: Sizes): number => Math.max(1, Math.round(stations / STATIONS_PER_AREA));
