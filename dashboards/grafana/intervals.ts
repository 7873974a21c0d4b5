/**
 * Least interval of a history, by what reports. Where assets are counted or summed it must not be shorter than what an
 * asset takes between two reports (docs/simulator.md), or some are missing; and InfluxDB makes a number for each asset
 * and interval, so where there are very many assets it is longer.
 */
export const EVERY = {
  bin: '1h',
  tank: '1h',
  lamp: '30m',
  circuit: '15m',
  cabinet: '15m',
  truck: '5m',
} as const;
