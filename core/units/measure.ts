interface Unit {
  readonly quantity: string;
  /** base = value * factor + offset, the base being the unit in which points are kept. */
  readonly factor: number;
  readonly offset?: number;
}

const quantity = (name: string, units: Readonly<Record<string, number>>): [string, Unit][] =>
  Object.entries(units).map(([unit, factor]) => [unit, { quantity: name, factor }]);

/** Every spelling that devices and platforms are known to use. */
const UNITS: ReadonlyMap<string, Unit> = new Map([
  ...quantity('length', { mm: 1, cm: 10, dm: 100, m: 1_000, km: 1e6, in: 25.4, inch: 25.4, ft: 304.8 }),
  ...quantity('mass', { kg: 1, g: 0.001, t: 1_000 }),
  ...quantity('voltage', { V: 1, volt: 1, mV: 0.001 }),
  ...quantity('current', { A: 1, mA: 0.001 }),
  ...quantity('power', { W: 1, mW: 0.001, kW: 1_000 }),
  ...quantity('energy', { kWh: 1, Wh: 0.001, Wmin: 1 / 60_000, J: 1 / 3.6e6 }),
  ...quantity('speed', { 'km/h': 1, kmh: 1, 'm/s': 3.6, mph: 1.609344, kn: 1.852, knots: 1.852 }),
  ...quantity('time', { h: 1, hour: 1, hours: 1, min: 1 / 60, minutes: 1 / 60, s: 1 / 3_600 }),
  ...quantity('share', { '%': 1, percent: 1 }),
  ...quantity('angle', { '°': 1, deg: 1, degrees: 1 }),
  ...quantity('signal', { dBm: 1 }),
  ...quantity('gas', { ppm: 1 }),
  ...quantity('explosive gas', { '%LEL': 1 }),
  ...quantity('temperature', { '°C': 1, '℃': 1, C: 1, degC: 1 }),
  ...['°F', '℉', 'F'].map((name): [string, Unit] => [
    name,
    { quantity: 'temperature', factor: 5 / 9, offset: -160 / 9 },
  ]),
  ['K', { quantity: 'temperature', factor: 1, offset: -273.15 }],
]);

/** A value in another unit of the same quantity; `undefined` when one of them is unknown or they measure other things. */
export function convert(value: number, from: string, to: string): number | undefined {
  if (from === to) return value;
  const [given, wanted] = [UNITS.get(from), UNITS.get(to)];
  if (given === undefined || wanted?.quantity !== given.quantity) return undefined;
  const converted = (value * given.factor + (given.offset ?? 0) - (wanted.offset ?? 0)) / wanted.factor;
  // What a decimal scale adds in the last bits would show: 13060 mV is 13.06 V.
  return Number(converted.toPrecision(12));
}

export interface Measure {
  readonly value: number;
  /** As it stood behind the number; absent when nothing did. */
  readonly unit: string | undefined;
}

const MEASURE = /^\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?)\s*([^\d\s.+-][^\d\s]*)?\s*$/;
const MAX_LENGTH = 64;

/** Reads `2000 mm`, `25 ℃`, `-0.5`; `undefined` for a text that is no number. */
export function parseMeasure(text: string): Measure | undefined {
  const match = text.length <= MAX_LENGTH ? MEASURE.exec(text) : null;
  const value = Number(match?.[1] ?? Number.NaN);
  return Number.isFinite(value) ? { value, unit: match?.[2] } : undefined;
}
