import type { Metric } from './generated/payload_pb.js';

/** Codes of the public schema; only those that need care. */
const [INT8, INT16, INT32, INT64] = [1, 2, 3, 4] as const;
export const BOOLEAN = 11;

/** What a BIRTH announced about a metric. */
export interface Announced {
  readonly name: string;
  readonly datatype: number | undefined;
}

export type MetricValue = number | boolean | string | bigint | object;

/** Metrics about the node itself; they are no readings. */
export const isHousekeeping = (name: string): boolean =>
  name === 'bdSeq' || /^(?:Node Control|Device Control|Properties)\//.test(name);

/**
 * The value of a metric: integers are sent without a sign, and the datatype says how to read them. `undefined` when
 * nobody said it. A 64-bit integer is a number where a number can hold it exactly, else a bigint; what is no single value is an object.
 */
export function readValue({ value }: Metric, datatype: number | undefined): MetricValue | undefined {
  switch (value.case) {
    case 'intValue':
      return datatype === undefined ? undefined : signed(value.value, datatype);
    case 'longValue': {
      if (datatype === undefined) return undefined;
      const exact = datatype === INT64 ? BigInt.asIntN(64, value.value) : value.value;
      return Number.isSafeInteger(Number(exact)) ? Number(exact) : exact;
    }
    case 'floatValue':
    case 'doubleValue':
    case 'booleanValue':
    case 'stringValue':
      return value.value;
    default:
      return {};
  }
}

/** Some libraries send the sign in 8 or 16 bits, others in 32. */
function signed(raw: number, datatype: number): number {
  if (datatype === INT8) return (raw << 24) >> 24;
  if (datatype === INT16) return (raw << 16) >> 16;
  return datatype === INT32 ? raw | 0 : raw;
}
