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
  takeUp(state, new RuleBook(ruleSet, version, state.now), `v${book.version} → v${version}`);
}

/** An override begins or ends now: the same rules, with the limits that hold from here on. */
export function changeLayers(state: State): void {
  const { ruleSet, version } = state.book;
  takeUp(state, new RuleBook(ruleSet, version, state.now), 'threshold layers');
}

function takeUp(state: State, book: RuleBook, why: string): void {
  const first = state.effectCount;
  const ground: Ground = { rows: state.rows, alerts: state.alerts, why };
  state.book = book;
  state.rows = new Rows(Math.max(ground.rows.size, 1_024));
  state.alerts = new OpenAlerts();
  state.deadlines.clear();
  for (const asset of state.registry.assets) replantAsset(state, ground, asset);
  for (const device of state.registry.devices) replantDevice(state, ground, device);
  state.orderEffects(first);
}
