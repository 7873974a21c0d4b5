import { ALERT_MEASUREMENT, isId } from '../../../core/index.js';
import type { AlertChange } from '../../state/alerts.js';
import { quoteField, timeOf } from './line.js';

/** Effects of one log entry that get times of their own; more than one entry ever has on one asset and kind. */
const PLACES = 64;

/**
 * A transition of an alert as line protocol. The same transition is always the same line, so sending it twice changes
 * nothing; two transitions of one millisecond stand apart by their place in the log, as unstamped reports do.
 */
export function alertLine({ alert, transition, state, severity, at, position, place }: AlertChange): string {
  const { assetId, kind, id, cause, openedAt, resolvedAt } = alert;
  // Words of our own and ids need no escaping.
  const tags = [
    ...(assetId === undefined || !isId(assetId) ? [] : [`assetId=${assetId}`]),
    `kind=${kind}`,
    `severity=${severity}`,
  ];
  const fields = [
    `id=${quoteField(id)}`,
    `transition=${quoteField(transition)}`,
    `state=${quoteField(state)}`,
    ...(cause === undefined ? [] : [`cause=${quoteField(cause)}`]),
    `opened_at=${openedAt}i`,
    ...(transition === 'resolved' && resolvedAt !== undefined ? [`resolved_at=${resolvedAt}i`] : []),
  ];
  const time = timeOf({ ts: at, stamped: false, position: position * PLACES + (place % PLACES) });
  return `${[ALERT_MEASUREMENT, ...tags].join(',')} ${fields.join(',')} ${time}`;
}
