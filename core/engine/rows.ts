import type { Flap } from '../alert/flapping.js';
import { type LevelState, MOST_LEVELS, quietLevels } from '../alert/levels.js';
import { type Column, enlarged } from './columns.js';
import { Windows } from './windows.js';

/** Row, active, running, since, its value, and what each level held. */
const BUSY_WIDTH = 5 + MOST_LEVELS;

/**
 * One row per rule and subject it watches, as a structure of arrays: 35 bytes a row. The rows of one subject stand
 * together, in the order of its program, so a reading finds them by an addition. What a hold or an alert needs beyond
 * that is kept only for the rows, few at any time, where one is under way.
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
  /** 1 where a hold or an alert is under way, 2 more where one ended lately, else 0. */
  isBusy: Uint8Array;
  private readonly busy = new Map<number, LevelState>();
  private readonly flaps = new Map<number, Flap>();
  /** Device that sent the newest reading judged while something was going on; -1 when unknown. */
  device: Int32Array;
  /** The row's key in the heap of deadlines; Infinity when it has none. */
  due: Float64Array;

  /** What rules about a rate remember beyond that. */
  windows = new Windows();

  constructor(capacity = 1_024) {
    this.capacity = capacity;
    this.rule = new Uint16Array(capacity);
    this.owner = new Int32Array(capacity);
    this.observedAt = new Float64Array(capacity);
    this.value = new Float64Array(capacity);
    this.isBusy = new Uint8Array(capacity);
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
    return (
      this.busy.get(row) ?? quietLevels(this.observedAt[row] ?? Number.NaN, this.value[row] ?? Number.NaN)
    );
  }

  store(row: number, state: LevelState): void {
    this.observedAt[row] = state.observedAt;
    this.value[row] = state.value;
    if ((state.active | state.running) !== 0) {
      this.busy.set(row, state);
    } else {
      this.busy.delete(row);
    }
    this.noteBusy(row);
  }

  /** The cycles the row went through lately. */
  flap(row: number): Flap | undefined {
    return this.flaps.get(row);
  }

  storeFlap(row: number, flap: Flap | undefined): void {
    if (flap === undefined) this.flaps.delete(row);
    else this.flaps.set(row, flap);
    this.noteBusy(row);
  }

  private noteBusy(row: number): void {
    this.isBusy[row] = (this.busy.has(row) ? 1 : 0) | (this.flaps.has(row) ? 2 : 0);
  }

  /** Rows that went through cycles lately, ascending. */
  flapEntries(): readonly (readonly [row: number, flap: Flap])[] {
    return [...this.flaps].sort(([a], [b]) => a - b);
  }

  /** Every column but `isBusy`, in the order of the snapshot. */
  columns(): readonly Column[] {
    return [this.observedAt, this.value, this.due, this.owner, this.device, this.rule];
  }

  /** The busy rows as numbers, `BUSY_WIDTH` for each, by ascending row. */
  packBusy(): Float64Array {
    const rows = [...this.busy].sort(([a], [b]) => a - b);
    const packed = new Float64Array(rows.length * BUSY_WIDTH);
    rows.forEach(([row, { active, running, since, sinceValue, held }], index) => {
      packed.set([row, active, running, since, sinceValue, ...held], index * BUSY_WIDTH);
    });
    return packed;
  }

  /** Takes over what `packBusy` gave; the columns are filled already. */
  unpackBusy(packed: Float64Array): void {
    for (let i = 0; i < packed.length; i += BUSY_WIDTH) {
      const [row = 0, active = 0, running = 0, since = 0, sinceValue = 0, ...held] = packed.subarray(
        i,
        i + BUSY_WIDTH,
      );
      this.store(row, { ...this.load(row), active, running, since, sinceValue, held });
    }
  }

  private grow(needed: number): void {
    const capacity = Math.max(needed, this.capacity * 2);
    this.capacity = capacity;
    this.rule = enlarged(this.rule, new Uint16Array(capacity));
    this.owner = enlarged(this.owner, new Int32Array(capacity));
    this.observedAt = enlarged(this.observedAt, new Float64Array(capacity));
    this.value = enlarged(this.value, new Float64Array(capacity));
    this.isBusy = enlarged(this.isBusy, new Uint8Array(capacity));
    this.device = enlarged(this.device, new Int32Array(capacity));
    this.due = enlarged(this.due, new Float64Array(capacity));
  }
}
