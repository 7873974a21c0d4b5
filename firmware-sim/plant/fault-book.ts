import type { AssetId, DeviceId } from '../../core/index.js';
import type { Fault, FaultKind, FaultOf } from '../fault/fault.js';
import { groupBy } from './town/town.js';

const NONE: readonly Fault[] = [];
/** One for all: a city has hundreds of thousands of things that nothing ails. */
const NOTHING: readonly never[] = [];

/** The faults of a world, by what they strike. */
export class FaultBook {
  readonly #on: ReadonlyMap<string, readonly Fault[]>;

  constructor(faults: readonly Fault[]) {
    this.#on = groupBy(faults, targetOf);
  }

  asset(id: AssetId): readonly Fault[] {
    return this.#on.get(`asset ${id}`) ?? NONE;
  }

  device(id: DeviceId): readonly Fault[] {
    return this.#on.get(`device ${id}`) ?? NONE;
  }

  link(link: string): readonly Fault[] {
    return this.#on.get(`link ${link}`) ?? NONE;
  }

  grid(grid: string): readonly Fault[] {
    return this.#on.get(`grid ${grid}`) ?? NONE;
  }
}

function targetOf(fault: Fault): string {
  if ('asset' in fault) return `asset ${fault.asset}`;
  if ('device' in fault) return `device ${fault.device}`;
  return 'link' in fault ? `link ${fault.link}` : `grid ${fault.grid}`;
}

/** Those of one kind, with its type. */
export function ofKind<K extends FaultKind>(faults: readonly Fault[], kind: K): readonly FaultOf<K>[] {
  if (faults.length === 0) return NOTHING;
  const found = faults.filter((fault): fault is FaultOf<K> => fault.kind === kind);
  return found.length === 0 ? NOTHING : found;
}
