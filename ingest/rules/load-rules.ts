import { parseRuleSet, type RuleSet } from '../../core/index.js';
import { readYaml, type SourceFault } from '../../runtime/index.js';

export type LoadedRules =
  | { readonly ok: true; readonly rules: RuleSet }
  | { readonly ok: false; readonly faults: readonly SourceFault[] };

/** Reads a rule file. All that is wrong with it is said at once, with file, line and path; nothing is half taken. */
export function loadRules(source: string, file: string): LoadedRules {
  const yaml = readYaml(source, file);
  if (!yaml.ok) return yaml;
  const parsed = parseRuleSet(yaml.value);
  if (parsed.ok) return { ok: true, rules: parsed.ruleSet };
  return { ok: false, faults: parsed.issues.map(({ path, message }) => yaml.faultAt(path, message)) };
}
