import type { AssetId } from '../model/ids.js';
import type { Device } from '../model/registry.js';
import type { RegistryIndex } from '../model/registry-index.js';
import { type AlertKind, rankOf } from '../model/vocabulary.js';
import type { Rule, RuleSet } from '../rule/rule.js';
import type { UnixMs } from '../units/units.js';
import type { RaisedAlert } from './raised.js';
import type { Truth } from './truth.js';

/** What an alert said, and until when it may be late about it. */
export interface Claim {
  readonly raised: RaisedAlert;
  /** A warning level of `overflow` is a forecast, whatever its rule calls it. */
  readonly kind: AlertKind;
  readonly asset: AssetId | undefined;
  readonly from: UnixMs;
  /** Infinity while it is open. */
  readonly to: number;
  /** Engine time at which the claim was made. */
  readonly saidAt: UnixMs;
  /** The rule's hold and two intervals of the device: how long after its end an event may still be told of, ms. */
  readonly graceMs: number;
  readonly notifies: boolean;
}

/** Does the alert tell of the event itself, or only of a part of it that a bigger event explains? */
export type Match = 'tells' | 'explained' | undefined;

export interface Place {
  readonly registry: RegistryIndex;
  readonly rules: RuleSet;
}

/** Kinds whose one incident is the cause of others, on the parts of its asset. */
const CHILDREN: Readonly<Partial<Record<AlertKind, readonly AlertKind[]>>> = {
  'cabinet-outage': ['circuit-outage', 'phase-lost', 'lamp-dark', 'silent'],
  'phase-lost': ['circuit-outage', 'lamp-dark'],
  'circuit-outage': ['lamp-dark'],
  'cable-theft': ['circuit-outage', 'lamp-dark'],
  'contactor-stuck': ['circuit-outage', 'lamp-dark', 'lamp-day-burning'],
  'comms-outage': ['silent'],
};
const LATE_INTERVALS = 2;

/** Matches alerts with what really happened, by the rules of the public contract. */
export class Matcher {
  readonly #place: Place;
  readonly #rules: ReadonlyMap<string, Rule>;
  readonly #devices: ReadonlyMap<AssetId, Device>;

  constructor(place: Place) {
    this.#place = place;
    this.#rules = new Map(place.rules.rules.map((rule) => [rule.id, rule]));
    const devices = new Map<AssetId, Device>();
    for (const device of place.registry.devices) {
      if (device.assetId !== undefined && !devices.has(device.assetId)) devices.set(device.assetId, device);
    }
    this.#devices = devices;
  }

  claimOf(raised: RaisedAlert): Claim {
    const { alert } = raised;
    const rule = this.#rules.get(alert.ruleId);
    const isWarning = alert.kind === 'overflow' && rule !== undefined && isBelowTop(rule, raised);
    const asset = 'asset' in alert.subject ? alert.subject.asset : alert.assetId;
    return {
      raised,
      kind: isWarning ? 'overflow-forecast' : alert.kind,
      asset,
      from: alert.openedAt,
      to: alert.resolvedAt ?? Number.POSITIVE_INFINITY,
      saidAt: alert.kind === 'overflow' ? raised.gravestAt : raised.raisedAt,
      graceMs: holdOf(rule) + LATE_INTERVALS * this.#intervalOf(asset),
      notifies: rule?.notify !== undefined,
    };
  }

  /** An alert on a part of a bigger true event is no false alarm, but it is not the word about that event either. */
  match(claim: Claim, truth: Truth): Match {
    if (claim.asset === undefined || !overlaps(claim, truth)) return undefined;
    if (isSameKind(claim.kind, truth.kind) && claim.asset === truth.assetId) return 'tells';
    if (this.#isParent(claim.kind, claim.asset, truth.kind, truth.assetId)) return 'tells';
    if (this.#isParent(truth.kind, truth.assetId, claim.kind, claim.asset)) return 'explained';
    return undefined;
  }

  #isParent(kind: AlertKind, asset: AssetId, childKind: AlertKind, child: AssetId): boolean {
    if (CHILDREN[kind]?.includes(childKind) !== true) return false;
    return (
      this.#place.registry.isPartOf(child, asset) || (kind === 'comms-outage' && this.#share(asset, child))
    );
  }

  /** Both are heard through the same link. */
  #share(one: AssetId, other: AssetId): boolean {
    const link = this.#deviceOf(one)?.link;
    return link !== undefined && link === this.#deviceOf(other)?.link;
  }

  #intervalOf(asset: AssetId | undefined): number {
    return (this.#deviceOf(asset)?.expectedIntervalS ?? 0) * 1_000;
  }

  /** The device on the asset, or on what it is part of. */
  #deviceOf(asset: AssetId | undefined): Device | undefined {
    let at = asset;
    for (let depth = 0; at !== undefined && depth < 8; depth++) {
      const device = this.#devices.get(at);
      if (device !== undefined) return device;
      at = this.#place.registry.asset(at)?.parentId;
    }
    return undefined;
  }
}

/** An overflow that was warned of and came true is matched by the warning. */
const isSameKind = (claimed: AlertKind, real: AlertKind): boolean =>
  claimed === real || (claimed === 'overflow-forecast' && real === 'overflow');

const overlaps = (claim: Claim, truth: Truth): boolean =>
  claim.from <= truth.to + claim.graceMs && claim.to >= truth.from;

const holdOf = (rule: Rule | undefined): number => (rule?.type === 'threshold' ? rule.raiseForMs : 0);

function isBelowTop(rule: Rule, { gravest }: RaisedAlert): boolean {
  const top = rule.type === 'threshold' ? rule.levels.at(-1)?.severity : undefined;
  return top !== undefined && rankOf(gravest) < rankOf(top);
}
