import { POINTS, type PointName, type PointSpec } from '../model/points.js';
import { rankOf, SEVERITIES } from '../model/vocabulary.js';
import type { Level, ThresholdRule } from './rule.js';
import { type Spot, show } from './spot.js';

/** What the judged quantity can be: the point itself, or its whole range up or down for a rate. */
export function quantitySpec(point: PointName, rate: ThresholdRule['rate']): PointSpec {
  const spec: PointSpec = POINTS[point];
  if (rate === undefined || spec.range === undefined) return spec;
  const span = spec.range[1] - spec.range[0];
  return { ...spec, range: [-span, span] };
}

type Direction = ThresholdRule['direction'];

/** Reads the ordered levels; without a `spec` (the point is unknown, which was said) units and range go unchecked. */
export function parseLevels(
  list: Spot,
  spec: PointSpec | undefined,
  direction: Direction,
): readonly Level[] | undefined {
  const spots = list.items(SEVERITIES.length);
  if (Array.isArray(list.value) && list.value.length === 0)
    return list.complain('at least one level is needed');
  const levels = spots.map((spot) => parseLevel(spot, spec, direction));
  spots.forEach((spot, index) => {
    checkOrder(spot, levels[index - 1], levels[index], direction);
  });
  const sound = levels.filter((level) => level !== undefined);
  return sound.length > 0 && sound.length === levels.length ? sound : undefined;
}

function parseLevel(spot: Spot, spec: PointSpec | undefined, direction: Direction): Level | undefined {
  if (!spot.isObject(['severity', 'raise', 'clear'])) return undefined;
  const severity = spot.field('severity').word(SEVERITIES, 'a severity');
  const raise = parseLimit(spot.field('raise'), spec);
  const clear = parseLimit(spot.field('clear'), spec);
  if (raise !== undefined && clear !== undefined && !isBeyond(raise, clear, direction)) {
    const side = direction === 'above' ? 'below' : 'above';
    spot.field('clear').complain(`clear ${clear} must lie ${side} raise ${raise}`);
  }
  return severity === undefined || raise === undefined || clear === undefined
    ? undefined
    : { severity, raise, clear };
}

function checkOrder(
  spot: Spot,
  milder: Level | undefined,
  level: Level | undefined,
  direction: Direction,
): void {
  if (milder === undefined || level === undefined) return;
  if (rankOf(level.severity) <= rankOf(milder.severity)) {
    spot.field('severity').complain(`${level.severity} must be graver than ${milder.severity} before it`);
  }
  if (!isBeyond(level.raise, milder.raise, direction)) {
    spot.field('raise').complain(`raise ${level.raise} must lie ${direction} the ${milder.raise} before it`);
  }
}

export const isBeyond = (value: number, limit: number, direction: Direction): boolean =>
  direction === 'above' ? value > limit : value < limit;

/** A number, or a number with the point's own unit (`70 °C`); within the range that the point can mean. */
export function parseLimit(spot: Spot, spec: PointSpec | undefined): number | undefined {
  const value = typeof spot.value === 'string' ? parseQuantity(spot, spec) : spot.value;
  if (value === undefined && !spot.isAbsent) return undefined;
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    return spot.complain(`expected a number, found ${show(value)}`);
  }
  if (spec?.type === 'flag' && value !== 0 && value !== 1) {
    return spot.complain(`a flag is 0 or 1, found ${value}`);
  }
  const [lo, hi] = spec?.range ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  if (value < lo || value > hi)
    return spot.complain(`${value} lies outside ${lo} to ${hi}, which is all it can be`);
  return value;
}

function parseQuantity(spot: Spot, spec: PointSpec | undefined): number | undefined {
  const text = String(spot.value).slice(0, 64);
  const [, digits, unit] = /^(-?\d+(?:\.\d+)?) ?(\S+)$/u.exec(text) ?? [];
  if (digits === undefined || unit === undefined) {
    return spot.complain(`expected a number, found ${show(spot.value)}`);
  }
  if (spec !== undefined && unit !== spec.unit) {
    return spot.complain(
      `the unit ${show(unit)} is not the point's${spec.unit === '' ? '' : ` (${spec.unit})`}`,
    );
  }
  return Number(digits);
}
