import type { DashboardSpec } from './dashboard.js';
import { unitOf } from './fields.js';
import { moved, newest, over, total, totals } from './influxql.js';
import { EVERY } from './intervals.js';
import { mapPanel, statPanel, tablePanel, trendPanel } from './panels.js';

const ignition = { kind: 'truck', point: 'ignition_on', each: 'last', all: 'count' } as const;
const load = { kind: 'truck', point: 'load_kg', each: 'last', all: 'sum' } as const;

export const fleet: DashboardSpec = {
  uid: 'streetkeep-fleet',
  title: '收运车辆 Fleet',
  says: 'Where the trucks are, what they carry and how far they went.',
  rows: [
    [
      statPanel({
        id: 1,
        title: '在线 Heard',
        says: 'Trucks that reported in the last two hours.',
        width: 6,
        queries: [{ text: total(ignition) }],
        unit: 'none',
        counts: true,
      }),
      statPanel({
        id: 2,
        title: '点火 On duty',
        says: 'Trucks whose ignition is on.',
        width: 6,
        queries: [{ text: total({ ...ignition, where: '= 1' }) }],
        unit: 'none',
        counts: true,
      }),
      statPanel({
        id: 3,
        title: '载重 Load',
        says: 'What all trucks carry now.',
        width: 6,
        queries: [{ text: total(load) }],
        unit: unitOf('load_kg'),
        decimals: 0,
      }),
      statPanel({
        id: 4,
        title: '最高车速 Fastest',
        says: 'Highest newest speed of any truck.',
        width: 6,
        queries: [{ text: total({ kind: 'truck', point: 'speed_kmh', each: 'last', all: 'max' }) }],
        unit: unitOf('speed_kmh'),
        decimals: 0,
      }),
    ],
    [
      mapPanel({
        id: 5,
        title: '车辆位置 Where the trucks are',
        says: 'Last place of every truck that was heard in the last two hours, coloured by speed. WGS-84.',
        width: 14,
        queries: [{ text: newest('truck', ['lat', 'lon', 'speed_kmh', 'load_kg']) }],
        unit: unitOf('speed_kmh'),
        colour: 'speed_kmh',
      }),
      // As high as the map beside it.
      tablePanel({
        id: 6,
        title: '车辆 Trucks',
        says: 'Newest values of every truck.',
        width: 10,
        height: 12,
        queries: [{ text: newest('truck', ['speed_kmh', 'load_kg', 'lift_count', 'mileage_km']) }],
        points: ['speed_kmh', 'load_kg', 'lift_count', 'mileage_km'],
      }),
    ],
    [
      trendPanel({
        id: 7,
        title: '在途车辆 Trucks on duty',
        says: 'Trucks with the ignition on, beside all that were heard.',
        width: 8,
        queries: [
          { text: totals(ignition), alias: '在线 heard' },
          { text: totals({ ...ignition, each: 'max', all: 'sum' }), alias: '点火 on duty' },
        ],
        unit: 'none',
        every: EVERY.truck,
        min: 0,
      }),
      trendPanel({
        id: 8,
        title: '提桶次数 Bins lifted',
        says: 'Lifts of all trucks in each interval.',
        width: 8,
        queries: [{ text: moved('truck', 'lift_count'), alias: '提桶 lifts' }],
        unit: 'none',
        every: '30m',
        min: 0,
        drawn: 'bars',
      }),
      trendPanel({
        id: 9,
        title: '行驶里程 Distance driven',
        says: 'What the mileage of all trucks grew by in each interval.',
        width: 8,
        queries: [{ text: moved('truck', 'mileage_km'), alias: '里程 distance' }],
        unit: unitOf('mileage_km'),
        every: '30m',
        min: 0,
        drawn: 'bars',
      }),
    ],
    [
      trendPanel({
        id: 10,
        title: '载重 Load',
        says: 'Sum over all trucks. It falls when they tip.',
        width: 8,
        queries: [{ text: totals(load), alias: '载重 load' }],
        unit: unitOf('load_kg'),
        every: EVERY.truck,
        min: 0,
      }),
      trendPanel({
        id: 11,
        title: '车速 Speed',
        says: 'Highest of all trucks, and the mean of all readings, standing trucks included.',
        width: 8,
        queries: [
          { text: over('truck', 'speed_kmh', (field) => `max(${field})`), alias: '最高 highest' },
          { text: over('truck', 'speed_kmh', (field) => `mean(${field})`), alias: '平均 mean' },
        ],
        unit: unitOf('speed_kmh'),
        every: '1m',
        min: 0,
      }),
      trendPanel({
        id: 12,
        title: '定位误差 Accuracy of the positions',
        says: 'What the receivers say of themselves. Among high buildings it grows; everywhere at once, it is the receivers.',
        width: 8,
        queries: [
          { text: over('truck', 'accuracy_m', (field) => `percentile(${field}, 95)`), alias: '95 %' },
          { text: over('truck', 'accuracy_m', (field) => `median(${field})`), alias: '中位 median' },
        ],
        unit: unitOf('accuracy_m'),
        every: EVERY.truck,
        min: 0,
      }),
    ],
  ],
};
