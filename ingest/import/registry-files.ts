import Type from 'typebox';
import { Compile } from 'typebox/compile';
import { ASSET_KINDS, type Asset, type Device, parseContainer, type Result } from '../../core/index.js';

const Id = Type.String({ pattern: '^[A-Za-z0-9._:-]{1,64}$' });
const Text = Type.String({ maxLength: 200 });

/** A line of `assets.jsonl`. */
export const AssetLine = Type.Object(
  {
    assetId: Id,
    kind: Type.Enum([...ASSET_KINDS]),
    name: Text,
    lat: Type.Optional(Type.Number({ minimum: -90, maximum: 90 })),
    lon: Type.Optional(Type.Number({ minimum: -180, maximum: 180 })),
    geometry: Type.Optional(Type.Unknown()),
    parentId: Type.Optional(Id),
    gridId: Type.Optional(Text),
    componentCode: Type.Optional(Text),
    plate: Type.Optional(Text),
    poleNumber: Type.Optional(Text),
    attributes: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  },
  { additionalProperties: false },
);

const Modbus = Type.Object(
  {
    url: Type.String(),
    unit: Type.Integer({ minimum: 0, maximum: 255 }),
    map: Type.String(),
    pollS: Type.Number({ exclusiveMinimum: 0 }),
  },
  { additionalProperties: false },
);

/** A line of `devices.jsonl`. */
export const DeviceLine = Type.Object(
  {
    deviceId: Id,
    assetId: Type.Optional(Id),
    profile: Type.Optional(Text),
    secret: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    expectedIntervalS: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
    mainsFed: Type.Optional(Type.Boolean()),
    link: Type.Optional(Text),
    datum: Type.Optional(Type.Enum(['wgs84', 'gcj02', 'bd09'])),
    codec: Type.Optional(Text),
    modbus: Type.Optional(Modbus),
  },
  { additionalProperties: false },
);

export interface LineFault {
  readonly line: number;
  readonly message: string;
}

export interface DeviceWithSecret {
  readonly device: Device;
  readonly secret: string | undefined;
}

/** Everything a file holds, or every line that is wrong. */
export type ParsedLines<T> =
  | { readonly ok: true; readonly items: readonly T[] }
  | { readonly ok: false; readonly faults: readonly LineFault[] };

const MOST_FAULTS = 100;
const assetCheck = Compile(AssetLine);
const deviceCheck = Compile(DeviceLine);

/** Reads `assets.jsonl`: all of it, or every line that is wrong and why. */
export const parseAssets = (text: string): ParsedLines<Asset> =>
  parseLines(text, (value) => {
    if (!assetCheck.Check(value)) return { ok: false, error: firstFault(assetCheck.Errors(value)) };
    const inside = value.attributes?.container;
    const container = inside === undefined ? undefined : parseContainer(inside);
    if (container?.ok === false) return { ok: false, error: `attributes.${container.error}` };
    // The schema checked ids and kinds, which is all that the brands claim.
    return { ok: true, value: value as unknown as Asset };
  });

/** Reads `devices.jsonl`; secrets are handed over apart from the device. */
export const parseDevices = (text: string): ParsedLines<DeviceWithSecret> =>
  parseLines(text, (value) => {
    if (!deviceCheck.Check(value)) return { ok: false, error: firstFault(deviceCheck.Errors(value)) };
    const { secret, ...device } = value;
    return { ok: true, value: { device: device as unknown as Device, secret } };
  });

function firstFault(errors: readonly { readonly instancePath: string; readonly message: string }[]): string {
  const path = errors[0]?.instancePath.slice(1).replaceAll('/', '.') ?? '';
  return `${path === '' ? '' : `${path}: `}${errors[0]?.message ?? 'not as it should be'}`;
}

function parseLines<T>(text: string, read: (value: unknown) => Result<T>): ParsedLines<T> {
  const items: T[] = [];
  const faults: LineFault[] = [];
  for (const [i, line] of text.split('\n').entries()) {
    if (line.trim() === '' || faults.length >= MOST_FAULTS) continue;
    const value = parseJson(line);
    const item: Result<T> = value === undefined ? { ok: false, error: 'not JSON' } : read(value);
    if (item.ok) items.push(item.value);
    else faults.push({ line: i + 1, message: item.error });
  }
  return faults.length === 0 ? { ok: true, items } : { ok: false, faults };
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
