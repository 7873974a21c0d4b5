import { type AssetId, assetId, isId } from '../model/ids.js';
import { type PointName, pointFits, pointSpec } from '../model/points.js';
import type { Asset } from '../model/registry.js';
import { convert, parseMeasure } from '../units/measure.js';
import { fillAt, freeboardAt, levelAt, parseContainer } from '../waste/container.js';
import type { Rejection } from './report.js';

/** How one value of a device's own words becomes a point. */
export interface PointRule {
  /** Key of the value; levels of nested objects are separated by dots. */
  readonly from: string;
  readonly point: PointName;
  /** Asset that the point belongs to, `{assetId}` being where the device is mounted; default `{assetId}`. */
  readonly asset?: string;
  /** Unit of a bare number; a text that names its own unit wins. Absent: the unit of the point. */
  readonly unit?: string;
  readonly scale?: number;
  readonly offset?: number;
  /** What words (and numbers) stand for, by their spelling: `{"ON": true}`. */
  readonly values?: Readonly<Record<string, number | boolean | string>>;
  /** What the device says when it has nothing to say: `No Sensor`, 65535. */
  readonly absent?: readonly (number | string)[];
}

/** A kind of device: which codec reads its bytes, and what its words mean. */
export interface Profile {
  readonly name: string;
  readonly title: string;
  readonly codec?: string;
  readonly points: readonly PointRule[];
  /** A message that has one of these keys (or, with `any`, whatever it has) and no mapped one holds no readings, and that is well. */
  readonly without_readings?: 'any' | readonly string[];
}

export interface Mapped {
  /** Reports as a native device would send them, less their clock; one for each asset. */
  readonly items: readonly Readonly<Record<string, unknown>>[];
  readonly rejections: readonly Rejection[];
}

type Words = Readonly<Record<string, unknown>>;
type Item = Record<string, number | boolean | string>;

export interface Place {
  /** Where the device is mounted. */
  readonly mounted: Asset;
  /** Looks a part of it up. */
  find(asset: AssetId): Asset | undefined;
}

/** Turns a device's own words into points with units. */
export function mapPoints(words: Words, profile: Profile, at: Place): Mapped {
  const items = new Map<string, Item>();
  const rejections: Rejection[] = [];
  let seen = false;
  for (const rule of profile.points) {
    const word = wordAt(words, rule.from);
    if (word === undefined || word === null) continue;
    seen = true;
    const asset = assetOf(rule, at);
    // A controller has more lines than are in use: what is not registered is not read.
    if (asset === undefined) continue;
    const read = readWord(rule, word);
    if ('reason' in read) {
      rejections.push({ reason: `${rule.from}: ${read.reason}`, readings: 1 });
      continue;
    }
    const { points, fault } = meaning(asset, rule.point, read.value);
    items.set(asset.assetId, { asset: asset.assetId, ...items.get(asset.assetId), ...points });
    if (fault !== undefined) rejections.push({ reason: fault, readings: 1 });
  }
  if (!seen && !isQuiet(words, profile)) {
    rejections.push({ reason: `nothing that the profile ${profile.name} knows`, readings: 1 });
  }
  return { items: [...items.values()].filter((item) => Object.keys(item).length > 1), rejections };
}

const isQuiet = (words: Words, { without_readings: quiet = [] }: Profile): boolean =>
  quiet === 'any' || quiet.some((key) => wordAt(words, key) !== undefined);

/** Own properties only: the words come from strangers. */
function wordAt(words: unknown, path: string): unknown {
  if (typeof words !== 'object' || words === null) return undefined;
  // Names of Sparkplug metrics hold dots and slashes of their own.
  if (Object.hasOwn(words, path)) return Reflect.get(words, path);
  const dot = path.indexOf('.');
  if (dot < 0 || !Object.hasOwn(words, path.slice(0, dot))) return undefined;
  return wordAt(Reflect.get(words, path.slice(0, dot)), path.slice(dot + 1));
}

function assetOf(rule: PointRule, { mounted, find }: Place): Asset | undefined {
  if (rule.asset === undefined) return mounted;
  const name = rule.asset.replace('{assetId}', mounted.assetId);
  return isId(name) ? find(assetId(name)) : undefined;
}

type Read = { readonly value: number | boolean | string } | { readonly reason: string };

function readWord(rule: PointRule, word: unknown): Read {
  if (typeof word !== 'number' && typeof word !== 'string' && typeof word !== 'boolean') {
    return { reason: 'neither a number, a text nor a flag' };
  }
  const spelling = String(word).trim();
  if (rule.absent?.some((one) => String(one) === spelling) === true) {
    return { reason: `the device says ${JSON.stringify(word)}` };
  }
  if (rule.values !== undefined && Object.hasOwn(rule.values, spelling)) {
    const meant = rule.values[spelling];
    if (meant !== undefined) return { value: meant };
  }
  const spec = pointSpec(rule.point);
  if (typeof word === 'boolean' || spec?.type !== 'number') return { value: word };
  const measure = typeof word === 'number' ? { value: word, unit: undefined } : parseMeasure(word);
  if (measure === undefined) return { reason: `${JSON.stringify(spelling.slice(0, 64))} is no measure` };
  const unit = measure.unit ?? rule.unit ?? spec.unit;
  const converted = convert(measure.value * (rule.scale ?? 1) + (rule.offset ?? 0), unit, spec.unit);
  return converted === undefined ? { reason: `${unit} is no unit of ${rule.point}` } : { value: converted };
}

/**
 * A profile serves assets of several kinds: a point that this kind does not have is left out. A distance becomes what
 * the kind is judged by, where its container is known: the fill of a bin, the level of a tank.
 */
function meaning(asset: Asset, point: PointName, value: Item[string]): { points: Item; fault?: string } {
  const fitting = (points: Item): Item =>
    Object.fromEntries(
      Object.entries(points).filter(([name]) => {
        const spec = pointSpec(name);
        return spec !== undefined && pointFits(spec, asset.kind);
      }),
    );
  if (point !== 'distance_mm' || typeof value !== 'number') return { points: fitting({ [point]: value }) };
  const given = asset.attributes?.container;
  // A sensor at the rim of a tank: what it measures is the room that is left.
  if (given === undefined) return { points: fitting({ distance_mm: value, freeboard_mm: value }) };
  const container = parseContainer(given);
  if (!container.ok) return { points: fitting({ distance_mm: value }), fault: container.error };
  return {
    points: fitting({
      distance_mm: value,
      fill_pct: fillAt(container.value, value),
      level_mm: levelAt(container.value, value),
      freeboard_mm: freeboardAt(container.value, value),
    }),
  };
}
