import { markStale } from '../alert/life.js';
import { endShelf } from '../alert/shelf.js';
import { arm, deadlineOf, SILENT } from './due.js';
import { changeLayers } from './publish.js';
import { fallSilent } from './silence.js';
import type { State } from './state.js';

/** The next instant at which time alone would change something; `undefined` when never. */
export function wakeOf({ deadlines, book }: State): number | undefined {
  const { first } = deadlines;
  const { nextChange } = book;
  if (first === undefined || nextChange === undefined) return first ?? nextChange;
  return Math.min(first, nextChange);
}

/** Lets time pass up to and including `to`, deadline by deadline; ticks in between would change nothing. */
export function advance(state: State, to: number): void {
  for (let key = wakeOf(state); key !== undefined && key <= to; key = wakeOf(state)) {
    if (key > state.now) state.now = key;
    if (key === state.book.nextChange) changeLayers(state);
    else meet(state, key);
  }
  if (to > state.now) state.now = to;
}

/** Meets the deadlines whose key is `key`. */
function meet(state: State, key: number): void {
  const first = state.effectCount;
  for (const row of takeDue(state, key)) {
    const deadline = deadlineOf(state, row);
    if (deadline > key) arm(state, row);
    else expire(state, row, deadline);
  }
  state.orderEffects(first);
}

/** Rows whose key is `key`; keys that a row has since exchanged for an earlier one are dropped. */
function takeDue(state: State, key: number): readonly number[] {
  const rows: number[] = [];
  while (state.deadlines.first === key) {
    const row = state.deadlines.pop() ?? -1;
    if (state.rows.due[row] !== key) continue;
    state.rows.due[row] = Number.POSITIVE_INFINITY;
    rows.push(row);
  }
  return rows;
}

function expire(state: State, row: number, deadline: number): void {
  const alert = state.alerts.get(row);
  if (alert === undefined) fallSilent(state, row, deadline);
  else if (alert.shelved !== undefined && alert.shelved.until <= deadline)
    state.settle(row, [endShelf(alert)]);
  else state.settle(row, markStale(alert, SILENT));
  arm(state, row);
}
