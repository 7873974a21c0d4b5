import { type Asset, type AssetId, assetId, type Device, deviceId } from '../../core/index.js';
import { randomOf } from './random.js';
import { FIELD_INTERVALS, number, type Parts, placed, type Site } from './site.js';
import { type Street, spreadAlong } from './streets.js';

export const CIRCUITS = 4;
const CABINETS = 12;

/** Lighting cabinets, each with four circuits along one street, and the lamps of each circuit. */
export function cabinetParts(site: Site, modbus: { readonly url: string; readonly pollS: number }): Parts {
  const assets: Asset[] = [];
  const devices: Device[] = [];
  for (let index = 0; index < CABINETS; index++) {
    const street = site.streets.streets[(index * 5) % site.streets.streets.length];
    if (street === undefined) continue;
    const id = number(index + 1, 2);
    const cabinet = assetId(`cab-${id}`);
    const [middle = { x: 0, y: 0 }] = spreadAlong(street.spots, 1);
    assets.push(
      placed(site, middle, {
        id: cabinet,
        kind: 'cabinet',
        name: `${street.name} ${index + 1} 号路灯控制箱`,
      }),
    );
    assets.push(...circuitsOf(site, cabinet, street));
    devices.push({
      deviceId: deviceId(`plc-${id}`),
      assetId: cabinet,
      profile: 'streetkeep-cabinet',
      expectedIntervalS: FIELD_INTERVALS.cabinet / 1_000,
      mainsFed: true,
      modbus: { url: modbus.url, unit: index + 1, map: 'streetkeep-cabinet', pollS: modbus.pollS },
    });
  }
  return { assets, devices };
}

/** Circuits 1 and 2 light the two sides of the street's first half, 3 and 4 those of the second. */
function circuitsOf(site: Site, cabinet: AssetId, street: Street): Asset[] {
  const random = randomOf(site.seed, `cabinet ${cabinet}`);
  const middle = Math.floor(street.spots.length / 2);
  return Array.from({ length: CIRCUITS }, (_, index) => {
    const half = index < 2 ? street.spots.slice(0, middle + 1) : street.spots.slice(middle);
    const kerb = index % 2 === 0 ? 7 : -7;
    const circuit = assetId(`${cabinet}-c${index + 1}`);
    const spots = spreadAlong(half, random.int(9, 11)).map(({ x, y }) => ({ x: x + kerb, y: y + kerb }));
    const [first = { x: 0, y: 0 }] = spots;
    return [
      placed(site, first, {
        id: circuit,
        kind: 'circuit',
        name: `${street.name} 回路 ${index + 1}`,
        parentId: cabinet,
      }),
      ...spots.map((spot, lamp) => {
        const poleNumber = `LX-${cabinet.slice('cab-'.length)}-${index + 1}-${number(lamp + 1, 2)}`;
        const id = `${circuit}-l${lamp + 1}`;
        return placed(site, spot, {
          id,
          kind: 'lamp',
          name: `${street.name} ${poleNumber}`,
          parentId: circuit,
          poleNumber,
        });
      }),
    ];
  }).flat();
}
