import { gcj02FromWgs84, type PointValue } from '../../core/index.js';
import { type Fault, isDuring } from '../fault/fault.js';
import { chance } from './random.js';
import { type Points, round } from './sampler.js';

const DAY = 86_400_000;
const SENSOR_KINDS = ['stuck-sensor', 'drift', 'spike', 'unit-mistake', 'gcj02'] as const;
export type SensorFaultKind = (typeof SENSOR_KINDS)[number];
export type SensorFault = Extract<Fault, { readonly kind: SensorFaultKind }>;

export const isSensorFault = (fault: Fault): fault is SensorFault =>
  SENSOR_KINDS.some((kind) => kind === fault.kind);

type Sample = (at: number) => Points | undefined;

/** What arrives of a thing whose sensor lies. Healthy sensors are passed through untouched. */
export function faulty(sample: Sample, faults: readonly SensorFault[], key: number): Sample {
  if (faults.length === 0) return sample;
  return (at) => {
    let points = sample(at);
    for (const fault of faults) {
      if (points !== undefined && isDuring(fault, at)) points = distorted(points, fault, { sample, at, key });
    }
    return points;
  };
}

interface Moment {
  readonly sample: Sample;
  readonly at: number;
  readonly key: number;
}

function distorted(points: Points, fault: SensorFault, { sample, at, key }: Moment): Points {
  if (fault.kind === 'gcj02') {
    const { lat, lon } = points;
    if (typeof lat !== 'number' || typeof lon !== 'number') return points;
    const shown = gcj02FromWgs84({ lat, lon });
    return { ...points, lat: round(shown.lat, 7), lon: round(shown.lon, 7) };
  }
  const read = points[fault.point];
  if (typeof read !== 'number') return points;
  const put = (value: PointValue): Points => ({ ...points, [fault.point]: value });
  switch (fault.kind) {
    case 'stuck-sensor':
      return put(sample(fault.from)?.[fault.point] ?? read);
    case 'drift':
      return put(round(read + (fault.perDay * (at - fault.from)) / DAY, 3));
    case 'spike':
      return chance(key ^ 0x1f83_d9ab, at) < fault.share ? put(fault.to) : points;
    case 'unit-mistake':
      return put(round(read * fault.factor, 3));
  }
}
