import { alertTable, raised } from './alerts.js';
import type { DashboardSpec } from './dashboard.js';
import { unitOf } from './fields.js';
import { extremes, over, total } from './influxql.js';
import { EVERY } from './intervals.js';
import { statPanel, tablePanel, trendPanel } from './panels.js';

const room = { kind: 'tank', point: 'freeboard_mm', each: 'last', all: 'count' } as const;
/** As in rules/default.yaml. */
export const TANK_LIMITS = { worse: 'below', warn: 500, alarm: 200 } as const;
export const GAS_LIMITS = { worse: 'above', warn: 25, alarm: 50 } as const;
const TANK_ALERTS = ['tank-high', 'tank-rise', 'spill', 'gas', 'level-drop-unattended'] as const;

export const tanks: DashboardSpec = {
  uid: 'streetkeep-tanks',
  title: '化粪池 Septic tanks',
  says: 'How much room the tanks have left, which must be cleared first, and gas.',
  rows: [
    [
      statPanel({
        id: 1,
        title: '在线 Heard',
        says: 'Tanks that reported in the last two hours.',
        width: 6,
        queries: [{ text: total(room) }],
        unit: 'none',
        counts: true,
      }),
      statPanel({
        id: 2,
        title: '余量不足 Little room',
        says: `Tanks with ${TANK_LIMITS.warn} mm of freeboard or less.`,
        width: 6,
        queries: [{ text: total({ ...room, where: `<= ${TANK_LIMITS.warn}` }) }],
        unit: 'none',
        counts: true,
        limits: { worse: 'above', warn: 1, alarm: 10 },
      }),
      statPanel({
        id: 3,
        title: '最小余量 Least freeboard',
        says: 'Of all tanks. Below 0 the tank has spilt.',
        width: 6,
        queries: [{ text: total({ ...room, all: 'min' }) }],
        unit: unitOf('freeboard_mm'),
        limits: TANK_LIMITS,
      }),
      statPanel({
        id: 4,
        title: '最高甲烷 Highest CH₄',
        says: `In percent of the lower explosive limit. At ${GAS_LIMITS.warn} nobody opens a lid.`,
        width: 6,
        queries: [{ text: total({ kind: 'tank', point: 'ch4_pct_lel', each: 'last', all: 'max' }) }],
        unit: unitOf('ch4_pct_lel'),
        limits: GAS_LIMITS,
      }),
    ],
    [
      trendPanel({
        id: 5,
        title: '余量 Freeboard',
        says: 'Distance from the liquid to the overflow edge: the worst tank, the worst twentieth, and the median.',
        width: 12,
        queries: [
          { text: over('tank', 'freeboard_mm', (field) => `min(${field})`), alias: '最小 least' },
          { text: over('tank', 'freeboard_mm', (field) => `percentile(${field}, 5)`), alias: '5 %' },
          { text: over('tank', 'freeboard_mm', (field) => `median(${field})`), alias: '中位 median' },
        ],
        unit: unitOf('freeboard_mm'),
        every: EVERY.tank,
        limits: TANK_LIMITS,
      }),
      trendPanel({
        id: 6,
        title: '液位 Level',
        says: 'A fall without a clearing crew on site wants a look.',
        width: 12,
        queries: [
          { text: over('tank', 'level_mm', (field) => `max(${field})`), alias: '最高 highest' },
          { text: over('tank', 'level_mm', (field) => `mean(${field})`), alias: '平均 mean' },
        ],
        unit: unitOf('level_mm'),
        every: EVERY.tank,
        min: 0,
      }),
    ],
    [
      trendPanel({
        id: 7,
        title: '甲烷 CH₄',
        says: 'Highest reading of any tank, in percent of the lower explosive limit.',
        width: 8,
        queries: [
          { text: over('tank', 'ch4_pct_lel', (field) => `max(${field})`), alias: '最高 highest' },
          { text: over('tank', 'ch4_pct_lel', (field) => `median(${field})`), alias: '中位 median' },
        ],
        unit: unitOf('ch4_pct_lel'),
        every: EVERY.tank,
        min: 0,
        limits: GAS_LIMITS,
      }),
      trendPanel({
        id: 8,
        title: '硫化氢 H₂S',
        says: 'Highest reading of any tank. 10 ppm is the limit for people at work.',
        width: 8,
        queries: [
          { text: over('tank', 'h2s_ppm', (field) => `max(${field})`), alias: '最高 highest' },
          { text: over('tank', 'h2s_ppm', (field) => `median(${field})`), alias: '中位 median' },
        ],
        unit: unitOf('h2s_ppm'),
        every: EVERY.tank,
        min: 0,
        limits: { worse: 'above', warn: 7, alarm: 10 },
      }),
      trendPanel({
        id: 9,
        title: '新报警 Alerts raised',
        says: 'Alerts about tanks, by severity.',
        width: 8,
        queries: [raised(TANK_ALERTS)],
        unit: 'none',
        every: '1h',
        min: 0,
        drawn: 'stacked',
      }),
    ],
    [
      tablePanel({
        id: 10,
        title: '先清疏 To clear first',
        says: 'The twenty with the least freeboard.',
        width: 12,
        queries: [{ text: extremes('tank', 'bottom', ['freeboard_mm', 'level_mm']) }],
        points: ['freeboard_mm', 'level_mm'],
      }),
      tablePanel({
        id: 11,
        title: '气体最高 Most gas',
        says: 'The twenty with the highest newest CH₄.',
        width: 12,
        queries: [{ text: extremes('tank', 'top', ['ch4_pct_lel', 'h2s_ppm', 'battery_v']) }],
        points: ['ch4_pct_lel', 'h2s_ppm', 'battery_v'],
      }),
    ],
    [alertTable(12, TANK_ALERTS)],
  ],
};
