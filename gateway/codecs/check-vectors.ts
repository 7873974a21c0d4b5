import Type from 'typebox';
import { Compile } from 'typebox/compile';
import type { CodecRunner } from './sandbox/codec-runner.js';

const VectorLine = Type.Object(
  {
    /** Name of a codec, or path of its file. */
    codec: Type.String({ minLength: 1 }),
    fPort: Type.Integer({ minimum: 0, maximum: 255 }),
    /** Hexadecimal digits. */
    bytes: Type.String({ pattern: '^([0-9A-Fa-f]{2})*$' }),
    /** What `decodeUplink` returns, or its `data` alone. */
    expected: Type.Unknown(),
    /** Epoch ms. */
    recvTime: Type.Optional(Type.Number()),
    variables: Type.Optional(Type.Record(Type.String(), Type.String())),
    description: Type.Optional(Type.String()),
  },
  { additionalProperties: false },
);

export type Vector = Type.Static<typeof VectorLine> & { readonly line: number };

export type ParsedVectors =
  | { readonly ok: true; readonly vectors: readonly Vector[] }
  | { readonly ok: false; readonly faults: readonly string[] };

const check = Compile(VectorLine);

/** Reads lines `{codec, fPort, bytes, expected}`: all of them, or every fault with its line. */
export function parseVectors(text: string): ParsedVectors {
  const vectors: Vector[] = [];
  const faults: string[] = [];
  for (const [n, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const value = parseLine(line);
    if (value === undefined) faults.push(`line ${n + 1}: not JSON`);
    else if (check.Check(value)) vectors.push({ ...value, line: n + 1 });
    else {
      const [error] = check.Errors(value);
      const path = error?.instancePath.slice(1).replaceAll('/', '.') ?? '';
      faults.push(`line ${n + 1}: ${path === '' ? '' : `${path}: `}${error?.message ?? ''}`);
    }
  }
  return faults.length === 0 ? { ok: true, vectors } : { ok: false, faults };
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

export interface VectorRow {
  readonly line: number;
  readonly codec: string;
  readonly result: 'pass' | 'differ' | 'throw';
  readonly expected?: unknown;
  readonly got?: unknown;
  /** Why there is nothing to compare. */
  readonly reason?: string;
}

export interface VectorReport {
  readonly pass: number;
  readonly differ: number;
  readonly throw: number;
  readonly rows: readonly VectorRow[];
}

/** Runs every vector through its codec, in the sandbox in which messages are run. */
export async function checkVectors(vectors: readonly Vector[], runner: CodecRunner): Promise<VectorReport> {
  const rows = await Promise.all(vectors.map((vector) => checkOne(vector, runner)));
  const count = (result: VectorRow['result']): number => rows.filter((row) => row.result === result).length;
  return { pass: count('pass'), differ: count('differ'), throw: count('throw'), rows };
}

async function checkOne(vector: Vector, runner: CodecRunner): Promise<VectorRow> {
  const { line, codec, expected, fPort, recvTime, variables = {} } = vector;
  const bytes = [...Buffer.from(vector.bytes, 'hex')];
  const input = { bytes, fPort, variables, ...(recvTime === undefined ? {} : { recvTime }) };
  const result = await runner.decode(codec, input);
  if (!result.ok) return { line, codec, result: 'throw', reason: result.error };
  const got = isWhole(expected) ? withoutEmpty(result.value) : dataOf(result.value);
  const wanted = isWhole(expected) ? withoutEmpty(expected) : expected;
  if (same(wanted, got)) return { line, codec, result: 'pass' };
  return { line, codec, result: 'differ', expected: wanted, got };
}

type Keys = Readonly<Record<string, unknown>>;
const PARTS = ['data', 'errors', 'warnings'];
const isKeys = (value: unknown): value is Keys =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** True for all that `decodeUplink` returns, not its data alone. */
const isWhole = (expected: unknown): boolean =>
  isKeys(expected) &&
  Object.keys(expected).length > 0 &&
  Object.keys(expected).every((key) => PARTS.includes(key));

const dataOf = (output: unknown): unknown => (isKeys(output) ? output.data : output);

/** No errors is the same as none mentioned. */
const withoutEmpty = (output: unknown): unknown =>
  isKeys(output)
    ? Object.fromEntries(
        Object.entries(output).filter(
          ([, part]) => part !== null && !(Array.isArray(part) && part.length === 0),
        ),
      )
    : output;

/** Equal as JSON, whatever the order of the keys. */
function same(one: unknown, other: unknown): boolean {
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((item, n) => same(item, other[n]));
  if (!isKeys(one) || !isKeys(other)) return one === other;
  const [left, right] = [Object.keys(one), Object.keys(other)];
  return (
    left.length === right.length &&
    left.every((key) => Object.hasOwn(other, key) && same(one[key], other[key]))
  );
}
