import { parseOverrides } from './parse-overrides.js';
import { parseRule } from './parse-rule.js';
import type { Rule, RuleSet } from './rule.js';
import { type Issue, Spot } from './spot.js';

export type RuleSetResult =
  | { readonly ok: true; readonly ruleSet: RuleSet }
  | { readonly ok: false; readonly issues: readonly Issue[] };

/** A city has dozens; the engine counts rules in 16 bits. */
const MOST_RULES = 1_000;

/**
 * Checks a rule file, already read from YAML or JSON, and normalises it. All or nothing: either every rule is sound,
 * or every issue is listed. Never throws, whatever the document holds.
 */
export function parseRuleSet(document: unknown): RuleSetResult {
  const issues: Issue[] = [];
  const root = new Spot(document, [], issues);
  if (!root.isObject(['rules', 'overrides'])) return { ok: false, issues };
  const taken = new Set<string>();
  const rules = parseRules(root.field('rules'), taken);
  const overrides = parseOverrides(root.field('overrides'), rules, taken);
  if (issues.length > 0) return { ok: false, issues };
  return { ok: true, ruleSet: { rules, ...(overrides.length === 0 ? {} : { overrides }) } };
}

function parseRules(list: Spot, taken: Set<string>): readonly Rule[] {
  const rules: Rule[] = [];
  for (const spot of list.items(MOST_RULES)) {
    const rule = parseRule(spot);
    const id = spot.field('id').value;
    if (typeof id === 'string') {
      if (taken.has(id)) spot.field('id').complain(`the id "${id}" is taken by an earlier rule`);
      taken.add(id);
    }
    if (rule !== undefined) rules.push(rule);
  }
  return rules;
}
