import { type Asset, assetId, type Device, deviceId } from '../../../core/index.js';
import { TANK } from '../constants.js';
import { between, type Spot } from '../place.js';
import { type Random, randomOf } from '../random.js';
import { type StreetNet, spotOf } from './street-net.js';
import { numbered, type Parts, placed, type Town } from './town.js';

const ESTATES = [
  '泉城花园',
  '历山小区',
  '千佛山小区',
  '解放东苑',
  '明湖小区',
  '文化苑',
  '青龙山庄',
  '和平新村',
] as const;
const TANK_INTERVALS_S = [900, 1_800, 3_600] as const;

/** Septic tanks under the buildings inside the blocks: a site is the building, its tank lies below. */
export function tankParts(town: Town): Parts {
  const assets: Asset[] = [];
  const devices: Device[] = [];
  const random = randomOf(town.seed, 'tanks');
  for (let index = 0; index < town.sizes.tanks; index++) {
    const id = numbered(index + 1, 3, town.sizes.tanks);
    const spot = insideBlock(town.net, random);
    const place = `${ESTATES[index % ESTATES.length]} ${Math.floor(index / ESTATES.length) + 1} 号楼`;
    const site = placed(town, spot, { id: `site-${id}`, kind: 'site', name: place });
    assets.push(
      site,
      placed(town, spot, {
        id: `tank-${id}`,
        kind: 'tank',
        name: `${place} 化粪池`,
        parentId: site.assetId,
        attributes: { height_mm: TANK.heightMm.value, inlet_mm: TANK.inletMm.value },
      }),
    );
    devices.push({
      deviceId: deviceId(`nb-tank-${id}`),
      assetId: assetId(`tank-${id}`),
      profile: 'tank-level',
      expectedIntervalS: TANK_INTERVALS_S[index % TANK_INTERVALS_S.length] ?? 1_800,
      mainsFed: false,
      link: `nb-${site.gridId?.slice('lx-'.length) ?? ''}`,
    });
  }
  return { assets, devices };
}

/** A spot between the four crossings around a block, away from the kerbs. */
function insideBlock(net: StreetNet, random: Random): Spot {
  const row = random.int(0, net.rows - 2);
  const column = random.int(0, net.columns - 2);
  // Between the boulevard's carriageways nobody lives.
  if (row === net.boulevard) return insideBlock(net, random);
  const corner = (down: number, right: number): Spot => spotOf(net, net.nodeAt(row + down, column + right));
  const share = random.between(0.25, 0.75);
  const [upper, lower] = [
    between(corner(0, 0), corner(0, 1), share),
    between(corner(1, 0), corner(1, 1), share),
  ];
  return between(upper, lower, random.between(0.25, 0.75));
}
