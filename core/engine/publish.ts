import type { RuleSet } from '../rule/rule.js';
import { OpenAlerts } from './open-alerts.js';
import { RuleBook } from './program.js';
import { type Ground, replantAsset, replantDevice } from './replant.js';
import { Rows } from './rows.js';
import type { State } from './state.js';

/** Makes another rule set the live one: what is still true stays open under its id, the rest ends with a note. */
export function publish(state: State, version: number, ruleSet: RuleSet): void {
  const { book } = state;
  if (book.version === version && JSON.stringify(book.ruleSet) === JSON.stringify(ruleSet)) return;
  const first = state.effectCount;
  const ground: Ground = { rows: state.rows, alerts: state.alerts, why: `v${book.version} → v${version}` };
  state.book = new RuleBook(ruleSet, version);
  state.rows = new Rows(Math.max(ground.rows.size, 1_024));
  state.alerts = new OpenAlerts();
  state.deadlines.clear();
  for (const asset of state.registry.assets) replantAsset(state, ground, asset);
  for (const device of state.registry.devices) replantDevice(state, ground, device);
  state.orderEffects(first);
}
