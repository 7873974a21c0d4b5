import type { Asset, Device, Ms } from '../../core/index.js';
import { hours } from '../../core/index.js';
import { cabinetParts } from './cabinets.js';
import { type LatLon, toLatLon } from './place.js';
import { randomOf } from './random.js';
import type { Parts } from './site.js';
import { stationParts } from './stations.js';
import { layStreets } from './streets.js';
import { tankParts } from './tanks.js';
import type { TruckLine } from './truck-line.js';
import { truckParts } from './trucks.js';

export interface DistrictOptions {
  readonly seed: number;
  /** Centre of the district. */
  readonly origin: LatLon;
  readonly size: 'demo';
  /** Where the cabinets' controllers are reached. */
  readonly modbusUrl?: string;
  /** Seconds between two polls of a cabinet. */
  readonly cabinetPollS?: number;
}

/** GeoJSON LineString of a street, `[lon, lat]`. */
export interface StreetLine {
  readonly name: string;
  readonly coordinates: readonly (readonly [lon: number, lat: number])[];
}

/** A part of a town: what stands in it, what watches it, and where the trucks drive. The same seed brings the same one. */
export interface District {
  readonly seed: number;
  readonly origin: LatLon;
  /** Civil time less UTC; this place has no summer time. */
  readonly utcOffset: Ms;
  readonly assets: readonly Asset[];
  readonly devices: readonly Device[];
  readonly streets: readonly StreetLine[];
  readonly lines: readonly TruckLine[];
}

/** Lays out streets, then everything along them. Pure. */
export function buildDistrict(options: DistrictOptions): District {
  const { seed, origin, modbusUrl = 'tcp://127.0.0.1:5020', cabinetPollS = 5 } = options;
  const streets = layStreets(randomOf(seed, 'streets'));
  const site = { seed, origin, streets };
  const trucks = truckParts(site);
  const parts: readonly Parts[] = [
    trucks,
    stationParts(site, trucks.lines),
    tankParts(site),
    cabinetParts(site, { url: modbusUrl, pollS: cabinetPollS }),
  ];
  return {
    seed,
    origin,
    utcOffset: hours(8),
    assets: parts.flatMap(({ assets }) => assets),
    devices: parts.flatMap(({ devices }) => devices),
    streets: streets.streets.map(({ name, spots }) => ({
      name,
      coordinates: spots.map((spot) => {
        const { lat, lon } = toLatLon(origin, spot);
        return [lon, lat] as const;
      }),
    })),
    lines: trucks.lines,
  };
}

/** The same district with its cabinets reached at another address, once a server's port is known. */
export const atModbusUrl = (district: District, url: string): District => ({
  ...district,
  devices: district.devices.map((device) =>
    device.modbus === undefined ? device : { ...device, modbus: { ...device.modbus, url } },
  ),
});
