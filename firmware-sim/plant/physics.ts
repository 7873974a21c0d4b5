import type { Asset, AssetId, Device } from '../../core/index.js';
import { BIN } from './constants.js';
import { type FaultBook, ofKind } from './fault-book.js';
import { createFleet, type Fleet } from './fleet/fleet.js';
import type { Sortie } from './fleet/sortie.js';
import { type TruckModel, truckModel } from './fleet/truck.js';
import { Circuit } from './lighting/circuit.js';
import { lampOf } from './lighting/lamp.js';
import { type Supply, supplyOf } from './lighting/supply.js';
import { type TankModel, tankModel } from './liquid/tank.js';
import { hash } from './random.js';
import { type Daylight, daylightAt } from './sky/daylight.js';
import { type Weather, weatherOf } from './sky/weather.js';
import type { City } from './town/build-city.js';
import { spotOf } from './town/street-net.js';
import { groupBy } from './town/town.js';
import { Bin } from './waste/bin.js';
import { paceOf } from './waste/deposits.js';
import { Emptyings, servicesOf } from './waste/emptyings.js';
import { STREAMS, type Stream } from './waste/streams.js';

/** What a full bin weighs, kg. */
const FULL_KG: Readonly<Record<Stream, number>> = {
  kitchen: BIN.kitchenFull.value,
  other: BIN.otherFull.value,
  recyclable: BIN.recyclableFull.value,
  hazardous: BIN.hazardousFull.value,
};

export interface BinPlace {
  readonly asset: Asset;
  readonly stream: Stream;
  readonly model: Bin;
}

export interface CabinetPlace {
  readonly asset: Asset;
  readonly supply: Supply;
  readonly circuits: readonly Circuit[];
}

/** The models of everything that stands in a city. */
export interface Physics {
  readonly city: City;
  readonly book: FaultBook;
  readonly daylight: Daylight;
  readonly weather: Weather;
  readonly fleet: Fleet;
  readonly bins: ReadonlyMap<AssetId, BinPlace>;
  readonly tanks: ReadonlyMap<AssetId, TankModel>;
  readonly cabinets: readonly CabinetPlace[];
  readonly trucks: ReadonlyMap<AssetId, TruckModel>;
  /** The device that is mounted on an asset. */
  deviceOn(asset: AssetId): Device | undefined;
}

export function createPhysics(city: City, book: FaultBook): Physics {
  const { seed, utcOffset, origin } = city;
  const daylight = daylightAt(origin);
  const weather = weatherOf(seed, utcOffset);
  const fleet = createFleet(city, book);
  const mounted = new Map(city.devices.map((device) => [device.assetId, device]));
  const shared: Shared = { city, book, weather, fleet, mounted };
  const kinds = groupBy(city.assets, ({ kind }) => kind);
  const bins = layBins(shared, kinds.get('bin') ?? []);
  return {
    city,
    book,
    daylight,
    weather,
    fleet,
    bins,
    tanks: new Map((kinds.get('tank') ?? []).map(({ assetId }) => [assetId, layTank(shared, assetId)])),
    cabinets: layCabinets(shared, daylight, kinds),
    trucks: layTrucks(shared, bins),
    deviceOn: (asset) => mounted.get(asset),
  };
}

interface Shared {
  readonly city: City;
  readonly book: FaultBook;
  readonly weather: Weather;
  readonly fleet: Fleet;
  readonly mounted: ReadonlyMap<AssetId | undefined, Device>;
}

function layBins({ city, book, weather, fleet, mounted }: Shared, assets: readonly Asset[]) {
  const services = servicesOf(city.lines);
  return new Map(
    assets.map((asset): [AssetId, BinPlace] => {
      const { assetId: id, parentId } = asset;
      const stream = STREAMS.find((known) => known.stream === asset.attributes?.stream)?.stream ?? 'other';
      const key = hash(city.seed, id);
      const faults = book.asset(id);
      const device = mounted.get(id);
      const model = new Bin({
        key,
        pace: paceOf(stream, key),
        depthMm: Number(asset.attributes?.depth_mm ?? 1_000),
        fullKg: FULL_KG[stream],
        utcOffset: city.utcOffset,
        faults,
        deviceFaults: device === undefined ? [] : book.device(device.deviceId),
        weather,
        emptyings: new Emptyings({
          fleet,
          stream,
          services: (parentId === undefined ? undefined : services.get(parentId)) ?? [],
          scavenged: ofKind(faults, 'scavenged'),
        }),
      });
      return [id, { asset, stream, model }];
    }),
  );
}

function layTank({ city, book, weather, mounted }: Shared, id: AssetId): TankModel {
  const device = mounted.get(id);
  return tankModel({
    key: hash(city.seed, id),
    utcOffset: city.utcOffset,
    weather,
    faults: book.asset(id),
    deviceFaults: device === undefined ? [] : book.device(device.deviceId),
  });
}

function layCabinets(
  { city, book, weather }: Shared,
  daylight: Daylight,
  kinds: ReadonlyMap<Asset['kind'], readonly Asset[]>,
): CabinetPlace[] {
  const { seed, utcOffset } = city;
  const circuits = groupBy(kinds.get('circuit') ?? [], ({ parentId }) => parentId);
  const lamps = groupBy(kinds.get('lamp') ?? [], ({ parentId }) => parentId);
  return (kinds.get('cabinet') ?? []).map((asset) => {
    const cabinet = asset.assetId;
    const supply = supplyOf({ seed, cabinet, grid: asset.gridId ?? '', utcOffset, daylight, book });
    return {
      asset,
      supply,
      circuits: (circuits.get(cabinet) ?? []).map(({ assetId: id, attributes }) => {
        const own = lamps.get(id) ?? [];
        return new Circuit({
          seed,
          id,
          cabinet,
          phase: String(attributes?.phase ?? 'A'),
          dimPct: Number(attributes?.dim_pct ?? 100),
          utcOffset,
          lamps: own.map((lamp) => lampOf(seed, lamp.assetId, Number(lamp.attributes?.rated_w ?? 90), book)),
          supply,
          weather,
          book,
        });
      }),
    };
  });
}

function layTrucks({ city, book, fleet }: Shared, bins: ReadonlyMap<AssetId, BinPlace>) {
  const { seed, origin, net, lines } = city;
  const binsAt = groupBy(bins.values(), ({ asset }) => asset.parentId);
  const known = new WeakMap<Sortie, readonly { readonly at: number; readonly kg: number }[]>();
  const liftsOf = (sortie: Sortie) => {
    const lifts = known.get(sortie) ?? weigh(sortie, binsAt);
    known.set(sortie, lifts);
    return lifts;
  };
  return new Map(
    lines.map((line) => [
      line.truck,
      truckModel({ seed, origin, line, yard: spotOf(net, line.depotNode), fleet, book, liftsOf }),
    ]),
  );
}

/** What a sortie takes out of the bins, stop by stop. */
function weigh(
  { line, trip, visits }: Sortie,
  binsAt: ReadonlyMap<AssetId | undefined, readonly BinPlace[]>,
): readonly { readonly at: number; readonly kg: number }[] {
  return visits.flatMap(({ lifted }, stop) => {
    if (Number.isNaN(lifted)) return [];
    const bins = (binsAt.get(line.stops[stop]?.station) ?? []).filter(
      ({ stream, model }) => trip.streams.includes(stream) && model.emptyings.around(lifted).last === lifted,
    );
    const kg = bins.reduce(
      (sum, { stream, model }) => sum + (model.fill(lifted - 1) / 100) * FULL_KG[stream],
      0,
    );
    return [{ at: lifted, kg }];
  });
}
