import { type AssetKind, POINTS, pointSpec } from '../../../../../core/index.js';
import type { AssetDetail } from '../../api/types';

/** What people ask of each kind first. */
const CHIEF: Readonly<Partial<Record<AssetKind, readonly string[]>>> = {
  bin: ['fill_pct', 'weight_kg'],
  tank: ['level_mm', 'freeboard_mm'],
  cabinet: ['supply_ok', 'power_w', 'door_open'],
  circuit: ['current_a', 'power_w'],
  lamp: ['lamp_on', 'power_w'],
  truck: ['speed_kmh', 'load_kg'],
};

const ORDER = Object.keys(POINTS);
const place = (point: string): number => {
  const at = ORDER.indexOf(point);
  return at < 0 ? ORDER.length : at;
};

/** The points that the asset has reported, the chief ones first; where it is, the map shows. */
export function pointsOf(asset: AssetDetail): readonly string[] {
  const chief = CHIEF[asset.kind] ?? [];
  const rank = (point: string): number => {
    const at = chief.indexOf(point);
    return at >= 0 ? at - chief.length : place(point);
  };
  return Object.keys(asset.latest)
    .filter((point) => point !== 'lat' && point !== 'lon')
    .sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
}

export const chiefPoint = (asset: AssetDetail): string | undefined => pointsOf(asset)[0];

/** Numbers and flags can be drawn, codes can't. */
export const isDrawable = (asset: AssetDetail, point: string): boolean =>
  pointSpec(point)?.type !== 'text' && typeof asset.latest[point]?.value !== 'string';

export const chartPoints = (asset: AssetDetail): readonly string[] =>
  pointsOf(asset).filter((point) => isDrawable(asset, point));

/** The point that the alert on top is about, so that the chart opens on what went wrong. */
export function openingPoint(asset: AssetDetail): string | undefined {
  const points = chartPoints(asset);
  const blamed = asset.alerts.flatMap((alert) => alert.evidence.flatMap((e) => e.point ?? []));
  const chief = (CHIEF[asset.kind] ?? []).find(
    (point) => pointSpec(point)?.type === 'number' && points.includes(point),
  );
  return blamed.find((point) => points.includes(point)) ?? chief ?? points[0];
}
