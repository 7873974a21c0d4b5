import { join } from 'node:path';
import { openDuckdbStore } from '../../ingest/stores/duckdb/duckdb-store.js';
import { describeStore } from './telemetry-store.js';

describeStore('the store in DuckDB', (dir) => openDuckdbStore(join(dir, 'telemetry.duckdb')));
