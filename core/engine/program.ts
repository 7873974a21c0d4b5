import { type Limits, limitsOf } from '../alert/levels.js';
import type { Asset } from '../model/registry.js';
import type { AssetKind } from '../model/vocabulary.js';
import { watchesAsset, watchesDevice } from '../rule/match.js';
import type { RuleSet, SilentRule, ThresholdRule } from '../rule/rule.js';

export interface CompiledThreshold {
  readonly index: number;
  readonly rule: ThresholdRule;
  readonly limits: Limits;
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
  private readonly assetPrograms = new Map<string, Program<CompiledThreshold>>();
  private readonly devicePrograms = new Map<AssetKind | undefined, Program<CompiledSilent>>();

  constructor(
    readonly ruleSet: RuleSet,
    readonly version: number,
  ) {
    const rules = ruleSet.rules.toSorted((a, b) => (a.id < b.id ? -1 : 1));
    this.all = rules.map((rule, index) =>
      rule.type === 'threshold' ? { index, rule, limits: limitsOf(rule) } : { index, rule },
    );
    this.silent = this.all.filter(isSilent);
    for (const compiled of this.all.filter(isThreshold)) {
      const kind = compiled.rule.watch.asset;
      this.ofKind.set(kind, [...(this.ofKind.get(kind) ?? []), compiled]);
    }
  }

  forAsset(asset: Pick<Asset, 'kind' | 'attributes'>): Program<CompiledThreshold> {
    const candidates = this.ofKind.get(asset.kind) ?? [];
    const program = candidates.filter(({ rule }) => watchesAsset(rule.watch, asset));
    const key = program.map(({ index }) => index).join(' ');
    const shared = this.assetPrograms.get(key);
    if (shared === undefined) this.assetPrograms.set(key, program);
    return shared ?? program;
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

export const isThreshold = (compiled: Compiled | undefined): compiled is CompiledThreshold =>
  compiled?.rule.type === 'threshold';
export const isSilent = (compiled: Compiled | undefined): compiled is CompiledSilent =>
  compiled?.rule.type === 'silent';
