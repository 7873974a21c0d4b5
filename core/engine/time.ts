import { markStale } from '../alert/life.js';
import { arm, deadlineOf, SILENT } from './due.js';
import { fallSilent } from './silence.js';
import type { State } from './state.js';

/** Lets time pass up to and including `to`, deadline by deadline; ticks in between would change nothing. */
export function advance(state: State, to: number): void {
  for (let key = state.deadlines.first; key !== undefined && key <= to; key = state.deadlines.first) {
    if (key > state.now) state.now = key;
    const first = state.effectCount;
    for (const row of takeDue(state, key)) {
      const deadline = deadlineOf(state, row);
      if (deadline > key) arm(state, row);
      else expire(state, row, deadline);
    }
    state.orderEffects(first);
  }
  if (to > state.now) state.now = to;
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
  else state.settle(row, markStale(alert, SILENT));
}
