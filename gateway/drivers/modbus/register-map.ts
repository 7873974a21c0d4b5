import Type, { type Static } from 'typebox';
import { POINTS, type PointName } from '../../../core/index.js';

export const TABLES = ['holding', 'input', 'coil', 'discrete'] as const;
export type Table = (typeof TABLES)[number];

export const REGISTER_TYPES = [
  'u16',
  'i16',
  'u32',
  'i32',
  'u64',
  'i64',
  'f32',
  'f64',
  'bit',
  'string',
] as const;
export type RegisterType = (typeof REGISTER_TYPES)[number];

/** Byte orders as in vendors' manuals: ABCD big-endian, CDAB words swapped, BADC bytes swapped, DCBA both. */
export const BYTE_ORDERS = ['ABCD', 'CDAB', 'BADC', 'DCBA'] as const;
export type ByteOrder = (typeof BYTE_ORDERS)[number];

const POINT_NAMES = Object.keys(POINTS).filter((name): name is PointName => name in POINTS);
const strict = { additionalProperties: false };
const address = (description: string) => Type.Integer({ minimum: 0, maximum: 65_535, description });

const RepeatSchema = Type.Object(
  {
    from: Type.Integer({
      minimum: 0,
      maximum: 9_999,
      description: 'First number, as it stands in asset ids.',
    }),
    to: Type.Integer({ minimum: 0, maximum: 9_999, description: 'Last number, inclusive.' }),
    stride: Type.Integer({ minimum: 1, maximum: 65_535, description: 'Addresses from one to the next.' }),
  },
  strict,
);

const ReportSchema = Type.Object(
  {
    change: Type.Number({
      exclusiveMinimum: 0,
      description: 'Report when it moved this far, in its unit; 1 for a flag.',
    }),
    at_least_s: Type.Optional(
      Type.Number({ minimum: 1, description: 'Report this often even when unchanged, seconds.' }),
    ),
  },
  strict,
);

export const RegisterSchema = Type.Object(
  {
    point: Type.Enum(POINT_NAMES, { description: 'Name of the point the register holds.' }),
    asset: Type.Optional(
      Type.String({
        pattern: '^\\{assetId\\}([A-Za-z0-9._:-]|\\{[a-z]\\})*$',
        description:
          'Asset it belongs to, from the id of the asset the device is mounted on; default {assetId}.',
      }),
    ),
    repeat: Type.Optional(
      Type.Record(Type.String({ pattern: '^[a-z]$' }), RepeatSchema, {
        description: 'The same register again for each number, e.g. {n: {from: 1, to: 12, stride: 16}}.',
      }),
    ),
    table: Type.Enum([...TABLES]),
    address: address('First register, counted from 0 as on the wire.'),
    type: Type.Enum([...REGISTER_TYPES]),
    order: Type.Optional(Type.Enum([...BYTE_ORDERS], { description: 'Default ABCD.' })),
    scale: Type.Optional(Type.Number({ description: 'value = raw * scale + offset; default 1.' })),
    offset: Type.Optional(Type.Number({ description: 'In the unit of the point; default 0.' })),
    mask: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 0xff_ff_ff_ff,
        description: 'Bits that count; shifted down to bit 0. A masked bit is true when any of them is set.',
      }),
    ),
    length: Type.Optional(Type.Integer({ minimum: 1, maximum: 125, description: 'Registers of a string.' })),
    valid: Type.Optional(
      Type.Tuple([Type.Number(), Type.Number()], {
        description:
          '[lo, hi] in the unit of the point; outside it the value is kept and flagged out-of-range.',
      }),
    ),
    report: Type.Optional(ReportSchema),
  },
  strict,
);

export const RegisterMapSchema = Type.Object(
  {
    name: Type.String({
      pattern: '^[a-z0-9][a-z0-9.-]*$',
      description: 'What a device names in `modbus.map`.',
    }),
    title: Type.String(),
    block: Type.Optional(
      Type.Object(
        {
          max: Type.Optional(
            Type.Integer({ minimum: 1, maximum: 125, description: 'Registers in one read; default 125.' }),
          ),
          max_bits: Type.Optional(
            Type.Integer({
              minimum: 1,
              maximum: 2_000,
              description: 'Coils or inputs in one read; default 2000.',
            }),
          ),
          gap: Type.Optional(
            Type.Integer({
              minimum: 0,
              maximum: 2_000,
              description: 'Unused addresses worth reading across; default 8.',
            }),
          ),
          never: Type.Optional(
            Type.Array(
              Type.Object(
                { table: Type.Enum([...TABLES]), from: address('First.'), to: address('Last, inclusive.') },
                strict,
              ),
              { description: 'Addresses that no read may touch.' },
            ),
          ),
        },
        strict,
      ),
    ),
    quirks: Type.Optional(
      Type.Object(
        {
          pause_ms: Type.Optional(
            Type.Integer({
              minimum: 1,
              maximum: 5_000,
              description: 'Silence the unit needs after an answer, ms.',
            }),
          ),
        },
        strict,
      ),
    ),
    registers: Type.Array(RegisterSchema, { minItems: 1 }),
  },
  { ...strict, title: 'Streetkeep register map' },
);

export type RegisterMap = Static<typeof RegisterMapSchema>;
export type Register = Static<typeof RegisterSchema>;

/** Addresses a register takes: 16-bit words, or single bits in the coil and discrete tables. */
export function widthOf(register: Pick<Register, 'type' | 'length'>): number {
  switch (register.type) {
    case 'u32':
    case 'i32':
    case 'f32':
      return 2;
    case 'u64':
    case 'i64':
    case 'f64':
      return 4;
    case 'string':
      return register.length ?? 1;
    default:
      return 1;
  }
}

export const isBitTable = (table: Table): boolean => table === 'coil' || table === 'discrete';
