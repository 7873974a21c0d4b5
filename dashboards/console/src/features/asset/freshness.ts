import type { AssetKind } from '../../../../../core/index.js';
import type { AssetDevice, Latest } from '../../api/types';

const MIN = 60_000;
/** Seconds between reports when a device does not say: the slow end of what the field does. */
const USUAL_INTERVAL_MS: Readonly<Partial<Record<AssetKind, number>>> = {
  bin: 30 * MIN,
  tank: 60 * MIN,
  lamp: 15 * MIN,
  circuit: 5 * MIN,
  truck: 5 * MIN,
};
const INTERVALS_MISSED = 3;

/** The interval at which the asset is expected to report, ms; `undefined` when it speaks only on change. */
export function intervalOf(kind: AssetKind, devices: readonly AssetDevice[]): number | undefined {
  const said = devices.flatMap((device) => device.expectedIntervalS ?? []);
  return said.length > 0 ? Math.min(...said) * 1_000 : USUAL_INTERVAL_MS[kind];
}

/** Drawn faded from here on; whether it is an alert the rules say. */
export const isOld = (latest: Latest, interval: number | undefined, now: number): boolean =>
  interval !== undefined && now - latest.ts > interval * INTERVALS_MISSED;

/** True when the newest of an asset's values is too old to stand for its present state. */
export function isUnknown(
  points: Readonly<Record<string, Latest>> | undefined,
  kind: AssetKind,
  now: number,
): boolean {
  const interval = USUAL_INTERVAL_MS[kind];
  if (interval === undefined) return false;
  if (!points) return true;
  let newest = 0;
  for (const point in points) newest = Math.max(newest, points[point]?.ts ?? 0);
  return now - newest > interval * INTERVALS_MISSED;
}
