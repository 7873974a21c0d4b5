import { alertTable } from './alerts.js';
import type { DashboardSpec } from './dashboard.js';
import { unitOf } from './fields.js';
import {
  extremes,
  flaws,
  longestUnheard,
  newestArrival,
  over,
  type Query,
  REPORTING,
  reports,
  total,
} from './influxql.js';
import { EVERY } from './intervals.js';
import { statPanel, tablePanel, trendPanel } from './panels.js';

const heard = (kind: (typeof REPORTING)[number]): Query => ({
  text: total({ kind, point: 'log_pos', each: 'last', all: 'count' }),
  alias: kind,
});

export const platform: DashboardSpec = {
  uid: 'streetkeep-platform',
  title: '平台健康 Platform health',
  says: 'Whether readings arrive, how good they are, and which devices need care.',
  rows: [
    [
      statPanel({
        id: 1,
        title: '在线设备 Assets heard',
        says: 'Assets of each kind with a report in the last two hours.',
        width: 12,
        queries: REPORTING.map(heard),
        unit: 'none',
        counts: true,
      }),
      statPanel({
        id: 2,
        title: '最新到达 Newest report',
        says: 'When the newest report of each kind came. All of them old at once: the store or the gateway is down.',
        width: 12,
        queries: [{ text: newestArrival(REPORTING), alias: '$m' }],
        unit: 'dateTimeFromNow',
      }),
    ],
    [
      trendPanel({
        id: 3,
        title: '报文数 Reports stored',
        says: 'Reports in each interval by the time of their observation: what came late stands where it belongs.',
        width: 24,
        queries: [{ text: reports(REPORTING), alias: '$m' }],
        unit: 'none',
        every: '5m',
        min: 0,
        drawn: 'stacked',
      }),
    ],
    [
      trendPanel({
        id: 4,
        title: '异常读数 Flawed readings',
        says: 'Readings that are out of range or whose clock is not believed, by point. Empty while there are none.',
        width: 12,
        queries: [{ text: flaws(REPORTING), alias: '$m $col' }],
        unit: 'none',
        every: '1h',
        min: 0,
        drawn: 'stacked',
      }),
      trendPanel({
        id: 5,
        title: '电池 Batteries',
        says: 'Lowest voltage and median of bins and tanks. Below 3.3 V a lithium cell has weeks left.',
        width: 12,
        queries: [
          { text: over('bin', 'battery_v', (field) => `min(${field})`), alias: '桶最低 bins, lowest' },
          { text: over('bin', 'battery_v', (field) => `median(${field})`), alias: '桶中位 bins, median' },
          { text: over('tank', 'battery_v', (field) => `min(${field})`), alias: '池最低 tanks, lowest' },
          { text: over('tank', 'battery_v', (field) => `median(${field})`), alias: '池中位 tanks, median' },
        ],
        unit: unitOf('battery_v'),
        decimals: 2,
        every: EVERY.tank,
        limits: { worse: 'below', warn: 3.4, alarm: 3.3 },
      }),
    ],
    [
      tablePanel({
        id: 6,
        title: '最久未报 Longest unheard',
        says: 'Assets that reported in the chosen time, and then fell silent: the oldest last report first.',
        width: 12,
        queries: [{ text: longestUnheard(REPORTING) }],
        points: [],
        units: { received_at: 'dateTimeAsIso' },
      }),
      tablePanel({
        id: 7,
        title: '电量最低 Weakest batteries of tanks',
        says: 'The twenty with the lowest newest voltage; the bins have theirs on their own dashboard.',
        width: 12,
        queries: [{ text: extremes('tank', 'bottom', ['battery_v', 'freeboard_mm']) }],
        points: ['battery_v', 'freeboard_mm'],
      }),
    ],
    [alertTable(8, ['silent', 'comms-outage', 'sensor-fault', 'battery-low', 'datum-fault', 'platform'])],
  ],
};
