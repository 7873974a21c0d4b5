import { type Asset, assetId, type Device, deviceId } from '../../../core/index.js';
import { STREAMS } from '../waste/streams.js';
import type { StreetNet } from './street-net.js';
import type { StationPlace } from './tours.js';
import { numbered, type Parts, placed, type Town } from './town.js';
import { stretchKey } from './ways.js';

/** Seconds between two reports of a bin's sensor; sensors are set to one of these. */
const BIN_INTERVALS_S = [600, 1_200, 1_800] as const;
/** From the sensor to the floor. */
export const BIN_DEPTH_MM = 1_000;

/** Kiosks at the kerb, with a bin for each stream and a sensor in each bin's lid. */
export function stationParts(
  town: Town,
  stations: readonly StationPlace[],
  lineOf: ReadonlyMap<string, string>,
): Parts {
  const assets: Asset[] = [];
  const devices: Device[] = [];
  const names = stretchNames(town.net);
  const houses = new Map<string, number>();
  for (const { id: station, a, b, spot } of stations) {
    const street = names.get(stretchKey(a, b)) ?? '无名路';
    const house = (houses.get(street) ?? 0) + 4;
    houses.set(street, house);
    const place = `${street} ${house} 号`;
    const id = station.slice('st-'.length);
    const kiosk = placed(town, spot, {
      id: station,
      kind: 'station',
      name: `${place} 投放点`,
      attributes: { line: lineOf.get(station) ?? '' },
    });
    assets.push(kiosk);
    for (const { stream, letter, name } of STREAMS) {
      const bin = placed(town, spot, {
        id: `bin-${id}-${letter}`,
        kind: 'bin',
        name: `${place} ${name}桶`,
        parentId: station,
        attributes: { stream, depth_mm: BIN_DEPTH_MM },
      });
      assets.push(bin);
      devices.push({
        deviceId: deviceId(`nb-${id}-${letter}`),
        assetId: bin.assetId,
        profile: 'ultrasonic-bin',
        expectedIntervalS: BIN_INTERVALS_S[Number(id) % BIN_INTERVALS_S.length] ?? 1_200,
        mainsFed: false,
        link: `gw-${kiosk.gridId?.slice('lx-'.length) ?? ''}`,
      });
    }
  }
  return { assets, devices };
}

/** The street's name on each stretch. */
function stretchNames({ streets }: StreetNet): Map<string, string> {
  const names = new Map<string, string>();
  for (const { name, nodes } of streets) {
    nodes.slice(1).forEach((node, index) => {
      names.set(stretchKey(nodes[index] ?? 0, node), name);
    });
  }
  return names;
}

/** Depots with their trucks, transfer stations, and one landfill far out. */
export function yardParts(
  town: Town,
  areas: readonly {
    readonly depot: string;
    readonly depotNode: number;
    readonly transfer: string;
    readonly transferNode: number;
  }[],
): Asset[] {
  const at = (node: number) => town.net.spots[node] ?? { x: 0, y: 0 };
  const yards = areas.flatMap(({ depot, depotNode, transfer, transferNode }, index) => [
    placed(town, at(depotNode), { id: depot, kind: 'depot', name: `第 ${index + 1} 环卫停车场` }),
    placed(town, at(transferNode), { id: transfer, kind: 'transfer', name: `第 ${index + 1} 转运站` }),
  ]);
  const corner = at(town.net.nodeAt(town.net.rows - 1, town.net.columns - 1));
  const far = { x: corner.x + 800, y: corner.y - 600 };
  return [...yards, placed(town, far, { id: 'landfill-01', kind: 'landfill', name: '生活垃圾填埋场' })];
}

/** A truck for each line, with the terminal in its cab. */
export function truckParts(
  town: Town,
  lines: readonly {
    readonly truck: string;
    readonly depot: string;
    readonly depotNode: number;
    readonly lineId: string;
  }[],
): Parts {
  const assets: Asset[] = [];
  const devices: Device[] = [];
  for (const { truck, depot, depotNode, lineId } of lines) {
    const number = Number(truck.slice('truck-'.length));
    const plate = `鲁A·${'ABCDEFGHJK'[number % 10]}${numbered((number * 7_919 + town.seed) % 10_000, 4)}`;
    const spot = town.net.spots[depotNode] ?? { x: 0, y: 0 };
    assets.push(
      placed(town, spot, {
        id: truck,
        kind: 'truck',
        name: `收运车 ${plate}`,
        plate,
        parentId: assetId(depot),
        attributes: { line: lineId },
      }),
    );
    devices.push({
      deviceId: deviceId(`gps-${truck.slice('truck-'.length)}`),
      assetId: assetId(truck),
      profile: 'gps-terminal',
      expectedIntervalS: 300,
      mainsFed: false,
      datum: 'wgs84',
      link: `cell-${depot.slice('depot-'.length)}`,
    });
  }
  return { assets, devices };
}
