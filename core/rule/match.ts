import type { Asset } from '../model/registry.js';
import type { AssetKind } from '../model/vocabulary.js';
import type { AssetWatch, AttributeValue, Condition, DeviceWatch } from './rule.js';

type Watchable = Pick<Asset, 'kind' | 'attributes'>;

/** True when the rule's watch covers the asset. */
export const watchesAsset = (watch: AssetWatch, asset: Watchable): boolean =>
  watch.asset === asset.kind && watch.where.every((condition) => meets(condition, asset.attributes));

/** True when the rule's watch covers a device mounted on `kind`; `undefined` is a device in no known place. */
export const watchesDevice = (watch: DeviceWatch, kind: AssetKind | undefined): boolean =>
  watch.on === undefined || (kind !== undefined && watch.on.includes(kind));

function meets({ attribute, oneOf }: Condition, attributes: Asset['attributes']): boolean {
  if (attributes === undefined || !Object.hasOwn(attributes, attribute)) return false;
  const value: unknown = attributes[attribute];
  const has = (wanted: AttributeValue): boolean =>
    Array.isArray(value) ? value.includes(wanted) : value === wanted;
  return oneOf.some(has);
}
