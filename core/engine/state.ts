import { subjectKey } from '../alert/alert-id.js';
import { Downtime } from '../alert/downtime.js';
import type { Step } from '../alert/life.js';
import { unixMs } from '../units/units.js';
import { Deadlines } from './deadlines.js';
import type { Effect } from './engine.js';
import { OpenAlerts } from './open-alerts.js';
import { RuleBook } from './program.js';
import { Registry } from './registry.js';
import { Rows } from './rows.js';

const NOTHING: readonly Effect[] = Object.freeze([]);

/** All that the engine knows, and the effects of the input at hand. */
export class State {
  /** Engine time, epoch ms; -Infinity before the first input. */
  now = Number.NEGATIVE_INFINITY;
  book = new RuleBook({ rules: [] }, 0, Number.NEGATIVE_INFINITY);
  rows = new Rows();
  alerts = new OpenAlerts();
  downtime = new Downtime();
  readonly deadlines = new Deadlines();
  readonly registry = new Registry();
  private pending: Effect[] = [];

  /** Takes over what became of the row's alert and tells the world. */
  settle(row: number, steps: readonly Step[]): void {
    for (const step of steps) {
      this.alerts.put(row, step.alert);
      this.tell(step);
    }
  }

  tell({ transition, alert }: Step): void {
    this.pending.push({ kind: 'alert', transition, at: unixMs(this.now), alert });
  }

  /** How many effects stand so far; what comes after can be put in order. */
  get effectCount(): number {
    return this.pending.length;
  }

  /** Orders the effects from `first` on by rule and subject, so that no order of storage shows. */
  orderEffects(first: number): void {
    if (this.pending.length - first < 2) return;
    const key = ({ alert }: Effect): string => `${alert.ruleId} ${subjectKey(alert.subject)}`;
    const tail = this.pending.splice(first).map((effect) => ({ effect, key: key(effect) }));
    tail.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
    for (const { effect } of tail) this.pending.push(effect);
  }

  takeEffects(): readonly Effect[] {
    if (this.pending.length === 0) return NOTHING;
    const taken = this.pending;
    this.pending = [];
    return taken;
  }
}
