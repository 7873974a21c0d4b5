import type { SetLevel } from '../alert/levels.js';
import {
  LAYERS,
  type Layer,
  layered,
  type Override,
  type RuleSet,
  type ThresholdRule,
} from '../rule/rule.js';
import type { AssetFacts } from './registry.js';

/** An override that is valid now, and its number in the rule set. */
interface Numbered extends Override {
  readonly number: number;
}

/** Which assets another layer than the rule sets the limits of, at one instant. */
export class Layers {
  /** The next instant, epoch ms, at which an override begins or ends; `undefined` when none will. */
  readonly nextChange: number | undefined;
  /** By rule, then by layer and what it is of. */
  private readonly valid = new Map<string, Map<string, Numbered[]>>();

  constructor({ overrides = [] }: RuleSet, now: number) {
    let next = Number.POSITIVE_INFINITY;
    overrides.forEach((override, number) => {
      const { from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY } = override;
      for (const edge of [from, to]) if (edge > now && edge < next) next = edge;
      if (from <= now && now < to) this.put({ ...override, number });
    });
    this.nextChange = next === Number.POSITIVE_INFINITY ? undefined : next;
  }

  /** The overrides of the rule that the asset comes under, by rising layer. */
  of(rule: ThresholdRule, asset: AssetFacts): readonly Numbered[] {
    const ofRule = this.valid.get(rule.id);
    if (ofRule === undefined) return [];
    return LAYERS.flatMap((layer) =>
      namesOf(asset, layer).flatMap((name) => ofRule.get(`${layer}:${name}`) ?? []),
    );
  }

  private put(override: Numbered): void {
    const ofRule = this.valid.get(override.rule) ?? new Map<string, Numbered[]>();
    const key = `${override.layer}:${override.of}`;
    ofRule.set(key, [...(ofRule.get(key) ?? []), override]);
    this.valid.set(override.rule, ofRule);
  }
}

/** The rule's levels with the overrides laid over them. Two of one layer that set the same level are a tie: neither counts. */
export function layeredLevels(rule: ThresholdRule, overrides: readonly Override[]): readonly SetLevel[] {
  return rule.levels.map((level) => {
    let current: SetLevel = { ...level, layer: 'rule' };
    for (const layer of LAYERS) {
      const [only, ...ties] = overrides.filter(
        (override) =>
          override.layer === layer && override.levels.some(({ severity }) => severity === level.severity),
      );
      const change = only?.levels.find(({ severity }) => severity === level.severity);
      if (only === undefined || change === undefined || ties.length > 0) continue;
      const setBy = change.raise === undefined ? current.layer : `${layer}:${only.of}`;
      current = { ...layered(current, change), layer: setBy };
    }
    return current;
  });
}

/** What the asset is called in a layer: one name, several (it may be in many groups), or none. */
function namesOf({ assetId, gridId, attributes }: AssetFacts, layer: Layer): readonly string[] {
  if (layer === 'asset') return [assetId];
  if (layer === 'grid') return gridId === undefined ? [] : [gridId];
  const key = layer === 'group' ? 'groups' : layer;
  const value: unknown =
    attributes !== undefined && Object.hasOwn(attributes, key) ? attributes[key] : undefined;
  const names: readonly unknown[] = Array.isArray(value) ? value : [value];
  return [...new Set(names.filter((name) => typeof name === 'string'))];
}
