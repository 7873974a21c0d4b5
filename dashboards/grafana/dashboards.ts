import { bins } from './bins.js';
import { city } from './city.js';
import { type DashboardSpec, renderDashboard } from './dashboard.js';
import { fleet } from './fleet.js';
import { lighting } from './lighting.js';
import { platform } from './platform.js';
import { tanks } from './tanks.js';

/** Where Grafana's files stand, from the project's folder. docker-compose.yml mounts it. */
export const DASHBOARD_DIR = 'deploy/grafana/generated';

const ALL: readonly DashboardSpec[] = [city, bins, tanks, lighting, fleet, platform];

/** Every dashboard as its file, by name. */
export const dashboardFiles = (): ReadonlyMap<string, string> =>
  new Map(ALL.map((spec) => [`${spec.uid}.json`, renderDashboard(spec)]));
