import type { Rule } from '../../core/index.js';

/** A rule as the API shows it: the words of the rule file, durations in seconds. */
export function showRule(rule: Rule, version: number): object {
  const { id, kind, notify, dispatch } = rule;
  const common = { id, version, kind, notify, dispatch };
  if (rule.type === 'silent') {
    const { watch, intervals, severity } = rule;
    return { ...common, watch, when: { silent: { intervals } }, severity, levels: [] };
  }
  const { watch, point, rate, direction, levels, raiseForMs, clearForMs, maxGapMs, active } = rule;
  const where = watch.where.map(({ attribute, oneOf }) => [attribute, oneOf.length === 1 ? oneOf[0] : oneOf]);
  return {
    ...common,
    watch: { asset: watch.asset, where: Object.fromEntries(where) },
    when: { point, ...(rate === undefined ? {} : { rate: { overS: rate.overMs / 1_000 } }), direction },
    levels,
    active,
    raiseForS: raiseForMs / 1_000,
    clearForS: clearForMs / 1_000,
    maxGapS: maxGapMs === 'auto' ? 'auto' : maxGapMs / 1_000,
  };
}
