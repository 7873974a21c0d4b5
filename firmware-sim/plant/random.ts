/** A stream of chance: the same seed brings the same numbers, on every machine. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform in [lo, hi). */
  between(lo: number, hi: number): number;
  /** Uniform among whole numbers lo … hi, both included. */
  int(lo: number, hi: number): number;
  pick<T>(list: readonly [T, ...T[]]): T;
}

/** sfc32 of PractRand: 128 bits of state, started from a text so that every thing has a stream of its own. */
export function randomOf(seed: number, name: string): Random {
  let a = hash(seed, name);
  let b = mix(a + 1);
  let c = mix(b + 1);
  let d = 1;
  const next = (): number => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + t) | 0;
    return (t >>> 0) / 2 ** 32;
  };
  for (let round = 0; round < 12; round++) next();
  const int = (lo: number, hi: number): number => lo + Math.floor(next() * (hi - lo + 1));
  return {
    next,
    between: (lo, hi) => lo + next() * (hi - lo),
    int,
    pick: (list) => list[int(0, list.length - 1)] ?? list[0],
  };
}

/** A number that names `text` under this seed: the key for `chance`. */
export function hash(seed: number, text: string): number {
  let value = mix(seed);
  for (let index = 0; index < text.length; index++) value = mix(value ^ text.charCodeAt(index));
  return value;
}

/** Uniform in [0, 1), a function of its arguments alone: chance that need not be drawn in any order. */
export const chance = (key: number, index: number): number =>
  // Indices may exceed 32 bits (they come from instants), so both halves count.
  (mix(mix(key ^ index) + Math.floor(index / 2 ** 32)) >>> 0) / 2 ** 32;

/** Noise around 0 with standard deviation near 1, bounded by ±3: the sum of three uniforms, scaled. */
export const noise = (key: number, index: number): number =>
  (chance(key, index) + chance(key ^ 0x5bd1e995, index) + chance(key ^ 0x27d4eb2f, index) - 1.5) * 2;

/** The finaliser of MurmurHash3: every bit of the input reaches every bit of the output. */
function mix(value: number): number {
  let x = value | 0;
  x = Math.imul(x ^ (x >>> 16), 0x85eb_ca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2_ae35);
  return x ^ (x >>> 16);
}
