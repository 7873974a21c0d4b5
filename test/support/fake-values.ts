import { along, type FakeAsset, noise } from './fake-district.js';

export type Points = Record<
  string,
  { value: number | boolean | string; ts: number; quality: string; receivedAt: number }
>;

/** Device that stopped talking, and since when (ms before now). */
export const SILENT = { assetId: 'tank-07', forMs: 5 * 3_600_000 } as const;
const FULL = new Map([
  ['bin-0003-k', 97.4],
  ['bin-0009-k', 84.2],
  ['bin-0014-o', 81.6],
]);

/** Fill saws up to about 80 and is emptied; full bins rise to their fault instead. */
export function fillAt(assetId: string, seed: number, at: number, now: number): number {
  const full = FULL.get(assetId);
  if (full !== undefined) return Math.max(5, Math.min(100, full - ((now - at) / 3_600_000) * 6));
  const period = 18 + noise(seed) * 10;
  const phase = (at / 3_600_000 + noise(seed + 1) * period) % period;
  return 4 + (phase / period) * 70 + noise(seed + at / 600_000) * 2;
}

function truckAt(n: number, at: number): { lat: number; lon: number; heading: number } {
  const street = (n * 7) % 10;
  const lap = (((at / 1_000 / (260 + n * 11) + noise(n)) % 2) + 2) % 2;
  const isBack = lap > 1;
  const place = along(street, isBack ? 2 - lap : lap);
  const shift = n === 4 ? 0.0031 : 0;
  const isAcross = street < 5;
  return {
    lat: place.lat + shift,
    lon: place.lon,
    heading: isAcross ? (isBack ? 270 : 90) : isBack ? 180 : 0,
  };
}

/** The values of one asset at one instant; `now` is where full bins reach their fault. */
export function valuesAt(
  asset: FakeAsset,
  index: number,
  at: number,
  now: number,
): Record<string, number | boolean | string> {
  const cab3 = asset.assetId.startsWith('cab-03') || asset.parentId?.startsWith('cab-03');
  switch (asset.kind) {
    case 'bin':
      return {
        fill_pct: fillAt(asset.assetId, index, at, now),
        temperature_c: 12 + noise(index) * 4,
        battery_v: 3.6 - noise(index) * 0.3,
      };
    case 'tank':
      return {
        level_mm: asset.assetId === 'tank-04' ? 1_780 : 500 + noise(index) * 500 + Math.sin(at / 7e6) * 60,
        ch4_pct_lel: noise(index) * 6,
        battery_v: 3.5,
      };
    case 'cabinet':
      return { supply_ok: !cab3, door_open: false };
    case 'circuit':
      return {
        voltage_v: cab3 ? 0 : 229 + noise(index + at) * 3,
        current_a: cab3 ? 0 : 11.4 + noise(at),
        power_w: cab3 ? 0 : 2_610,
        breaker_closed: true,
      };
    case 'lamp':
      return {
        lamp_on: !cab3 && asset.assetId !== 'lamp-0011',
        power_w: cab3 || asset.assetId === 'lamp-0011' ? 0 : 118,
        dim_pct: 100,
      };
    case 'truck': {
      const { lat, lon, heading } = truckAt(index, at);
      const isParked = index === 11;
      return {
        lat,
        lon,
        heading_deg: heading,
        speed_kmh: isParked ? 0 : 24 + noise(index + Math.floor(at / 10_000)) * 14,
        load_kg: 2_400,
        ignition_on: !isParked,
      };
    }
    default:
      return {};
  }
}
