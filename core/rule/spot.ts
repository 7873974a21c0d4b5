import { oneOf } from '../model/vocabulary.js';
import { parseDuration } from '../units/duration.js';

/** What is wrong, and where: keys and list positions from the root of the document. */
export interface Issue {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** Nobody reads more; and a hostile document must not fill the memory with complaints. */
const MOST_ISSUES = 200;
const LONGEST_MS = 366 * 86_400_000;

/** A value of the document and where it stands. All spots of one document share one list of issues. */
export class Spot {
  constructor(
    readonly value: unknown,
    readonly path: readonly (string | number)[],
    private readonly issues: Issue[],
  ) {}

  get isAbsent(): boolean {
    return this.value === undefined;
  }

  /** Notes an issue and returns `undefined`, which is what a reader yields for what it can't read. */
  complain(message: string): undefined {
    if (this.issues.length < MOST_ISSUES) this.issues.push({ path: this.path, message });
    return undefined;
  }

  /** The value under an own key; absent when there is none, so `__proto__` and its kin are mere names. */
  field(key: string): Spot {
    const value = isRecord(this.value) && Object.hasOwn(this.value, key) ? this.value[key] : undefined;
    return new Spot(value, [...this.path, key], this.issues);
  }

  /** The members of a list of 1 to `most`; a single value stands for a list of one when `orOne` says so. */
  items(most: number, orOne = false): readonly Spot[] {
    const { value } = this;
    if (!Array.isArray(value)) {
      if (orOne && !this.isAbsent) return [this];
      this.complain(`expected a list, found ${show(value)}`);
      return [];
    }
    if (value.length > most) {
      this.complain(`at most ${most} entries are allowed, found ${value.length}`);
      return [];
    }
    return value.map((member, index) => new Spot(member, [...this.path, index], this.issues));
  }

  /** True for an object; complains about every key that is not `known`, and apart about those that are to come. */
  isObject(known: readonly string[], toCome: readonly string[] = []): boolean {
    if (!isRecord(this.value)) {
      this.complain(`expected an object, found ${show(this.value)}`);
      return false;
    }
    for (const key of Object.keys(this.value)) {
      if (known.includes(key)) continue;
      const is = toCome.includes(key) ? 'is not available in this version yet' : 'is not a known key';
      this.field(key).complain(`${show(key)} ${is}; known here: ${known.join(', ')}`);
    }
    return true;
  }

  text(pattern: RegExp, what: string): string | undefined {
    if (typeof this.value === 'string' && pattern.test(this.value)) return this.value;
    return this.complain(`expected ${what}, found ${show(this.value)}`);
  }

  word<const T extends string>(list: readonly T[], what: string): T | undefined {
    return (
      oneOf(list, this.value) ??
      this.complain(`${show(this.value)} is not ${what}; expected ${list.join(', ')}`)
    );
  }

  integer(lo: number, hi: number): number | undefined {
    const { value } = this;
    if (typeof value === 'number' && Number.isInteger(value) && value >= lo && value <= hi) return value;
    return this.complain(`expected a whole number from ${lo} to ${hi}, found ${show(value)}`);
  }

  /** Milliseconds, at most a leap year. */
  duration(): number | undefined {
    const parsed =
      typeof this.value === 'string' && this.value.length <= 32 ? parseDuration(this.value) : undefined;
    if (parsed !== undefined && parsed <= LONGEST_MS) return parsed;
    return this.complain(
      `expected a duration up to 366d such as 90s, 10m or 1h30m, found ${show(this.value)}`,
    );
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A short name for any value; asks nothing of it that could throw. */
export function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
