import { ALERT_KINDS, ASSET_KINDS, oneOf, SEVERITIES } from '../../../../core/index.js';
import type { Alert, Asset, AssetLatest } from './types';

// One bad row must not cost the others: what can't be shown is left out here, the rest is kept.

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const isAsset = (row: unknown): row is Asset =>
  isRecord(row) &&
  typeof row.assetId === 'string' &&
  typeof row.name === 'string' &&
  oneOf(ASSET_KINDS, row.kind) !== undefined;

export const isAlert = (row: unknown): row is Alert =>
  isRecord(row) &&
  typeof row.id === 'string' &&
  typeof row.openedAt === 'number' &&
  isRecord(row.subject) &&
  Array.isArray(row.evidence) &&
  oneOf(SEVERITIES, row.severity) !== undefined &&
  oneOf(ALERT_KINDS, row.kind) !== undefined;

export const isAssetLatest = (row: unknown): row is AssetLatest =>
  isRecord(row) && typeof row.assetId === 'string' && isRecord(row.points);

/** The rows of a frame or a page that pass; anything else is dropped. */
export function rowsOf<T>(body: unknown, accepts: (row: unknown) => row is T): readonly T[] {
  if (!isRecord(body) || !Array.isArray(body.items)) return [];
  return body.items.filter(accepts);
}

export const numberOf = (body: unknown, key: string): number | undefined => {
  const value = isRecord(body) ? body[key] : undefined;
  return typeof value === 'number' ? value : undefined;
};

export const textOf = (body: unknown, key: string): string | undefined => {
  const value = isRecord(body) ? body[key] : undefined;
  return typeof value === 'string' ? value : undefined;
};
