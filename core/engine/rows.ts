import { type LevelState, MOST_LEVELS } from '../alert/levels.js';
import { type Column, enlarged } from './columns.js';

const LEVEL_BITS = (1 << MOST_LEVELS) - 1;

/**
 * One row per rule and subject it watches, as a structure of arrays: 92 bytes a row. The rows of one subject stand
 * together, in the order of its program, so a reading finds them by an addition.
 */
export class Rows {
  size = 0;
  private capacity: number;
  /** Index of the rule in the compiled set. */
  rule: Uint16Array;
  /** Index of the asset (threshold rules) or of the device (silent rules). */
  owner: Int32Array;
  /** Observed time of the newest reading judged; NaN before the first. */
  observedAt: Float64Array;
  value: Float64Array;
  /** Low half: levels whose hold runs; high half: levels that are raised. Zero means that nothing is going on. */
  marks: Uint8Array;
  held: Float64Array;
  since: Float64Array;
  sinceValue: Float64Array;
  /** Device that sent the newest reading judged while something was going on; -1 when unknown. */
  device: Int32Array;
  /** The row's key in the heap of deadlines; Infinity when it has none. */
  due: Float64Array;

  constructor(capacity = 1_024) {
    this.capacity = capacity;
    this.rule = new Uint16Array(capacity);
    this.owner = new Int32Array(capacity);
    this.observedAt = new Float64Array(capacity);
    this.value = new Float64Array(capacity);
    this.marks = new Uint8Array(capacity);
    this.held = new Float64Array(capacity * MOST_LEVELS);
    this.since = new Float64Array(capacity);
    this.sinceValue = new Float64Array(capacity);
    this.device = new Int32Array(capacity);
    this.due = new Float64Array(capacity);
  }

  /** Makes a block of rows, one per rule index, with nothing going on; returns its first row. */
  allocate(owner: number, rules: readonly { readonly index: number }[]): number {
    const base = this.size;
    if (base + rules.length > this.capacity) this.grow(base + rules.length);
    rules.forEach(({ index }, slot) => {
      const row = base + slot;
      this.rule[row] = index;
      this.owner[row] = owner;
      this.observedAt[row] = Number.NaN;
      this.device[row] = -1;
      this.due[row] = Number.POSITIVE_INFINITY;
    });
    this.size += rules.length;
    return base;
  }

  load(row: number): LevelState {
    const marks = this.marks[row] ?? 0;
    const first = row * MOST_LEVELS;
    return {
      observedAt: this.observedAt[row] ?? Number.NaN,
      value: this.value[row] ?? Number.NaN,
      active: marks >> MOST_LEVELS,
      running: marks & LEVEL_BITS,
      held: [...this.held.subarray(first, first + MOST_LEVELS)],
      since: this.since[row] ?? Number.NaN,
      sinceValue: this.sinceValue[row] ?? Number.NaN,
    };
  }

  store(row: number, state: LevelState): void {
    this.observedAt[row] = state.observedAt;
    this.value[row] = state.value;
    this.marks[row] = (state.active << MOST_LEVELS) | state.running;
    this.held.set(state.held, row * MOST_LEVELS);
    this.since[row] = state.since;
    this.sinceValue[row] = state.sinceValue;
  }

  /** Every column and how many values of it a row has, in the order of the snapshot. */
  columns(): readonly (readonly [column: Column, perRow: number])[] {
    return [
      [this.observedAt, 1],
      [this.value, 1],
      [this.held, MOST_LEVELS],
      [this.since, 1],
      [this.sinceValue, 1],
      [this.due, 1],
      [this.owner, 1],
      [this.device, 1],
      [this.rule, 1],
      [this.marks, 1],
    ];
  }

  private grow(needed: number): void {
    const capacity = Math.max(needed, this.capacity * 2);
    this.capacity = capacity;
    this.rule = enlarged(this.rule, new Uint16Array(capacity));
    this.owner = enlarged(this.owner, new Int32Array(capacity));
    this.observedAt = enlarged(this.observedAt, new Float64Array(capacity));
    this.value = enlarged(this.value, new Float64Array(capacity));
    this.marks = enlarged(this.marks, new Uint8Array(capacity));
    this.held = enlarged(this.held, new Float64Array(capacity * MOST_LEVELS));
    this.since = enlarged(this.since, new Float64Array(capacity));
    this.sinceValue = enlarged(this.sinceValue, new Float64Array(capacity));
    this.device = enlarged(this.device, new Int32Array(capacity));
    this.due = enlarged(this.due, new Float64Array(capacity));
  }
}
