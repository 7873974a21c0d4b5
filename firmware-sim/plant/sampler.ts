import type { PointValue, UnixMs } from '../../core/index.js';

export type Points = Readonly<Record<string, PointValue>>;

/** What a thing's sensors would read at an instant: a function of time, whatever was asked before. */
export type Sampler = (at: UnixMs) => Points;

export const round = (value: number, digits: number): number => {
  const factor = 10 ** digits;
  return Math.round(value * factor) / factor;
};

export const clamp = (value: number, lo: number, hi: number): number => Math.min(hi, Math.max(lo, value));
