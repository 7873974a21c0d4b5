import { ASSET_KINDS, type AssetKind, measurementOf } from '../../../core/index.js';
import { columnsOf } from '../columns.js';

/** The table behind the view of that name. */
export const tableOf = (kind: AssetKind): string => `${measurementOf(kind)}_rows`;

/**
 * Rows hold a small number for (asset, device) and the qualities as one JSON text, which costs a third of the time of
 * two names and a column per quality; the view beside them shows the columns of the contract.
 */
function kindSchema(kind: AssetKind): string[] {
  const points = columnsOf(kind);
  const stored = points.map(({ point, text }) => `${point} ${text ? 'VARCHAR' : 'DOUBLE'}`).join(', ');
  const shown = points.map(({ point }) => `${point}, q->>'${point}' AS ${point}_q`).join(', ');
  return [
    `CREATE TABLE IF NOT EXISTS ${tableOf(kind)} (series INTEGER, ts BIGINT, received_at BIGINT, log_pos BIGINT,
       boot BIGINT, seq BIGINT, ${stored}, q VARCHAR)`,
    `CREATE OR REPLACE VIEW ${measurementOf(kind)} AS
       SELECT s.asset AS "assetId", s.device AS "deviceId", ts, received_at, log_pos, boot, seq, ${shown}
       FROM ${tableOf(kind)} JOIN series s USING (series)`,
  ];
}

/** Everything a new file needs; harmless on one that has it. */
export const SCHEMA: readonly string[] = [
  'CREATE TABLE IF NOT EXISTS series (series INTEGER, asset VARCHAR, device VARCHAR)',
  'CREATE TABLE IF NOT EXISTS progress (log_pos BIGINT)',
  `CREATE TABLE IF NOT EXISTS ledger (device VARCHAR, hour BIGINT, accepted BIGINT, quarantined BIGINT,
     refused BIGINT, stored BIGINT, duplicate BIGINT, missing BIGINT)`,
  ...ASSET_KINDS.flatMap(kindSchema),
];
