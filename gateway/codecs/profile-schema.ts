import Type from 'typebox';
import { POINTS, type PointName } from '../../core/index.js';

const POINT_NAMES = Object.keys(POINTS).filter((name): name is PointName => name in POINTS);
const strict = { additionalProperties: false };
const Key = Type.String({ minLength: 1, maxLength: 200 });

const PointRuleSchema = Type.Object(
  {
    from: Type.String({
      minLength: 1,
      maxLength: 200,
      description: 'Key in what the codec or the platform gives; levels are separated by dots.',
    }),
    point: Type.Enum(POINT_NAMES, { description: 'Name of the point it is.' }),
    asset: Type.Optional(
      Type.String({
        pattern: '^\\{assetId\\}[A-Za-z0-9._:-]*$',
        description:
          'Asset it belongs to, from the id of the one the device is mounted on; default {assetId}.',
      }),
    ),
    unit: Type.Optional(
      Type.String({
        description:
          'Unit of a bare number; a text with a unit of its own wins. Default: the unit of the point.',
      }),
    ),
    scale: Type.Optional(
      Type.Number({ description: 'value = number * scale + offset, in `unit`; default 1.' }),
    ),
    offset: Type.Optional(Type.Number({ description: 'Default 0.' })),
    values: Type.Optional(
      Type.Record(
        Type.String(),
        Type.Union([Type.Number(), Type.Boolean(), Type.String({ maxLength: 64 })]),
        {
          description: 'What words stand for, e.g. {"ON": true}.',
        },
      ),
    ),
    absent: Type.Optional(
      Type.Array(Type.Union([Type.Number(), Type.String()]), {
        description: 'What the device says when it has no value: quarantined, so that it is seen.',
      }),
    ),
  },
  strict,
);

export const ProfileSchema = Type.Object(
  {
    name: Type.String({ pattern: '^[a-z0-9][a-z0-9.-]*$', description: 'What a device names in `profile`.' }),
    title: Type.String(),
    codec: Type.Optional(
      Type.String({ description: 'Codec that reads its bytes; a device may name another.' }),
    ),
    points: Type.Array(PointRuleSchema, { minItems: 1 }),
    without_readings: Type.Optional(
      Type.Union([Type.Literal('any'), Type.Array(Key, { minItems: 1 })], {
        description:
          'Keys of messages that hold no readings (settings, versions); any: no message must hold one.',
      }),
    ),
  },
  { ...strict, title: 'Streetkeep device profile' },
);

/** The published JSON Schema of profiles, as `gateway/profiles/profile.schema.json` holds it. */
export const profileSchemaText = (): string =>
  `${JSON.stringify({ $schema: 'http://json-schema.org/draft-07/schema#', ...ProfileSchema }, undefined, 2)}\n`;
