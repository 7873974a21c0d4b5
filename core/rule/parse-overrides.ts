import { isId } from '../model/ids.js';
import { SEVERITIES, type Severity } from '../model/vocabulary.js';
import { DAY_MS, parseCivilDay } from '../time/civil.js';
import { instantOf } from '../time/zone-rules.js';
import { parseZone } from './parse-active.js';
import { isBeyond, parseLimit, quantitySpec } from './parse-levels.js';
import { LAYERS, type LevelOverride, layered, type Override, type Rule, type ThresholdRule } from './rule.js';
import { type Spot, show } from './spot.js';

/** One per asset of a big city would be a rule of its own. */
const MOST_OVERRIDES = 10_000;
/** A date without a zone is one of the city's; Streetkeep's cities are in China unless they say so. */
const CITY_ZONE = 'Asia/Shanghai';
const NAME = /^\S.{0,63}$/u;
const KEYS = ['rule', 'from', 'to', 'zone', 'levels', ...LAYERS];

/** Reads the threshold layers; `rules` are the sound rules, `taken` the ids of all of them. */
export function parseOverrides(
  list: Spot,
  rules: readonly Rule[],
  taken: ReadonlySet<string>,
): readonly Override[] {
  if (list.isAbsent) return [];
  const ruleOf = new Map<string, Rule>(rules.map((rule) => [rule.id, rule]));
  const spots = list.items(MOST_OVERRIDES);
  const overrides = spots.map((spot) => parseOverride(spot, ruleOf, taken));
  complainOfTies(spots, overrides);
  return overrides.filter((override) => override !== undefined);
}

function parseOverride(
  spot: Spot,
  ruleOf: ReadonlyMap<string, Rule>,
  taken: ReadonlySet<string>,
): Override | undefined {
  if (!spot.isObject(KEYS)) return undefined;
  const rule = parseTarget(spot.field('rule'), ruleOf, taken);
  const scope = parseScope(spot);
  const validity = parseValidity(spot);
  const levels = parseLevelOverrides(spot.field('levels'), rule);
  if (!rule || !scope || !validity || !levels) return undefined;
  return { rule: rule.id, ...scope, ...validity, levels };
}

function parseTarget(
  spot: Spot,
  ruleOf: ReadonlyMap<string, Rule>,
  taken: ReadonlySet<string>,
): ThresholdRule | undefined {
  const id = typeof spot.value === 'string' ? spot.value : '';
  const rule = ruleOf.get(id);
  if (rule?.type === 'threshold') return rule;
  if (rule !== undefined) return spot.complain(`${id} is a silent rule: it has no levels`);
  return taken.has(id)
    ? undefined
    : spot.complain(`${show(spot.value)} is not the id of a rule of this file`);
}

function parseScope(spot: Spot): Pick<Override, 'layer' | 'of'> | undefined {
  const named = LAYERS.filter((layer) => !spot.field(layer).isAbsent);
  const [layer, ...more] = named;
  if (layer === undefined || more.length > 0)
    return spot.complain(`name exactly one of ${LAYERS.join(', ')}; found ${named.join(', ') || 'none'}`);
  const of = spot.field(layer).text(NAME, `the name of a ${layer}`);
  if (of === undefined) return undefined;
  if (layer === 'asset' && !isId(of))
    return spot.field(layer).complain(`${show(of)} can't be the id of an asset`);
  return { layer, of };
}

function parseValidity(spot: Spot): Pick<Override, 'from' | 'to'> | undefined {
  const zone = spot.field('zone').isAbsent ? CITY_ZONE : parseZone(spot.field('zone'));
  const from = parseDate(spot.field('from'));
  const to = parseDate(spot.field('to'));
  if (zone === undefined || from === undefined || to === undefined) return undefined;
  if (from !== null && to !== null && to < from)
    return spot.field('to').complain('to must not lie before from');
  return {
    ...(from === null ? {} : { from: instantOf(zone, from * DAY_MS) }),
    ...(to === null ? {} : { to: instantOf(zone, (to + 1) * DAY_MS) }),
  };
}

/** `null` when absent, `undefined` after a complaint. */
function parseDate(spot: Spot): number | null | undefined {
  if (spot.isAbsent) return null;
  const day = typeof spot.value === 'string' ? parseCivilDay(spot.value) : undefined;
  return day ?? spot.complain(`expected a date such as "2026-12-01", found ${show(spot.value)}`);
}

function parseLevelOverrides(
  spot: Spot,
  rule: ThresholdRule | undefined,
): readonly LevelOverride[] | undefined {
  if (!spot.isObject(SEVERITIES)) return undefined;
  const named = SEVERITIES.filter((severity) => !spot.field(severity).isAbsent);
  if (named.length === 0) return spot.complain('at least one level is needed');
  const levels = named.map((severity) => parseLevelOverride(spot.field(severity), severity, rule));
  const sound = levels.filter((level) => level !== undefined);
  if (rule === undefined || sound.length < levels.length) return undefined;
  return checkMerged(spot, rule, sound) ? sound : undefined;
}

function parseLevelOverride(
  spot: Spot,
  severity: Severity,
  rule: ThresholdRule | undefined,
): LevelOverride | undefined {
  if (!spot.isObject(['raise', 'clear'])) return undefined;
  if (rule !== undefined && !rule.levels.some((level) => level.severity === severity))
    return spot.complain(`the rule has no level ${severity}`);
  const spec = rule && quantitySpec(rule.point, rule.rate);
  const [raise, clear] = ['raise', 'clear'].map((key) =>
    spot.field(key).isAbsent ? null : parseLimit(spot.field(key), spec),
  );
  if (raise === undefined || clear === undefined) return undefined;
  if (raise === null && clear === null) return spot.complain('raise or clear is needed');
  return {
    severity,
    ...(raise === null ? {} : { raise }),
    ...(clear === null ? {} : { clear }),
  };
}

/** The rule with this override alone must be a sound rule. */
function checkMerged(spot: Spot, rule: ThresholdRule, overrides: readonly LevelOverride[]): boolean {
  const merged = rule.levels.map((level) =>
    layered(level, overrides.find(({ severity }) => severity === level.severity) ?? {}),
  );
  const { direction } = rule;
  let isSound = true;
  merged.forEach((level, k) => {
    const milder = merged[k - 1];
    if (milder !== undefined && !isBeyond(level.raise, milder.raise, direction)) {
      isSound = false;
      spot.complain(
        `raise ${level.raise} of ${level.severity} must lie ${direction} the ${milder.raise} before it`,
      );
    }
    if (!isBeyond(level.raise, level.clear, direction)) {
      isSound = false;
      const side = direction === 'above' ? 'below' : 'above';
      spot.complain(`clear ${level.clear} of ${level.severity} must lie ${side} raise ${level.raise}`);
    }
  });
  return isSound;
}

/** Two that say the same thing of the same assets at the same time: nobody could tell which holds. */
function complainOfTies(spots: readonly Spot[], overrides: readonly (Override | undefined)[]): void {
  const alike = new Map<string, number[]>();
  overrides.forEach((override, index) => {
    if (override === undefined) return;
    const key = `${override.rule} ${override.layer} ${override.of}`;
    const rivals = alike.get(key) ?? [];
    const tied = rivals.find((rival) => areTied(overrides[rival], override));
    if (tied !== undefined)
      spots[index]?.complain(`ties with overrides.${tied}: same ${override.layer}, same level, same time`);
    alike.set(key, [...rivals, index]);
  });
}

function areTied(a: Override | undefined, b: Override): boolean {
  if (a === undefined) return false;
  const overlap =
    (a.from ?? Number.NEGATIVE_INFINITY) < (b.to ?? Number.POSITIVE_INFINITY) &&
    (b.from ?? Number.NEGATIVE_INFINITY) < (a.to ?? Number.POSITIVE_INFINITY);
  return overlap && a.levels.some((level) => b.levels.some(({ severity }) => severity === level.severity));
}
