import { acknowledge, type Step } from '../alert/life.js';
import { shelve, unshelve } from '../alert/shelf.js';
import type { Alert } from '../model/alert.js';
import type { EngineInput, ReportEntry } from '../model/entry.js';
import { type UnixMs, unixMs } from '../units/units.js';
import { RegistryArchive } from './archive.js';
import { arm } from './due.js';
import type { Effect, Engine } from './engine.js';
import { judgeReport } from './judge.js';
import { publish } from './publish.js';
import { register } from './register.js';
import { hear } from './silence.js';
import { readSnapshot, takeSnapshot } from './snapshot.js';
import { State } from './state.js';
import { advance, wakeOf } from './time.js';

/** An engine that knows nothing yet: no rules, no assets, no time. */
export const createEngine = (): Engine => new Host(new State(), new RegistryArchive());

/** An engine that goes on where the snapshot was taken. Throws when the bytes are not a whole snapshot. */
export function restoreEngine(snapshot: Uint8Array): Engine {
  const { state, archive } = readSnapshot(snapshot);
  return new Host(state, archive);
}

class Host implements Engine {
  constructor(
    private readonly state: State,
    private readonly archive: RegistryArchive,
  ) {}

  get wakeAt(): UnixMs | undefined {
    const next = wakeOf(this.state);
    return next === undefined ? undefined : unixMs(next);
  }

  apply(input: EngineInput): readonly Effect[] {
    const { state } = this;
    // Imported history behind the engine's time is for backtests, which meet it in its own order.
    if (input.kind === 'report' && input.origin === 'import' && input.at < state.now)
      return state.takeEffects();
    // While we were down nobody was missed: the deadlines in a gap are judged with the gap already known.
    advance(state, input.kind === 'gap' ? Math.min(input.from, input.at) : input.at);
    this.take(input);
    // Rules, registry and gaps move deadlines; one that is already over is met here, so that wakeAt always lies ahead.
    advance(state, input.at);
    return state.takeEffects();
  }

  snapshot(): Uint8Array {
    return takeSnapshot(this.state, this.archive);
  }

  private take(input: EngineInput): void {
    const { state } = this;
    switch (input.kind) {
      case 'report':
        takeReport(state, input);
        break;
      case 'status':
        if (input.online) hearFrom(state, input.device);
        break;
      case 'quarantine':
        hearFrom(state, input.device);
        break;
      case 'gap':
        state.downtime.add(input.from, Math.min(input.until, input.at));
        break;
      case 'registry':
        register(state, input, this.archive);
        break;
      case 'rules':
        publish(state, input.version, input.rules);
        break;
      case 'action':
        takeAction(state, input);
        break;
      default: {
        // Time passes and nothing else happens. An entry of a new kind doesn't compile until it is thought of here.
        const _timeOnly: 'tick' | 'clock' | 'corruption' | 'audit' | 'lines' = input.kind;
      }
    }
  }
}

function takeReport(state: State, report: ReportEntry): void {
  const device = state.registry.device(report.device);
  if (device !== undefined) {
    hear(state, device);
    device.reportedAt = state.now;
  }
  const asset = state.registry.asset(report.asset);
  if (asset !== undefined) judgeReport(state, report, asset, device);
}

function hearFrom(state: State, id: string): void {
  const device = state.registry.device(id);
  if (device !== undefined) hear(state, device);
}

type ActionEntry = Extract<EngineInput, { kind: 'action' }>;

function stepsOf(state: State, alert: Alert, action: ActionEntry): readonly Step[] {
  switch (action.action) {
    case 'acknowledge':
      return acknowledge(alert, action.by);
    case 'shelve': {
      const { by, owner, reason, until } = action;
      return shelve(alert, { by, owner, reason, until }, state.now);
    }
    case 'unshelve':
      return unshelve(alert);
  }
}

function takeAction(state: State, action: ActionEntry): void {
  const row = state.alerts.row(action.alert);
  const alert = row === undefined ? undefined : state.alerts.get(row);
  if (row === undefined || alert === undefined) return;
  state.settle(row, stepsOf(state, alert, action));
  arm(state, row);
}
