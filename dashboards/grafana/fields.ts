import { type AssetKind, measurementOf, type PointName, pointFits, pointSpec } from '../../core/index.js';

/** What the store writes with each report beside its points. */
export type OriginField = 'received_at' | 'log_pos';

/** A name as InfluxQL writes it. */
export const quoted = (name: string): string => `"${name}"`;

/** The measurement of a kind, quoted. */
export const measurement = (kind: AssetKind): string => quoted(measurementOf(kind));

/** A field of a kind's measurement, quoted. Throws a `RangeError` for a point that this kind does not report. */
export function fieldOf(kind: AssetKind, name: PointName | OriginField): string {
  if (name === 'received_at' || name === 'log_pos') return quoted(name);
  const spec = pointSpec(name);
  if (spec === undefined || !pointFits(spec, kind)) throw new RangeError(`a ${kind} has no point ${name}`);
  return quoted(name);
}

/** Grafana's names of our units. */
const GRAFANA_UNITS: ReadonlyMap<string, string> = new Map([
  ['', 'none'],
  ['%', 'percent'],
  ['%LEL', 'suffix: %LEL'],
  ['mm', 'lengthmm'],
  ['m', 'lengthm'],
  ['km', 'lengthkm'],
  ['kg', 'masskg'],
  ['°C', 'celsius'],
  ['°', 'degree'],
  ['ppm', 'ppm'],
  ['V', 'volt'],
  ['A', 'amp'],
  ['mA', 'mamp'],
  ['W', 'watt'],
  ['kWh', 'kwatth'],
  ['h', 'h'],
  ['km/h', 'velocitykmh'],
  ['dBm', 'dBm'],
]);

/** The unit of a point in Grafana's words. Throws a `RangeError` when the table above lacks it. */
export function unitOf(point: PointName): string {
  const unit = pointSpec(point)?.unit ?? '';
  const known = GRAFANA_UNITS.get(unit);
  if (known === undefined) throw new RangeError(`Grafana has no unit for ${unit} of ${point}`);
  return known;
}
