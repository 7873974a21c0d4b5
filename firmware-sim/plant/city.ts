import type { Device, Ms } from '../../core/index.js';
import { buildDistrict, type District, type DistrictOptions } from './district.js';
import type { Gtfs } from './gtfs.js';

/** quarter: for tests and scenarios; demo: the demonstration; district: four of it; city: a city like Jinan. */
export type CitySize = 'quarter' | 'demo' | 'district' | 'city';

export interface CityOptions extends Omit<DistrictOptions, 'size'> {
  readonly size: CitySize;
}

/** GeoJSON polygons with `gridId`, `crew` and `skills`. */
export interface GridCollection {
  readonly type: 'FeatureCollection';
  readonly features: readonly {
    readonly type: 'Feature';
    readonly properties: {
      readonly gridId: string;
      readonly crew: string;
      readonly skills: readonly string[];
    };
    readonly geometry: { readonly type: 'Polygon'; readonly coordinates: readonly (readonly number[][])[] };
  }[];
}

export interface City extends District {
  readonly size: CitySize;
  readonly utcOffset: Ms;
  readonly grids: GridCollection;
  /** The timetable as files of GTFS rows; made when it is asked for. */
  gtfs(): Gtfs;
}

const EMPTY: Gtfs = {
  agency: [],
  routes: [],
  trips: [],
  stops: [],
  stop_times: [],
  shapes: [],
  calendar: [],
  calendar_dates: [],
  stop_assets: [],
  trip_vehicles: [],
  line_settings: [],
};

/** Lays out a city. The same seed brings the same one. */
export function buildCity(options: CityOptions): City {
  const district = buildDistrict({ ...options, size: 'demo' });
  return {
    ...district,
    devices: district.devices.map((device) => ({ ...device, link: linkOf(device) })),
    size: options.size,
    grids: { type: 'FeatureCollection', features: [] },
    gtfs: () => EMPTY,
  };
}

const linkOf = ({ deviceId, modbus, profile }: Device): string =>
  modbus !== undefined ? 'bus-01' : profile === 'gps-terminal' ? 'cell-01' : `gw-${deviceId.slice(-3, -2)}`;
