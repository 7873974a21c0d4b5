import type { AssetId, DeviceId } from './ids.js';
import type { AssetKind } from './vocabulary.js';

/** A line of `assets.jsonl`. Coordinates are WGS-84 degrees. */
export interface Asset {
  readonly assetId: AssetId;
  readonly kind: AssetKind;
  readonly name: string;
  readonly lat?: number;
  readonly lon?: number;
  /** GeoJSON geometry of things that are not a spot (a street of lamps, a landfill). */
  readonly geometry?: unknown;
  /** lamp → circuit → cabinet, bin → station, tank → site. */
  readonly parentId?: AssetId;
  readonly gridId?: string;
  readonly componentCode?: string;
  readonly plate?: string;
  readonly poleNumber?: string;
  readonly attributes?: Readonly<Record<string, unknown>>;
}

export interface ModbusSettings {
  readonly url: string;
  /** Unit id on the bus, 0-255. */
  readonly unit: number;
  /** Name of a register map. */
  readonly map: string;
  /** Seconds between polls. */
  readonly pollS: number;
}

/** A line of `devices.jsonl`, less its secret, which never leaves the credential store. */
export interface Device {
  readonly deviceId: DeviceId;
  /** Where it is mounted; absent while it waits for a place. */
  readonly assetId?: AssetId;
  readonly profile?: string;
  /** Seconds between two reports when all is well; absent means it can't be missed. */
  readonly expectedIntervalS?: number;
  readonly mainsFed?: boolean;
  /** The gateway, bus or carrier's cell through which it is heard; devices of one link fall silent together. */
  readonly link?: string;
  readonly datum?: 'wgs84' | 'gcj02' | 'bd09';
  readonly codec?: string;
  readonly modbus?: ModbusSettings;
}
