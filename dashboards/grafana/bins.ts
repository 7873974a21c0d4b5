import { alertTable, raised } from './alerts.js';
import type { DashboardSpec } from './dashboard.js';
import { unitOf } from './fields.js';
import { extremes, over, total, totals } from './influxql.js';
import { EVERY } from './intervals.js';
import { statPanel, tablePanel, trendPanel } from './panels.js';

const fill = { kind: 'bin', point: 'fill_pct', each: 'last', all: 'count' } as const;
/** As in rules/default.yaml. */
export const BIN_LIMITS = { worse: 'above', warn: 80, alarm: 95 } as const;
const BINS_ALERTS = ['overflow', 'overflow-forecast', 'fire', 'bin-not-emptied', 'battery-low'] as const;
const FULL = `>= ${BIN_LIMITS.warn}`;
const OVERFLOWING = `>= ${BIN_LIMITS.alarm}`;

export const bins: DashboardSpec = {
  uid: 'streetkeep-bins',
  title: '垃圾桶 Bins',
  says: 'How full the bins are, which must be emptied first, and what else they tell.',
  rows: [
    [
      statPanel({
        id: 1,
        title: '在线 Heard',
        says: 'Bins that reported in the last two hours.',
        width: 6,
        queries: [{ text: total(fill) }],
        unit: 'none',
        counts: true,
      }),
      statPanel({
        id: 2,
        title: '满溢 Full',
        says: `Bins at ${BIN_LIMITS.warn} % or more: a truck that is near can still be sent.`,
        width: 6,
        queries: [{ text: total({ ...fill, where: FULL }) }],
        unit: 'none',
        counts: true,
        limits: { worse: 'above', warn: 1, alarm: 50 },
      }),
      statPanel({
        id: 3,
        title: '外溢 Overflowing',
        says: `Bins at ${BIN_LIMITS.alarm} % or more: the next bag stands beside the bin.`,
        width: 6,
        queries: [{ text: total({ ...fill, where: OVERFLOWING }) }],
        unit: 'none',
        counts: true,
        limits: { worse: 'above', warn: 1, alarm: 10 },
      }),
      statPanel({
        id: 4,
        title: '平均满度 Mean fill',
        says: 'Mean of the newest fill of every bin.',
        width: 6,
        queries: [{ text: total({ ...fill, all: 'mean' }) }],
        unit: unitOf('fill_pct'),
        decimals: 0,
        limits: BIN_LIMITS,
      }),
    ],
    [
      trendPanel({
        id: 5,
        title: '满度分布 How full the bins are',
        says: 'Half of the readings are below the median; one in twenty is above the 95th percentile.',
        width: 12,
        queries: [
          { text: over('bin', 'fill_pct', (field) => `percentile(${field}, 95)`), alias: '95 %' },
          { text: over('bin', 'fill_pct', (field) => `median(${field})`), alias: '中位 median' },
        ],
        unit: unitOf('fill_pct'),
        every: EVERY.bin,
        min: 0,
        max: 100,
        limits: BIN_LIMITS,
      }),
      trendPanel({
        id: 6,
        title: '满溢桶数 Bins that are full',
        says: 'Bins whose last reading of the interval was high. It falls when the trucks come.',
        width: 12,
        queries: [
          {
            text: totals({ ...fill, where: `${FULL} AND "value" < ${BIN_LIMITS.alarm}` }),
            alias: `${BIN_LIMITS.warn}–${BIN_LIMITS.alarm} %`,
          },
          { text: totals({ ...fill, where: OVERFLOWING }), alias: `≥ ${BIN_LIMITS.alarm} %` },
        ],
        unit: 'none',
        every: EVERY.bin,
        min: 0,
        drawn: 'stacked',
      }),
    ],
    [
      trendPanel({
        id: 7,
        title: '桶内总重 Weight in the bins',
        says: 'Sum over the bins that weigh.',
        width: 8,
        queries: [
          {
            text: totals({ kind: 'bin', point: 'weight_kg', each: 'last', all: 'sum' }),
            alias: '总重 weight',
          },
        ],
        unit: unitOf('weight_kg'),
        every: EVERY.bin,
        min: 0,
      }),
      trendPanel({
        id: 8,
        title: '最高温度 Hottest bin',
        says: 'Sun on a dark lid reaches 60 °C; 70 °C does not happen without a fire.',
        width: 8,
        queries: [
          { text: over('bin', 'temperature_c', (field) => `max(${field})`), alias: '最高 hottest' },
          { text: over('bin', 'temperature_c', (field) => `median(${field})`), alias: '中位 median' },
        ],
        unit: unitOf('temperature_c'),
        every: EVERY.bin,
        limits: { worse: 'above', warn: 60, alarm: 70 },
      }),
      trendPanel({
        id: 9,
        title: '新报警 Alerts raised',
        says: 'Alerts about bins, by severity.',
        width: 8,
        queries: [raised(BINS_ALERTS)],
        unit: 'none',
        every: '1h',
        min: 0,
        drawn: 'stacked',
      }),
    ],
    [
      tablePanel({
        id: 10,
        title: '最满的桶 Fullest bins',
        says: 'The twenty with the highest newest fill.',
        width: 12,
        queries: [{ text: extremes('bin', 'top', ['fill_pct', 'weight_kg', 'temperature_c']) }],
        points: ['fill_pct', 'weight_kg', 'temperature_c'],
      }),
      tablePanel({
        id: 11,
        title: '电量最低 Weakest batteries',
        says: 'The twenty with the lowest newest voltage. Below 3.3 V a lithium cell has weeks left.',
        width: 12,
        queries: [{ text: extremes('bin', 'bottom', ['battery_v', 'fill_pct']) }],
        points: ['battery_v', 'fill_pct'],
      }),
    ],
    [alertTable(12, BINS_ALERTS)],
  ],
};
