import { alertTable, raised } from './alerts.js';
import type { DashboardSpec } from './dashboard.js';
import { unitOf } from './fields.js';
import { extremes, moved, over, total, totals } from './influxql.js';
import { EVERY } from './intervals.js';
import { statPanel, tablePanel, trendPanel } from './panels.js';

const lamps = { kind: 'lamp', point: 'lamp_on', each: 'last', all: 'count' } as const;
const supplies = { kind: 'cabinet', point: 'supply_ok', each: 'last', all: 'count' } as const;
const power = { kind: 'circuit', point: 'power_w', each: 'mean', all: 'sum' } as const;
/** As in rules/default.yaml. */
export const LEAKAGE_LIMITS = { worse: 'above', warn: 100, alarm: 300 } as const;
const LIGHTING_ALERTS = [
  'lamp-dark',
  'lamp-day-burning',
  'lamp-cycling',
  'contactor-stuck',
  'phase-lost',
  'circuit-outage',
  'cabinet-outage',
  'cable-theft',
  'leakage',
  'door-open',
] as const;

export const lighting: DashboardSpec = {
  uid: 'streetkeep-lighting',
  title: '路灯 Lighting',
  says: 'Lamps, circuits and cabinets: what burns, what it draws, and what is without supply.',
  rows: [
    [
      statPanel({
        id: 1,
        title: '亮灯 Lamps lit',
        says: 'Lamps whose newest report of the last two hours says that they burn, and all lamps that were heard.',
        width: 8,
        queries: [
          { text: total({ ...lamps, where: '= 1' }), alias: '亮灯 lit' },
          { text: total(lamps), alias: '在线 heard' },
        ],
        unit: 'none',
        counts: true,
      }),
      statPanel({
        id: 2,
        title: '总功率 Power',
        says: 'Sum of the newest power of every circuit.',
        width: 6,
        queries: [{ text: total({ ...power, each: 'last' }) }],
        unit: unitOf('power_w'),
        decimals: 1,
      }),
      statPanel({
        id: 3,
        title: '控制箱失电 Cabinets without supply',
        says: 'One cabinet is all of its circuits and lamps: send a crew to it, not to a lamp.',
        width: 5,
        queries: [{ text: total({ ...supplies, where: '= 0' }) }],
        unit: 'none',
        counts: true,
        limits: { worse: 'above', warn: 1, alarm: 1 },
      }),
      statPanel({
        id: 4,
        title: '最大漏电 Highest leakage',
        says: `Newest leakage current of any circuit. At ${LEAKAGE_LIMITS.alarm} mA a pole may kill.`,
        width: 5,
        queries: [{ text: total({ kind: 'circuit', point: 'leakage_ma', each: 'last', all: 'max' }) }],
        unit: unitOf('leakage_ma'),
        limits: LEAKAGE_LIMITS,
      }),
    ],
    [
      trendPanel({
        id: 5,
        title: '亮灯数 Lamps lit',
        says: 'Lit lamps beside all lamps that were heard. The lit rate against the timetable is in the console.',
        width: 12,
        queries: [
          { text: totals(lamps), alias: '在线 heard' },
          { text: totals({ ...lamps, all: 'sum' }), alias: '亮灯 lit' },
        ],
        unit: 'none',
        every: EVERY.lamp,
        min: 0,
      }),
      trendPanel({
        id: 6,
        title: '总功率 Power',
        says: 'Sum over all circuits.',
        width: 12,
        queries: [{ text: totals(power), alias: '功率 power' }],
        unit: unitOf('power_w'),
        every: EVERY.circuit,
        min: 0,
      }),
    ],
    [
      trendPanel({
        id: 7,
        title: '用电量 Energy',
        says: 'How far the meters of all circuits moved in each interval.',
        width: 8,
        queries: [{ text: moved('circuit', 'energy_kwh'), alias: '用电 energy' }],
        unit: unitOf('energy_kwh'),
        every: '1h',
        min: 0,
        drawn: 'bars',
      }),
      trendPanel({
        id: 8,
        title: '电压 Voltage',
        says: 'Lowest, mean and highest of the circuits. 220 V may stray by +7 % and −10 %.',
        width: 8,
        queries: [
          { text: over('circuit', 'voltage_v', (field) => `max(${field})`), alias: '最高 highest' },
          { text: over('circuit', 'voltage_v', (field) => `mean(${field})`), alias: '平均 mean' },
          { text: over('circuit', 'voltage_v', (field) => `min(${field})`), alias: '最低 lowest' },
        ],
        unit: unitOf('voltage_v'),
        every: EVERY.circuit,
      }),
      trendPanel({
        id: 9,
        title: '漏电 Leakage',
        says: 'Highest of all circuits, and the median.',
        width: 8,
        queries: [
          { text: over('circuit', 'leakage_ma', (field) => `max(${field})`), alias: '最高 highest' },
          { text: over('circuit', 'leakage_ma', (field) => `median(${field})`), alias: '中位 median' },
        ],
        unit: unitOf('leakage_ma'),
        every: EVERY.circuit,
        min: 0,
        limits: LEAKAGE_LIMITS,
      }),
    ],
    [
      trendPanel({
        id: 10,
        title: '接触器与箱门 Contactors and doors',
        says: 'Circuits that are switched on, cabinets with supply, and cabinets whose door is open.',
        width: 12,
        queries: [
          {
            text: totals({ kind: 'circuit', point: 'contactor_closed', each: 'last', all: 'sum' }),
            alias: '回路接通 circuits on',
          },
          { text: totals({ ...supplies, all: 'sum' }), alias: '有电 with supply' },
          {
            text: totals({ kind: 'cabinet', point: 'door_open', each: 'max', all: 'sum' }),
            alias: '箱门开 door open',
          },
        ],
        unit: 'none',
        every: EVERY.cabinet,
        min: 0,
      }),
      trendPanel({
        id: 11,
        title: '新报警 Alerts raised',
        says: 'Alerts about lighting, by severity.',
        width: 12,
        queries: [raised(LIGHTING_ALERTS)],
        unit: 'none',
        every: '1h',
        min: 0,
        drawn: 'stacked',
      }),
    ],
    [
      tablePanel({
        id: 12,
        title: '功率最大的回路 Circuits that draw most',
        says: 'The twenty with the highest newest power.',
        width: 12,
        queries: [{ text: extremes('circuit', 'top', ['power_w', 'current_a', 'voltage_v', 'leakage_ma']) }],
        points: ['power_w', 'current_a', 'voltage_v', 'leakage_ma'],
      }),
      tablePanel({
        id: 13,
        title: '漏电最大的回路 Circuits that leak most',
        says: 'The twenty with the highest newest leakage.',
        width: 12,
        queries: [{ text: extremes('circuit', 'top', ['leakage_ma', 'power_w']) }],
        points: ['leakage_ma', 'power_w'],
      }),
    ],
    [alertTable(14, LIGHTING_ALERTS)],
  ],
};
