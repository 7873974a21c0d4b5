import { type Asset, assetId, type Device, deviceId } from '../../core/index.js';
import { type Random, randomOf } from './random.js';
import { FIELD_INTERVALS, number, type Parts, placed, type Site } from './site.js';
import { type Crossing, wayBetween } from './streets.js';
import { chainages, type TruckLine } from './truck-line.js';

const TRUCKS = 12;
const STOPS_PER_LINE = 5;
const CREWS = 3;
const DEPOT: Crossing = { row: 4, column: 3 };
const PLATE_LETTERS = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'J', 'K'] as const;

/** Trucks, their depot and the loops they drive; stations are built where the loops stop. */
export function truckParts(site: Site): Parts & { readonly lines: readonly TruckLine[] } {
  const depot = placed(site, site.streets.spotOf(DEPOT), {
    id: 'depot-01',
    kind: 'depot',
    name: '历下环卫停车场',
  });
  const assets: Asset[] = [depot];
  const devices: Device[] = [];
  const lines: TruckLine[] = [];
  for (let index = 0; index < TRUCKS; index++) {
    const id = number(index + 1, 2);
    const random = randomOf(site.seed, `truck ${id}`);
    const plate = `鲁A·${random.pick(PLATE_LETTERS)}${number(random.int(0, 9_999), 4)}`;
    assets.push(
      placed(site, site.streets.spotOf(DEPOT), {
        id: `truck-${id}`,
        kind: 'truck',
        name: `收运车 ${plate}`,
        plate,
        parentId: depot.assetId,
      }),
    );
    devices.push({
      deviceId: deviceId(`gps-${id}`),
      assetId: assetId(`truck-${id}`),
      profile: 'gps-terminal',
      expectedIntervalS: FIELD_INTERVALS.truck / 1_000,
      mainsFed: true,
      datum: 'wgs84',
    });
    lines.push(lineOf(site, index, random));
  }
  return { assets, devices, lines };
}

function lineOf(site: Site, index: number, random: Random): TruckLine {
  const spots = loop(site, random).map(site.streets.spotOf);
  const total = chainages(spots).at(-1) ?? 0;
  return {
    lineId: `line-${number(index + 1, 2)}`,
    name: `收运 ${index + 1} 线`,
    truck: assetId(`truck-${number(index + 1, 2)}`),
    spots,
    stops: Array.from({ length: STOPS_PER_LINE }, (_, stop) => ({
      station: assetId(`st-${number(index * STOPS_PER_LINE + stop + 1, 4)}`),
      chainage: ((stop + random.between(0.5, 0.9)) / STOPS_PER_LINE) * total,
    })),
    crew: index % CREWS,
  };
}

/** From the depot past three crossings, far apart, and home. */
function loop(site: Site, random: Random): Crossing[] {
  const way = [DEPOT];
  const corners = Array.from({ length: 3 }, () => ({
    row: random.int(0, site.streets.rows - 1),
    column: random.int(0, site.streets.columns - 1),
  }));
  for (const to of [...corners, DEPOT]) way.push(...wayBetween(way.at(-1) ?? DEPOT, to));
  // A loop whose corners fell together would have no length.
  return way.length < 12 ? loop(site, random) : way;
}
