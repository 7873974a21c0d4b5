import {
  type AssetKind,
  assetId,
  deviceId,
  type Issue,
  pointFits,
  pointSpec,
  type Result,
  Spot,
  show,
  type UnixMs,
} from '../../core/index.js';
import { chance, hash } from '../plant/random.js';
import type { Fault, FaultKind } from './fault.js';
import { FAULT_SPECS, type FaultSpec, type FieldSpec } from './fault-specs.js';
import { type Ground, Targets } from './select.js';
import { type Origin, parseSigned, parseSpan } from './when.js';

const KINDS = Object.keys(FAULT_SPECS) as readonly FaultKind[];
const TIMES = ['at', 'for', 'until'] as const;
const MOST_ENTRIES = 1_000;
const MOST_TARGETS = 100_000;

/**
 * Reads the `faults` of a scenario. An entry that strikes several becomes a fault for each of them.
 * @param start what `+2h` and `day 1` are counted from
 * @param path where `value` stands in its document
 */
export function parseFaults(
  value: unknown,
  city: Ground & { readonly utcOffset: number },
  start: UnixMs,
  path: Issue['path'] = [],
): Result<readonly Fault[], readonly Issue[]> {
  const issues: Issue[] = [];
  const targets = new Targets(city);
  const origin = { start, utcOffset: city.utcOffset };
  const faults = new Spot(value, path, issues)
    .items(MOST_ENTRIES)
    .flatMap((entry, index) =>
      parseEntry(entry, { targets, origin, key: hash(city.seed, `fault ${index}`) }),
    );
  return issues.length === 0 ? { ok: true, value: faults } : { ok: false, error: issues };
}

interface Context {
  readonly targets: Targets;
  readonly origin: Origin;
  readonly key: number;
}

function parseEntry(entry: Spot, context: Context): Fault[] {
  const kind = entry.field('kind').word(KINDS, 'a kind of fault');
  if (kind === undefined) return [];
  const spec = FAULT_SPECS[kind];
  const fields = Object.keys(spec.fields);
  const selectors = typeof spec.target === 'object' ? ['asset'] : [spec.target, 'asset'];
  if (!entry.isObject(['kind', ...selectors, 'pick', ...TIMES, ...fields])) return [];
  const span = parseSpan(entry, context.origin);
  const struck = targetsOf(entry, spec, context);
  const own = Object.fromEntries(
    Object.entries(spec.fields).map(([key, field]) => [
      field.type === 'duration' ? `${key}Ms` : key,
      parseField(entry.field(key), field, { context, struck: struck.kinds }),
    ]),
  );
  if (span === undefined) return [];
  // Every key of the kind's own was read by its specification; an incomplete fault has left an issue behind.
  return struck.names.map((target) => ({ kind, ...span, ...target, ...own }) as unknown as Fault);
}

interface Struck {
  readonly names: readonly object[];
  readonly kinds: readonly AssetKind[];
}

function targetsOf(entry: Spot, spec: FaultSpec, { targets, key }: Context): Struck {
  const isPicked = !entry.field('pick').isAbsent;
  const named = typeof spec.target === 'object' ? 'asset' : spec.target;
  const wanted = [named, 'asset'].find((selector) => !entry.field(selector).isAbsent);
  if (isPicked === (wanted !== undefined)) {
    entry.complain(`expected either ${named} or pick`);
    return { names: [], kinds: [] };
  }
  const spots = isPicked
    ? targets
        .pick(entry.field('pick'), (index) => chance(key, index))
        .map((name) => new Spot(name, entry.field('pick').path, []))
    : entry.field(wanted ?? named).items(MOST_TARGETS, true);
  const kinds = new Set<AssetKind>();
  const names = spots.flatMap((spot) => {
    // What was picked and does not fit is complained about at the pick.
    const at = isPicked ? entry.field('pick') : spot;
    return resolve(String(spot.value), { spec, targets, at, byAsset: isPicked || wanted === 'asset', kinds });
  });
  return { names, kinds: [...kinds] };
}

interface Resolving {
  readonly spec: FaultSpec;
  readonly targets: Targets;
  readonly at: Spot;
  readonly byAsset: boolean;
  /** Collects the kinds of the assets that are struck. */
  readonly kinds: Set<AssetKind>;
}

function resolve(name: string, { spec, targets, at, byAsset, kinds }: Resolving): object[] {
  const { target } = spec;
  if (target === 'link' || target === 'grid') {
    const known = target === 'link' ? targets.links : targets.grids;
    if (known.has(name)) return [{ [target]: name }];
    at.complain(`there is no ${target} ${show(name)}`);
    return [];
  }
  if (target === 'device' && !byAsset) {
    if (targets.devices.has(name)) return [{ device: deviceId(name) }];
    at.complain(`there is no device ${show(name)}`);
    return [];
  }
  const asset = targets.assets.get(name);
  if (asset === undefined) {
    at.complain(`there is no asset ${show(name)}`);
    return [];
  }
  kinds.add(asset.kind);
  if (target === 'device') {
    const device = targets.deviceOf(asset.assetId);
    if (device !== undefined) return [{ device: device.deviceId }];
    at.complain(`no device is mounted on ${show(name)}`);
    return [];
  }
  if (target.asset.includes(asset.kind)) return [{ asset: assetId(name) }];
  at.complain(`${show(name)} is a ${asset.kind}; expected ${target.asset.join(', ')}`);
  return [];
}

interface FieldContext {
  readonly context: Context;
  readonly struck: readonly AssetKind[];
}

function parseField(spot: Spot, spec: FieldSpec, { context, struck }: FieldContext): unknown {
  if (spot.isAbsent) {
    if ('default' in spec && spec.default !== undefined) return spec.default;
    return spot.complain(`expected a ${spec.type}, found nothing`);
  }
  switch (spec.type) {
    case 'number':
      return parseNumber(spot, spec);
    case 'duration': {
      const parsed = typeof spot.value === 'string' ? parseSigned(spot.value) : undefined;
      if (parsed !== undefined && (spec.signed === true || parsed > 0)) return parsed;
      return spot.complain(`expected a duration such as 90s or 1h30m, found ${show(spot.value)}`);
    }
    case 'flag':
      return typeof spot.value === 'boolean'
        ? spot.value
        : spot.complain(`expected true or false, found ${show(spot.value)}`);
    case 'word':
      return spot.word(spec.words, 'allowed here');
    case 'point':
      return parsePoint(spot, struck);
    case 'asset':
      return context.targets.assets.get(String(spot.value))?.kind === spec.of
        ? spot.value
        : spot.complain(`expected a ${spec.of}, found ${show(spot.value)}`);
  }
}

function parseNumber(spot: Spot, { lo, hi, whole }: Extract<FieldSpec, { type: 'number' }>): unknown {
  if (whole === true) return spot.integer(lo, hi);
  const { value } = spot;
  if (typeof value === 'number' && value >= lo && value <= hi) return value;
  return spot.complain(`expected a number from ${lo} to ${hi}, found ${show(value)}`);
}

function parsePoint(spot: Spot, struck: readonly AssetKind[]): unknown {
  const spec = pointSpec(String(spot.value));
  if (spec?.type !== 'number') return spot.complain(`${show(spot.value)} is not a point with a number`);
  const misfit = struck.find((kind) => !pointFits(spec, kind));
  return misfit === undefined ? spot.value : spot.complain(`a ${misfit} does not report ${show(spot.value)}`);
}
