import { type Asset, type Device, hours, type Ms } from '../../../core/index.js';
import type { Gtfs } from '../gtfs.js';
import { type LatLon, toLatLon } from '../place.js';
import { cabinetParts } from './cabinets.js';
import { type GridCollection, layCells } from './cells.js';
import { planCollection } from './collection.js';
import { type Dialects, withStrangers } from './dialects.js';
import { gtfsOf } from './gtfs-files.js';
import type { CollectionLine } from './line-plan.js';
import { type CitySize, SIZES } from './sizes.js';
import { stationParts, truckParts, yardParts } from './stations.js';
import { layStreetNet, type StreetNet, spotOf } from './street-net.js';
import { tankParts } from './tanks.js';
import type { Parts, Town } from './town.js';

/** GeoJSON LineString of a street, `[lon, lat]`. */
export interface StreetLine {
  readonly name: string;
  readonly coordinates: readonly (readonly [lon: number, lat: number])[];
}

export interface CityOptions {
  readonly seed: number;
  /** Centre of the city. */
  readonly origin: LatLon;
  readonly size: CitySize;
  /** Where the cabinets' controllers are reached. */
  readonly modbusUrl?: string;
  /** Seconds between two polls of a cabinet. */
  readonly cabinetPollS?: number;
  /** Default: native. */
  readonly dialects?: Dialects;
}

/** What stands in a city, what watches it, and where the trucks drive. The same seed brings the same one. */
export interface City {
  readonly seed: number;
  readonly size: CitySize;
  readonly origin: LatLon;
  /** Civil time less UTC; this place has no summer time. */
  readonly utcOffset: Ms;
  readonly assets: readonly Asset[];
  readonly devices: readonly Device[];
  readonly streets: readonly StreetLine[];
  /** Responsible cells with crew and skills. */
  readonly grids: GridCollection;
  readonly lines: readonly CollectionLine[];
  /** The streets as a graph; trucks find their ways in it. */
  readonly net: StreetNet;
  /** The timetable as files of GTFS rows; made when it is asked for. */
  gtfs(): Gtfs;
}

/** Lays out streets, then everything along them. Pure. */
export function buildCity(options: CityOptions): City {
  const {
    seed,
    origin,
    size,
    modbusUrl = 'tcp://127.0.0.1:5020',
    cabinetPollS = 5,
    dialects = 'native',
  } = options;
  const sizes = SIZES[size];
  const net = layStreetNet(seed, sizes.side);
  const cells = layCells(net.spots);
  const town: Town = { seed, origin, sizes, net, cells };
  const areas = planCollection(town);
  const lines = areas.flatMap((area) => area.lines);
  const stations = areas.flatMap((area) => area.stations);
  const musicLineOf = new Map(
    lines.flatMap(({ kind, lineId, stops }) =>
      kind === 'music' ? stops.map(({ station }) => [String(station), lineId] as const) : [],
    ),
  );
  const parts = [
    truckParts(town, lines),
    stationParts(town, stations, musicLineOf),
    tankParts(town),
    cabinetParts(town, { url: modbusUrl, pollS: cabinetPollS }),
  ];
  const built: Parts = {
    assets: [...yardParts(town, areas), ...parts.flatMap((part) => part.assets)],
    devices: parts.flatMap(({ devices }) => devices),
  };
  const { assets, devices } = dialects === 'mixed' ? withStrangers(built) : built;
  return {
    seed,
    size,
    origin,
    utcOffset: hours(8),
    assets,
    devices,
    streets: streetLines(net, origin),
    grids: cells.collection(origin),
    lines,
    net,
    gtfs: () => gtfsOf({ origin, lines, names: new Map(assets.map(({ assetId, name }) => [assetId, name])) }),
  };
}

const streetLines = (net: StreetNet, origin: LatLon): StreetLine[] =>
  net.streets.map(({ name, nodes }) => ({
    name,
    coordinates: nodes.map((node) => {
      const { lat, lon } = toLatLon(origin, spotOf(net, node));
      return [lon, lat] as const;
    }),
  }));
