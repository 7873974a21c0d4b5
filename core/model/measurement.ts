import type { AssetKind } from './vocabulary.js';

/**
 * The measurement (in a table store: the table) in which reports of a kind stand. Trucks report positions; everything
 * else is stored under the name of its kind. Dashboards query these names, so they change only with a migration.
 */
export const measurementOf = (kind: AssetKind): string => (kind === 'truck' ? 'position' : kind);

/** The measurement in which every transition of an alert stands. */
export const ALERT_MEASUREMENT = 'alert';
