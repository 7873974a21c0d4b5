import { type Asset, assetId, type Device, deviceId } from '../../core/index.js';
import { randomOf } from './random.js';
import { FIELD_INTERVALS, number, type Parts, placed, type Site } from './site.js';

const TANKS = 40;
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

/** Septic tanks under the buildings between the streets, one to a yard. */
export function tankParts(site: Site): Parts {
  const assets: Asset[] = [];
  const devices: Device[] = [];
  for (let index = 0; index < TANKS; index++) {
    const id = number(index + 1, 3);
    const random = randomOf(site.seed, `tank ${id}`);
    const [row, column] = [random.int(0, site.streets.rows - 2), random.int(0, site.streets.columns - 2)];
    const corner = site.streets.spotOf({ row, column });
    const spot = { x: corner.x + random.between(60, 200), y: corner.y - random.between(60, 200) };
    const place = `${ESTATES[index % ESTATES.length]} ${Math.floor(index / ESTATES.length) + 1} 号楼`;
    assets.push(
      placed(site, spot, { id: `site-${id}`, kind: 'site', name: place }),
      placed(site, spot, {
        id: `tank-${id}`,
        kind: 'tank',
        name: `${place} 化粪池`,
        parentId: assetId(`site-${id}`),
        attributes: { height_mm: 2_000 },
      }),
    );
    devices.push({
      deviceId: deviceId(`nb-tank-${id}`),
      assetId: assetId(`tank-${id}`),
      profile: 'tank-level',
      expectedIntervalS: FIELD_INTERVALS.tank / 1_000,
      mainsFed: false,
    });
  }
  return { assets, devices };
}
