import { ASSET_KINDS } from '../model/vocabulary.js';
import type { AssetWatch, AttributeValue, Condition, DeviceWatch } from './rule.js';
import { type Spot, show } from './spot.js';

const MOST_VALUES = 1_000;

export function parseAssetWatch(spot: Spot): AssetWatch | undefined {
  if (!spot.isObject(['asset', 'where'])) return undefined;
  const asset = spot.field('asset').word(ASSET_KINDS, 'an asset kind');
  const where = parseWhere(spot.field('where'));
  return asset === undefined || where === undefined ? undefined : { asset, where };
}

function parseWhere(spot: Spot): readonly Condition[] | undefined {
  if (spot.isAbsent) return [];
  const { value } = spot;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return spot.complain(`expected attributes with a value or a list each, found ${show(value)}`);
  }
  return Object.keys(value).map((attribute) => ({ attribute, oneOf: parseValues(spot.field(attribute)) }));
}

function parseValues(spot: Spot): readonly AttributeValue[] {
  const values: AttributeValue[] = [];
  for (const { value } of spot.items(MOST_VALUES, true)) {
    if (isAttributeValue(value)) values.push(value);
    else spot.complain(`expected a text, a number or true/false, found ${show(value)}`);
  }
  if (Array.isArray(spot.value) && spot.value.length === 0) spot.complain('an empty list matches nothing');
  return values;
}

const isAttributeValue = (value: unknown): value is AttributeValue =>
  typeof value === 'string' ||
  typeof value === 'boolean' ||
  (typeof value === 'number' && Number.isFinite(value));

export function parseDeviceWatch(spot: Spot): DeviceWatch | undefined {
  if (!spot.isObject(['device', 'where'])) return undefined;
  if (spot.field('device').value !== '*') {
    spot
      .field('device')
      .complain(`a silent rule watches device "*", found ${show(spot.field('device').value)}`);
  }
  const where = spot.field('where');
  if (where.isAbsent) return { device: '*' };
  if (!where.isObject(['asset'])) return undefined;
  const kinds = where.field('asset').items(ASSET_KINDS.length, true);
  const on = kinds
    .map((kind) => kind.word(ASSET_KINDS, 'an asset kind'))
    .filter((kind) => kind !== undefined);
  if (on.length === 0) return where.field('asset').complain('name at least one asset kind');
  return { device: '*', on };
}
