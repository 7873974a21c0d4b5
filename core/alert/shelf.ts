import type { Alert, Shelf } from '../model/alert.js';
import type { Step } from './life.js';

/** Puts the alert away until its end; one that is on the shelf gets the new end, owner and reason. */
export function shelve(alert: Alert, shelf: Shelf, now: number): readonly Step[] {
  if (shelf.until <= now || isSame(alert.shelved, shelf)) return [];
  return [{ transition: 'shelved', alert: { ...alert, shelved: shelf } }];
}

/** Somebody takes it off the shelf before its end. */
export const unshelve = (alert: Alert): readonly Step[] =>
  alert.shelved === undefined ? [] : [{ transition: 'unshelved', alert: withoutShelf(alert) }];

/** The end of the shelf has come and the alert is still true: whoever tells people of a raise tells them now. */
export const endShelf = (alert: Alert): Step => ({ transition: 'shelf-ended', alert: withoutShelf(alert) });

const isSame = (a: Shelf | undefined, b: Shelf): boolean =>
  a !== undefined && a.by === b.by && a.owner === b.owner && a.reason === b.reason && a.until === b.until;

function withoutShelf({ shelved: _, ...alert }: Alert): Alert {
  return alert;
}
