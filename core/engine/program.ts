import { type Limits, limitsOf } from '../alert/levels.js';
import type { AssetKind } from '../model/vocabulary.js';
import { watchesAsset, watchesDevice } from '../rule/match.js';
import type { Override, RuleSet, SilentRule, ThresholdRule } from '../rule/rule.js';
import { Layers, layeredLevels } from './layers.js';
import type { AssetFacts } from './registry.js';

export interface CompiledThreshold {
  readonly index: number;
  readonly rule: ThresholdRule;
  /** The rule's own, or those of the layers that the asset comes under. */
  readonly limits: Limits;
  /** Nothing below it, in the mirrored sense of the limits, raises anything. */
  readonly quietBelow: number;
}

export interface CompiledSilent {
  readonly index: number;
  readonly rule: SilentRule;
}

export type Compiled = CompiledThreshold | CompiledSilent;

/** The rules that watch one subject, in the order of their ids; subjects that are watched alike share it. */
export type Program<C extends Compiled> = readonly C[];

/** A rule set made ready for work: rules by index, and the program of any asset or device. */
export class RuleBook {
  /** In the order of their ids, by code unit: no locale decides. */
  readonly all: readonly Compiled[];
  private readonly ofKind = new Map<AssetKind, CompiledThreshold[]>();
  private readonly silent: readonly CompiledSilent[];
  private readonly layers: Layers;
  /** Rules under overrides, by rule and the numbers of the overrides. */
  private readonly variants = new Map<string, CompiledThreshold>();
  private readonly assetPrograms = new Map<string, Program<CompiledThreshold>>();
  private readonly devicePrograms = new Map<AssetKind | undefined, Program<CompiledSilent>>();

  constructor(
    readonly ruleSet: RuleSet,
    readonly version: number,
    now: number,
  ) {
    this.layers = new Layers(ruleSet, now);
    const rules = ruleSet.rules.toSorted((a, b) => (a.id < b.id ? -1 : 1));
    this.all = rules.map((rule, index) =>
      rule.type === 'threshold' ? compiledThreshold(index, rule, []) : { index, rule },
    );
    this.silent = this.all.filter(isSilent);
    for (const compiled of this.all.filter(isThreshold)) {
      const kind = compiled.rule.watch.asset;
      this.ofKind.set(kind, [...(this.ofKind.get(kind) ?? []), compiled]);
    }
  }

  /** The next instant at which time alone changes a limit; `undefined` when it never will. */
  get nextChange(): number | undefined {
    return this.layers.nextChange;
  }

  forAsset(asset: AssetFacts): Program<CompiledThreshold> {
    const keys: string[] = [];
    const program: CompiledThreshold[] = [];
    for (const base of this.ofKind.get(asset.kind) ?? []) {
      if (!watchesAsset(base.rule.watch, asset)) continue;
      const overrides = this.layers.of(base.rule, asset);
      const key = [base.index, ...overrides.map(({ number }) => number)].join('+');
      keys.push(key);
      program.push(overrides.length === 0 ? base : this.variant(key, base, overrides));
    }
    const key = keys.join(' ');
    const shared = this.assetPrograms.get(key);
    if (shared === undefined) this.assetPrograms.set(key, program);
    return shared ?? program;
  }

  private variant(
    key: string,
    { index, rule }: CompiledThreshold,
    overrides: readonly Override[],
  ): CompiledThreshold {
    const known = this.variants.get(key) ?? compiledThreshold(index, rule, overrides);
    this.variants.set(key, known);
    return known;
  }

  /** `mountedOn` is the kind of the device's asset, `undefined` when it has none that is known. */
  forDevice(mountedOn: AssetKind | undefined): Program<CompiledSilent> {
    const shared = this.devicePrograms.get(mountedOn);
    if (shared !== undefined) return shared;
    const program = this.silent.filter(({ rule }) => watchesDevice(rule.watch, mountedOn));
    this.devicePrograms.set(mountedOn, program);
    return program;
  }
}

function compiledThreshold(
  index: number,
  rule: ThresholdRule,
  overrides: readonly Override[],
): CompiledThreshold {
  const limits = limitsOf(rule, layeredLevels(rule, overrides));
  return { index, rule, limits, quietBelow: Math.min(...limits.raise) };
}

export const isThreshold = (compiled: Compiled | undefined): compiled is CompiledThreshold =>
  compiled?.rule.type === 'threshold';
export const isSilent = (compiled: Compiled | undefined): compiled is CompiledSilent =>
  compiled?.rule.type === 'silent';
