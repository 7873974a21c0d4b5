import type { Transition } from '../alert/life.js';
import type { Alert } from '../model/alert.js';
import type { AlertId } from '../model/ids.js';
import { rankOf, type Severity } from '../model/vocabulary.js';
import type { UnixMs } from '../units/units.js';

/** One step in an alert's life; `at` is engine time: when somebody could have been told. */
export interface AlertStep {
  readonly at: UnixMs;
  readonly transition: Transition;
  readonly severity: Severity;
}

/** An alert as it ended, with what its history says that its end does not. */
export interface RaisedAlert {
  readonly alert: Alert;
  /** Engine time of its first word. */
  readonly raisedAt: UnixMs;
  /** The gravest it ever was, and since when. */
  readonly gravest: Severity;
  readonly gravestAt: UnixMs;
}

/** `steps` in their order; without any, the alert is taken for raised when it opened and never graver than it is. */
export function raisedAlert(alert: Alert, steps: readonly AlertStep[]): RaisedAlert {
  const [first] = steps;
  if (first === undefined) {
    return { alert, raisedAt: alert.openedAt, gravest: alert.severity, gravestAt: alert.openedAt };
  }
  let gravest = first;
  for (const step of steps) if (rankOf(step.severity) > rankOf(gravest.severity)) gravest = step;
  return { alert, raisedAt: first.at, gravest: gravest.severity, gravestAt: gravest.at };
}

interface Life {
  alert: Alert;
  readonly steps: AlertStep[];
}

/** Gathers what an engine said into whole alerts, in the order in which they were raised. */
export class AlertBook {
  readonly #lives = new Map<AlertId, Life>();

  note({ at, transition, alert }: { at: UnixMs; transition: Transition; alert: Alert }): void {
    const step = { at, transition, severity: alert.severity };
    const known = this.#lives.get(alert.id);
    if (known === undefined) {
      this.#lives.set(alert.id, { alert, steps: [step] });
      return;
    }
    known.alert = alert;
    known.steps.push(step);
  }

  all(): RaisedAlert[] {
    return [...this.#lives.values()].map(({ alert, steps }) => raisedAlert(alert, steps));
  }
}
