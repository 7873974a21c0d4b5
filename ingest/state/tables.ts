import type { LineFeedsTable, RoutesTable, ShapesTable, StopsTable, TripsTable } from './lines-tables.js';

// Ids are text, instants epoch ms in BIGINT, booleans 0/1, structures JSON text: the subset that SQLite and
// PostgreSQL agree on.
export interface AssetsTable {
  asset_id: string;
  kind: string;
  grid_id: string | null;
  /** Name, plate, pole number and id, lower case: what a search looks through. */
  search: string;
  json: string;
}

export interface DevicesTable {
  device_id: string;
  json: string;
}

export interface CredentialsTable {
  name: string;
  json: string;
}

export interface UsersTable {
  name: string;
  role: string;
  password_hash: string;
}

export interface TokensTable {
  /** SHA-256 of the token; the token itself is shown once and kept by nobody here. */
  hash: string;
  user_name: string;
  created_at: number;
  /** Null for API tokens, which live until they are taken back. */
  expires_at: number | null;
}

export interface RuleSetsTable {
  version: number;
  created_at: number;
  state: string;
  source: string;
  json: string;
}

export interface AlertsTable {
  id: string;
  rule_id: string;
  kind: string;
  severity: string;
  state: string;
  asset_id: string | null;
  opened_at: number;
  resolved_at: number | null;
  json: string;
}

export interface AlertHistoryTable {
  /** Log position of the input and place among its effects: performing an effect twice writes one row. */
  position: number;
  place: number;
  alert_id: string;
  at: number;
  transition: string;
  severity: string;
}

export interface KeptEntriesTable {
  position: number;
  at: number;
  kind: string;
  json: string;
}

export interface QuarantineTable {
  position: number;
  at: number;
  device_id: string;
  json: string;
}

export interface MetaTable {
  key: string;
  value: string;
}

export interface StateTables {
  line_feeds: LineFeedsTable;
  routes: RoutesTable;
  shapes: ShapesTable;
  stops: StopsTable;
  trips: TripsTable;
  assets: AssetsTable;
  devices: DevicesTable;
  credentials: CredentialsTable;
  users: UsersTable;
  tokens: TokensTable;
  rule_sets: RuleSetsTable;
  alerts: AlertsTable;
  alert_history: AlertHistoryTable;
  kept_entries: KeptEntriesTable;
  quarantine: QuarantineTable;
  meta: MetaTable;
}
