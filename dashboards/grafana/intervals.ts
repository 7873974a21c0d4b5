/**
 * Least interval of a history in which assets are counted or summed, by what reports: shorter, and an asset that
 * reports more rarely is missing from most of it. The longest usual interval of each kind (docs/simulator.md).
 */
export const EVERY = {
  bin: '30m',
  tank: '1h',
  lamp: '15m',
  circuit: '5m',
  cabinet: '5m',
  truck: '5m',
} as const;
