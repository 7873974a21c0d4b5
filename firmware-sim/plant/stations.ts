import { type Asset, type Device, deviceId } from '../../core/index.js';
import { beside } from './place.js';
import { FIELD_INTERVALS, type Parts, placed, type Site } from './site.js';
import { chainages, onWay, type TruckLine } from './truck-line.js';

/** The four streams of sorted waste, with the letter that bins carry in their ids. */
export const STREAMS = [
  { stream: 'kitchen', letter: 'k', name: '厨余垃圾' },
  { stream: 'recyclable', letter: 'r', name: '可回收物' },
  { stream: 'hazardous', letter: 'h', name: '有害垃圾' },
  { stream: 'other', letter: 'o', name: '其他垃圾' },
] as const;
export type Stream = (typeof STREAMS)[number]['stream'];

/** From the middle of the road to a kiosk, metres. */
const KERB = 9;

/** A station at every stop of every line, with a bin for each stream. */
export function stationParts(site: Site, lines: readonly TruckLine[]): Parts {
  const assets: Asset[] = [];
  const devices: Device[] = [];
  const houses = new Map<string, number>();
  for (const line of lines) {
    for (const { station, chainage } of line.stops) {
      const { spot, street } = frontage(site, line, chainage);
      const house = (houses.get(street) ?? 0) + 4;
      houses.set(street, house);
      const place = `历下区 ${street} ${house} 号`;
      assets.push(
        placed(site, spot, {
          id: station,
          kind: 'station',
          name: `${place} 投放点`,
          attributes: { line: line.lineId },
        }),
      );
      for (const { stream, letter, name } of STREAMS) {
        const id = station.slice('st-'.length);
        const bin = placed(site, spot, {
          id: `bin-${id}-${letter}`,
          kind: 'bin',
          name: `${place} ${name}桶`,
          parentId: station,
          attributes: { stream },
        });
        assets.push(bin);
        devices.push({
          deviceId: deviceId(`nb-${id}-${letter}`),
          assetId: bin.assetId,
          profile: 'ultrasonic-bin',
          expectedIntervalS: FIELD_INTERVALS.bin / 1_000,
          mainsFed: false,
        });
      }
    }
  }
  return { assets, devices };
}

/** Beside the road at a chainage, and the road's name there. */
function frontage({ streets }: Site, line: TruckLine, chainage: number) {
  const marks = chainages(line.spots);
  const { spot, headingDeg } = onWay(line.spots, marks, chainage);
  const ahead = {
    x: spot.x + Math.sin((headingDeg * Math.PI) / 180),
    y: spot.y + Math.cos((headingDeg * Math.PI) / 180),
  };
  // Streets are nearly straight: the one whose line is nearest to the spot is the one driven on.
  const isEastWest = Math.abs(ahead.x - spot.x) > Math.abs(ahead.y - spot.y);
  const candidates = isEastWest
    ? streets.streets.slice(0, streets.rows)
    : streets.streets.slice(streets.rows);
  const offset = (spots: readonly { x: number; y: number }[]): number =>
    Math.min(...spots.map((at) => (isEastWest ? Math.abs(at.y - spot.y) : Math.abs(at.x - spot.x))));
  const street = candidates.reduce((best, next) => (offset(next.spots) < offset(best.spots) ? next : best));
  return { spot: beside(spot, ahead, 0, KERB), street: street.name };
}
