import { formatTopic, pointSpec } from '../../core/index.js';
import type { ReportDelivery } from '../plant/delivery.js';
import type { Points } from '../plant/sampler.js';

/** What a device says in Streetkeep's own words. */
export interface WireMessage {
  readonly topic: string;
  readonly payload: string;
}

export const nativeReport = ({ device, ts, boot, seq, asset, points }: ReportDelivery): WireMessage => ({
  topic: formatTopic(device, 'up'),
  payload: JSON.stringify({ ts, boot, seq, asset, ...wirePoints(points) }),
});

export const ONLINE = JSON.stringify({ online: true, fw: '1.4.2' });
export const OFFLINE = JSON.stringify({ online: false });

/** Flags travel as booleans. */
export function wirePoints(points: Points): Record<string, number | string | boolean> {
  const body: Record<string, number | string | boolean> = {};
  for (const name in points) {
    const value = points[name];
    if (value !== undefined) body[name] = isFlag(name) ? value === 1 : value;
  }
  return body;
}

const FLAGS = new Map<string, boolean>();
function isFlag(name: string): boolean {
  const known = FLAGS.get(name);
  if (known !== undefined) return known;
  const is = pointSpec(name)?.type === 'flag';
  FLAGS.set(name, is);
  return is;
}
