import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DASHBOARD_DIR, dashboardFiles } from './dashboards.js';

// Writes the files that Grafana reads. The compiled file stands in dist/dashboards/grafana/.
const folder = join(fileURLToPath(new URL('../../../', import.meta.url)), DASHBOARD_DIR);
const files = dashboardFiles();
mkdirSync(folder, { recursive: true });
for (const old of readdirSync(folder)) if (!files.has(old)) rmSync(join(folder, old));
for (const [name, text] of files) writeFileSync(join(folder, name), text);
