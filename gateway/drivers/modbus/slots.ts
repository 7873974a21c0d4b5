import type { Span } from './plan.js';
import { type Register, type RegisterMap, widthOf } from './register-map.js';

/** One register at one address, for one asset: a map entry with its repetitions written out. */
export interface Slot {
  /** Where the entry stands in `registers`. */
  readonly index: number;
  readonly register: Register;
  readonly asset: string;
  readonly span: Span;
}

/** Every register of the map as it concerns a device mounted on `assetId`. */
export function slotsOf(map: RegisterMap, assetId: string): Slot[] {
  return map.registers.flatMap((register, index) =>
    repetitions(register).map(({ numbers, shift }) => ({
      index,
      register,
      asset: (register.asset ?? '{assetId}').replace(/\{(\w+)\}/g, (_, name: string) =>
        name === 'assetId' ? assetId : String(numbers.get(name)),
      ),
      span: { table: register.table, start: register.address + shift, length: widthOf(register) },
    })),
  );
}

interface Repetition {
  readonly numbers: ReadonlyMap<string, number>;
  /** Addresses past the first repetition. */
  readonly shift: number;
}

function repetitions(register: Register): Repetition[] {
  let all: Repetition[] = [{ numbers: new Map(), shift: 0 }];
  for (const [name, { from, to, stride }] of Object.entries(register.repeat ?? {})) {
    all = all.flatMap(({ numbers, shift }) =>
      Array.from({ length: to - from + 1 }, (_, step) => ({
        numbers: new Map(numbers).set(name, from + step),
        shift: shift + step * stride,
      })),
    );
  }
  return all;
}
