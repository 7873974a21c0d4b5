import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { BIN_LIMITS } from '../../../dashboards/grafana/bins.js';
import { MARK } from '../../../dashboards/grafana/dashboard.js';
import { DASHBOARD_DIR, dashboardFiles } from '../../../dashboards/grafana/dashboards.js';
import { LEAKAGE_LIMITS } from '../../../dashboards/grafana/lighting.js';
import { GAS_LIMITS, TANK_LIMITS } from '../../../dashboards/grafana/tanks.js';
import { readDashboards } from '../../support/grafana.js';
import { projectFile, projectPath } from '../../support/project-files.js';

const files = dashboardFiles();
const dashboards = readDashboards(files);
const dataSources: { readonly datasources: readonly { readonly uid: string; readonly type: string }[] } =
  parse(projectFile('deploy/grafana/provisioning/datasources/streetkeep.yaml'));
const provisioned = dataSources.datasources.map(({ uid }) => uid);

describe('the files that Grafana reads', () => {
  test('are as fresh as their source: `npm run dashboards` would change nothing', () => {
    const found = readdirSync(projectPath(DASHBOARD_DIR)).sort();
    expect(found).toEqual([...files.keys()].sort());
    for (const [name, text] of files) expect(projectFile(`${DASHBOARD_DIR}/${name}`), name).toBe(text);
  });

  test('say that they are generated, and can not be edited on the screen', () => {
    for (const { description, editable, tags } of dashboards) {
      expect(description.endsWith(MARK)).toBe(true);
      expect(editable).toBe(false);
      expect(tags).toContain('generated');
    }
  });

  test('are mounted where the provider looks', () => {
    const { providers } = parse(projectFile('deploy/grafana/provisioning/dashboards/streetkeep.yaml'));
    const { services } = parse(projectFile('docker-compose.yml'));
    expect(providers).toMatchObject([{ type: 'file', folderUid: 'streetkeep', allowUiUpdates: false }]);
    expect(services.grafana.volumes).toContain(`./${DASHBOARD_DIR}:${providers[0].options.path}:ro`);
  });

  test('have uids of their own, which are their names', () => {
    const uids = dashboards.map(({ uid }) => uid);
    expect(new Set(uids).size).toBe(uids.length);
    expect(uids.map((uid) => `${uid}.json`)).toEqual([...files.keys()]);
  });
});

describe.each([...dashboards])('$title', ({ panels, annotations }) => {
  test('gives every panel an id of its own, a title and words about it', () => {
    const ids = panels.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { id, title, description, targets } of panels) {
      expect(id).toBeGreaterThan(0);
      expect(title).toMatch(/\p{Script=Han}|CH₄|H₂S/u);
      expect(description.length).toBeGreaterThan(10);
      expect(targets.length).toBeGreaterThan(0);
      expect(new Set(targets.map(({ refId }) => refId)).size).toBe(targets.length);
    }
  });

  test('lays the panels on the grid without overlap or gap', () => {
    const cells = new Map<string, number>();
    for (const { id, gridPos } of panels) {
      const { x, y, w, h } = gridPos;
      expect(x + w).toBeLessThanOrEqual(24);
      for (let column = x; column < x + w; column++) {
        for (let row = y; row < y + h; row++) {
          expect(cells.get(`${column} ${row}`), `under panel ${id}`).toBeUndefined();
          cells.set(`${column} ${row}`, id);
        }
      }
    }
    const height = Math.max(...panels.map(({ gridPos }) => gridPos.y + gridPos.h));
    expect(cells.size).toBe(24 * height);
  });

  test('asks only data sources that are provisioned', () => {
    const asked = [
      ...panels.flatMap(({ datasource, targets }) => [datasource, ...targets.map((one) => one.datasource)]),
      ...annotations.flatMap(({ datasource, target }) => [datasource, target.datasource]),
    ].map(({ uid }) => uid);
    expect(asked.filter((uid) => !provisioned.includes(uid))).toEqual([]);
  });

  test('keeps every statement to the time range and the assets asked for', () => {
    for (const { query } of [
      ...panels.flatMap(({ targets }) => targets),
      ...annotations.map(({ target }) => target),
    ]) {
      expect(query).toContain('WHERE $timeFilter AND "assetId" =~ /^$asset/');
    }
  });
});

test('panels colour where the bundled rules raise', () => {
  const { rules } = parse(projectFile('rules/default.yaml'));
  const raises = (kind: string): readonly number[] => {
    const rule = rules.find((one: { readonly kind: string }) => one.kind === kind);
    return rule.levels.map(({ raise }: { readonly raise: number }) => raise);
  };
  expect(raises('overflow')).toEqual([BIN_LIMITS.warn, BIN_LIMITS.alarm]);
  expect(raises('tank-high')).toEqual([TANK_LIMITS.warn, TANK_LIMITS.alarm]);
  expect(raises('gas')).toEqual([GAS_LIMITS.warn, GAS_LIMITS.alarm]);
  expect(raises('leakage')).toEqual([LEAKAGE_LIMITS.warn, LEAKAGE_LIMITS.alarm]);
});
