import { ASSET_KINDS, type Asset, type AssetId, type Device, type Spot, show } from '../../core/index.js';

/** What selectors look in. */
export interface Ground {
  readonly seed: number;
  readonly assets: readonly Asset[];
  readonly devices: readonly Device[];
}

/** Names of one kind of target, and how a fault's key calls it. */
export interface Choice {
  readonly key: 'asset' | 'device' | 'link' | 'grid';
  readonly names: readonly string[];
}

/** Chance in [0, 1) for an index; given from outside, so that this folder needs no generator of its own. */
export type Draw = (index: number) => number;

const MOST = 100_000;

/** The indexes of a city that selectors need, made once per file. */
export class Targets {
  readonly assets: ReadonlyMap<string, Asset>;
  readonly devices: ReadonlyMap<string, Device>;
  readonly links: ReadonlySet<string>;
  readonly grids: ReadonlySet<string>;
  readonly #mounted: ReadonlyMap<AssetId | undefined, Device>;

  constructor(private readonly ground: Ground) {
    this.assets = new Map(ground.assets.map((asset) => [asset.assetId, asset]));
    this.devices = new Map(ground.devices.map((device) => [device.deviceId, device]));
    this.links = new Set(ground.devices.flatMap(({ link }) => link ?? []));
    this.grids = new Set(ground.assets.flatMap(({ gridId }) => gridId ?? []));
    this.#mounted = new Map(ground.devices.map((device) => [device.assetId, device]));
  }

  /** The device that speaks for an asset: on it, or on what it is part of. */
  deviceOf(asset: AssetId | undefined): Device | undefined {
    for (let at = asset, depth = 0; at !== undefined && depth < 8; depth++) {
      const device = this.#mounted.get(at);
      if (device !== undefined) return device;
      at = this.assets.get(at)?.parentId;
    }
    return undefined;
  }

  /** `{ kind: bin, where: { stream: kitchen }, count: 3 }`: that many of those that fit, drawn without repetition. */
  pick(spot: Spot, draw: Draw): readonly string[] {
    if (!spot.isObject(['kind', 'where', 'count'])) return [];
    const kind = spot.field('kind').word([...ASSET_KINDS, 'link', 'grid'], 'a kind of target');
    const count = spot.field('count').isAbsent ? 1 : spot.field('count').integer(1, MOST);
    const where = spot.field('where');
    if (kind === undefined || count === undefined) return [];
    const pool = this.#pool(kind, where);
    if (pool.length < count) {
      spot.complain(`only ${pool.length} fit, ${count} are wanted`);
      return [];
    }
    return drawn(pool, count, draw);
  }

  #pool(kind: Asset['kind'] | 'link' | 'grid', where: Spot): string[] {
    if (kind === 'link') return [...this.links];
    if (kind === 'grid') return [...this.grids];
    const conditions = where.isAbsent ? [] : conditionsOf(where);
    return this.ground.assets.flatMap((asset) =>
      asset.kind === kind && conditions.every(([key, value]) => traitOf(asset, key) === value)
        ? asset.assetId
        : [],
    );
  }
}

function conditionsOf(where: Spot): [string, unknown][] {
  const { value } = where;
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return Object.entries(value);
  where.complain(`expected attributes with a value each, found ${show(value)}`);
  return [];
}

/** `parent` and `grid` are the asset's own; everything else is an attribute. */
function traitOf(asset: Asset, key: string): unknown {
  if (key === 'parent') return asset.parentId;
  if (key === 'grid') return asset.gridId;
  return asset.attributes?.[key];
}

function drawn(pool: string[], count: number, draw: Draw): string[] {
  return Array.from({ length: count }, (_, index) => {
    const [name = ''] = pool.splice(Math.floor(draw(index) * pool.length), 1);
    return name;
  });
}
