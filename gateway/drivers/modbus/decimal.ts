/** A decimal number as written: `units / 10^places`, exact. */
interface Decimal {
  readonly units: bigint;
  readonly places: number;
}

/** `value = raw * scale + offset` in exact decimal arithmetic, prepared once per register. */
export interface Linear {
  readonly scale: bigint;
  readonly offset: bigint;
  readonly places: number;
  /** The same three as doubles, when they are exact and small enough for the fast path. */
  readonly fast?: { readonly scale: number; readonly offset: number; readonly divisor: number };
}

// 10^22 is the largest power of ten that a double holds exactly.
const EXACT_POWER = 22;

/** `scale` and `offset` are taken as the decimals a person wrote: 0.1 means one tenth, not the double next to it. */
export function linear(scale: number, offset: number): Linear {
  const a = decimal(scale);
  const b = decimal(offset);
  const places = Math.max(a.places, b.places);
  const exact = {
    scale: a.units * 10n ** BigInt(places - a.places),
    offset: b.units * 10n ** BigInt(places - b.places),
    places,
  };
  const isSmall = places <= EXACT_POWER && isSafe(exact.scale) && isSafe(exact.offset);
  if (!isSmall) return exact;
  return {
    ...exact,
    fast: { scale: Number(exact.scale), offset: Number(exact.offset), divisor: 10 ** places },
  };
}

/** The double nearest to the exact value. `raw` is an integer. */
export function applyLinear(line: Linear, raw: number | bigint): number {
  if (line.fast !== undefined && typeof raw === 'number') {
    // Both terms are exact below 2^53 and IEEE division rounds once, so this is the nearest double too.
    const numerator = raw * line.fast.scale + line.fast.offset;
    if (Math.abs(raw * line.fast.scale) < 2 ** 53 && Number.isSafeInteger(numerator)) {
      return numerator / line.fast.divisor;
    }
  }
  return Number(`${BigInt(raw) * line.scale + line.offset}e-${line.places}`);
}

/** The integer whose value is nearest to `value`: the way back. */
export function invertLinear(line: Linear, value: number): bigint {
  const wanted = decimal(value);
  const places = BigInt(Math.max(wanted.places, line.places));
  const at = (units: bigint, from: number): bigint => units * 10n ** (places - BigInt(from));
  return divideRounded(
    at(wanted.units, wanted.places) - at(line.offset, line.places),
    at(line.scale, line.places),
  );
}

function divideRounded(numerator: bigint, divisor: bigint): bigint {
  const sign = numerator < 0n === divisor < 0n ? 1n : -1n;
  const [n, d] = [numerator < 0n ? -numerator : numerator, divisor < 0n ? -divisor : divisor];
  return sign * ((2n * n + d) / (2n * d));
}

const isSafe = (value: bigint): boolean => Number.isSafeInteger(Number(value));

/** The shortest decimal that reads back as `value`. */
function decimal(value: number): Decimal {
  const [mantissa = '0', exponent = '0'] = String(value).split('e');
  const [whole = '0', fraction = ''] = mantissa.split('.');
  const places = fraction.length - Number(exponent);
  const units = BigInt(whole + fraction);
  return places >= 0 ? { units, places } : { units: units * 10n ** BigInt(-places), places: 0 };
}
