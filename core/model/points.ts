import type { AssetKind } from './vocabulary.js';

/** What a point means: its unit, what it may be, and how fast the world can change it. */
export interface PointSpec {
  /** Unit as it stands on screens; empty for flags and codes. */
  readonly unit: string;
  readonly type: 'number' | 'flag' | 'text';
  /** Values outside `[lo, hi]` are kept and flagged `out-of-range`; the sensor can't mean them. */
  readonly range?: readonly [lo: number, hi: number];
  /** The fastest believable rise or fall, in units per second; faster is a `spike`. Falls of `fill_pct` are emptyings. */
  readonly maxRisePerS?: number;
  /** Asset kinds that report it; empty means any. */
  readonly kinds: readonly AssetKind[];
}

const ANY: readonly AssetKind[] = [];
const number = (
  unit: string,
  range: readonly [number, number],
  kinds: readonly AssetKind[],
  maxRisePerS?: number,
): PointSpec => ({
  unit,
  type: 'number',
  range,
  kinds,
  ...(maxRisePerS === undefined ? {} : { maxRisePerS }),
});
const flag = (kinds: readonly AssetKind[]): PointSpec => ({ unit: '', type: 'flag', kinds });
const text = (kinds: readonly AssetKind[]): PointSpec => ({ unit: '', type: 'text', kinds });

/** Every point that devices may report without declaring it, with unit, range and physical rate limit. */
export const POINTS = {
  fill_pct: number('%', [0, 100], ['bin'], 10),
  distance_mm: number('mm', [0, 10_000], ['bin']),
  weight_kg: number('kg', [0, 5_000], ['bin'], 200),
  temperature_c: number('°C', [-60, 400], ['bin'], 10),
  tilt_deg: number('°', [0, 180], ['bin']),
  lid_open: flag(['bin']),
  level_mm: number('mm', [0, 20_000], ['tank'], 50),
  freeboard_mm: number('mm', [-1_000, 20_000], ['tank']),
  ch4_pct_lel: number('%LEL', [0, 100], ['tank']),
  h2s_ppm: number('ppm', [0, 1_000], ['tank']),
  door_open: flag(['cabinet']),
  supply_ok: flag(['cabinet']),
  voltage_v: number('V', [0, 1_000], ['circuit', 'cabinet']),
  current_a: number('A', [0, 1_000], ['circuit', 'cabinet']),
  power_w: number('W', [-1_000_000, 1_000_000], ['circuit', 'cabinet', 'lamp']),
  energy_kwh: number('kWh', [0, 1e12], ['circuit', 'cabinet']),
  breaker_closed: flag(['circuit']),
  contactor_closed: flag(['circuit']),
  leakage_ma: number('mA', [0, 30_000], ['circuit']),
  lamp_on: flag(['lamp']),
  dim_pct: number('%', [0, 100], ['lamp']),
  lamp_hours_h: number('h', [0, 1_000_000], ['lamp']),
  fault_code: text(['lamp']),
  last_gasp: flag(['lamp']),
  lat: number('°', [-90, 90], ['truck']),
  lon: number('°', [-180, 180], ['truck']),
  speed_kmh: number('km/h', [0, 200], ['truck']),
  heading_deg: number('°', [0, 360], ['truck']),
  hdop: number('', [0, 100], ['truck']),
  accuracy_m: number('m', [0, 10_000], ['truck']),
  ignition_on: flag(['truck']),
  load_kg: number('kg', [0, 60_000], ['truck']),
  lift_count: number('', [0, 1e9], ['truck']),
  mileage_km: number('km', [0, 1e7], ['truck']),
  fuel_pct: number('%', [0, 100], ['truck']),
  battery_v: number('V', [0, 60], ANY),
  battery_pct: number('%', [0, 100], ANY),
  rssi_dbm: number('dBm', [-150, 20], ANY),
} as const satisfies Readonly<Record<string, PointSpec>>;

export type PointName = keyof typeof POINTS;

const SPECS: ReadonlyMap<string, PointSpec> = new Map(Object.entries(POINTS));

/** The specification of a point, or `undefined` when nobody declared it. */
export const pointSpec = (name: string): PointSpec | undefined => SPECS.get(name);

/** True when an asset of this kind may report the point. */
export const pointFits = (spec: PointSpec, kind: AssetKind): boolean =>
  spec.kinds.length === 0 || spec.kinds.includes(kind);
