import { newestOf, WINDOW_WIDTH } from '../alert/window.js';
import { enlarged } from './columns.js';

/** The row a window belongs to, then the window. */
const SLOT_WIDTH = 1 + WINDOW_WIDTH;

/** The windows of rows whose rule judges a rate, made at their first reading and kept in one pool: 440 bytes each. */
export class Windows {
  private used = 0;
  private readonly slotOf = new Map<number, number>();

  constructor(private pool = new Float64Array(0)) {
    this.used = pool.length / SLOT_WIDTH;
    for (let slot = 0; slot < this.used; slot++) this.slotOf.set(pool[slot * SLOT_WIDTH] ?? -1, slot);
  }

  /** Observed time of the newest reading in the row's window; NaN before the first. */
  newest(row: number): number {
    const slot = this.slotOf.get(row);
    return slot === undefined ? Number.NaN : newestOf(this.view(slot));
  }

  /** The row's window, shared with the pool until the next one is made. */
  at(row: number): Float64Array {
    return this.view(this.slotOf.get(row) ?? this.make(row));
  }

  /** Lets the row `to` go on with what `from` had, here or in another pool. */
  carry(to: number, from: number, other: Windows): void {
    const slot = other.slotOf.get(from);
    if (slot === undefined) return;
    if (other !== this) {
      this.at(to).set(other.view(slot));
      return;
    }
    this.slotOf.delete(from);
    this.slotOf.set(to, slot);
    this.pool[slot * SLOT_WIDTH] = to;
  }

  /** All windows, as the constructor takes them. */
  get packed(): Float64Array {
    return this.pool.subarray(0, this.used * SLOT_WIDTH);
  }

  private view(slot: number): Float64Array {
    return this.pool.subarray(slot * SLOT_WIDTH + 1, (slot + 1) * SLOT_WIDTH);
  }

  private make(row: number): number {
    const slot = this.used++;
    if (this.used * SLOT_WIDTH > this.pool.length) {
      this.pool = enlarged(this.pool, new Float64Array(2 * this.used * SLOT_WIDTH));
    }
    this.slotOf.set(row, slot);
    this.pool[slot * SLOT_WIDTH] = row;
    return slot;
  }
}
