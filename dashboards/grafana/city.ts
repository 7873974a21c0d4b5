import { alertTable, raised } from './alerts.js';
import { BIN_LIMITS } from './bins.js';
import type { DashboardSpec } from './dashboard.js';
import { unitOf } from './fields.js';
import { newest, over, total, totals } from './influxql.js';
import { EVERY } from './intervals.js';
import { mapPanel, statPanel, trendPanel } from './panels.js';
import { TANK_LIMITS } from './tanks.js';

const bins = { kind: 'bin', point: 'fill_pct', each: 'last', all: 'count' } as const;
const tanks = { kind: 'tank', point: 'freeboard_mm', each: 'last', all: 'count' } as const;
const cabinets = { kind: 'cabinet', point: 'supply_ok', each: 'last', all: 'count' } as const;
const lamps = { kind: 'lamp', point: 'lamp_on', each: 'last', all: 'count' } as const;
/** A count of nothing says little while nothing is heard, so each stands beside this one. */
const HEARD = '在线 heard';

export const city: DashboardSpec = {
  uid: 'streetkeep-city',
  title: '城市总览 City overview',
  says: 'The whole city on one screen; each subject has a dashboard of its own.',
  rows: [
    [
      statPanel({
        id: 1,
        title: '满溢桶 Full bins',
        says: `Bins at ${BIN_LIMITS.warn} % or more, and all bins that were heard in the last two hours.`,
        width: 5,
        queries: [
          { text: total({ ...bins, where: `>= ${BIN_LIMITS.warn}` }), alias: '满溢 full' },
          { text: total(bins), alias: HEARD },
        ],
        unit: 'none',
        counts: true,
      }),
      statPanel({
        id: 2,
        title: '化粪池余量不足 Tanks with little room',
        says: `Tanks with ${TANK_LIMITS.warn} mm of freeboard or less, and all tanks that were heard.`,
        width: 5,
        queries: [
          { text: total({ ...tanks, where: `<= ${TANK_LIMITS.warn}` }), alias: '不足 little room' },
          { text: total(tanks), alias: HEARD },
        ],
        unit: 'none',
        counts: true,
      }),
      statPanel({
        id: 3,
        title: '亮灯 Lamps lit',
        says: 'Lamps that burn, and all lamps that were heard in the last two hours.',
        width: 5,
        queries: [
          { text: total({ ...lamps, where: '= 1' }), alias: '亮灯 lit' },
          { text: total(lamps), alias: HEARD },
        ],
        unit: 'none',
        counts: true,
      }),
      statPanel({
        id: 4,
        title: '控制箱失电 Cabinets without supply',
        says: 'One cabinet is all of its circuits and lamps. Beside it, all cabinets that were heard.',
        width: 5,
        queries: [
          { text: total({ ...cabinets, where: '= 0' }), alias: '失电 without' },
          { text: total(cabinets), alias: HEARD },
        ],
        unit: 'none',
        counts: true,
      }),
      statPanel({
        id: 5,
        title: '在途车辆 Trucks on duty',
        says: 'Trucks whose ignition is on.',
        width: 4,
        queries: [
          { text: total({ kind: 'truck', point: 'ignition_on', each: 'last', all: 'count', where: '= 1' }) },
        ],
        unit: 'none',
        counts: true,
      }),
    ],
    [
      mapPanel({
        id: 6,
        title: '车辆位置 Where the trucks are',
        says: 'Last place of every truck that was heard in the last two hours, coloured by speed. WGS-84.',
        width: 24,
        queries: [{ text: newest('truck', ['lat', 'lon', 'speed_kmh']) }],
        unit: unitOf('speed_kmh'),
        colour: 'speed_kmh',
      }),
    ],
    [
      trendPanel({
        id: 7,
        title: '满度 Fill of the bins',
        says: 'Half of the readings are below the median; one in twenty is above the 95th percentile.',
        width: 8,
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
        id: 8,
        title: '照明功率 Lighting power',
        says: 'Sum over all circuits.',
        width: 8,
        queries: [
          {
            text: totals({ kind: 'circuit', point: 'power_w', each: 'mean', all: 'sum' }),
            alias: '功率 power',
          },
        ],
        unit: unitOf('power_w'),
        every: EVERY.circuit,
        min: 0,
      }),
      trendPanel({
        id: 9,
        title: '新报警 Alerts raised',
        says: 'By severity, of all kinds.',
        width: 8,
        queries: [raised()],
        unit: 'none',
        every: '1h',
        min: 0,
        drawn: 'stacked',
      }),
    ],
    [alertTable(10)],
  ],
};
