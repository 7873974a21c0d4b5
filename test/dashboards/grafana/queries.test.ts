import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dashboardFiles } from '../../../dashboards/grafana/dashboards.js';
import type { QueryResult } from '../../../ingest/stores/influx/results.js';
import { InfluxServer } from '../../../ingest/stores/influx/server.js';
import { readDashboards } from '../../support/grafana.js';
import { type Influxd, influxd } from '../../support/influxd.js';
import { type ToldDay, tellDay } from '../../support/told-day.js';

let server: Influxd;
let day: ToldDay;
let ask: (query: string) => Promise<QueryResult>;
const dir = mkdtempSync(join(tmpdir(), 'streetkeep-grafana-'));

beforeAll(async () => {
  server = await influxd();
  day = await tellDay({ url: server.url, bucket: 'day', dir });
  const influx = new InfluxServer({
    url: server.url,
    token: '',
    org: '',
    bucket: 'day',
    timeoutMs: 30_000,
  });
  ask = async (query) => (await influx.query(query))[0] ?? [];
}, 120_000);
afterAll(async () => {
  await server?.close();
  rmSync(dir, { recursive: true });
});

/** The statement as Grafana sends it, at the end of the day. */
function filled(query: string, { interval = '1m', timeFrom = '12h' }): string {
  const since = timeFrom === '2h' ? day.to - 2 * 3_600_000 : day.from;
  return query
    .replaceAll('$timeFilter', `time >= ${since}ms and time <= ${day.to}ms`)
    .replaceAll('$__interval', interval)
    .replaceAll('$asset', '');
}

const dashboards = readDashboards(dashboardFiles());

describe.each(dashboards)('$title', ({ panels, annotations }) => {
  const queries = panels.flatMap((panel) =>
    panel.targets.map((target) => ({
      ...panel,
      says: `${panel.title} ${target.refId}`,
      query: target.query,
    })),
  );

  test.each(queries)('$says has something to show', async ({ query, interval, timeFrom, type, columns }) => {
    const series = await ask(filled(query, { interval, timeFrom }));
    // A row of the time alone is none.
    const filledRows = series.flatMap(({ rows, tags }) =>
      rows.filter((row) => Object.keys(row).length > 1).map((row) => ({ ...tags, ...row })),
    );
    expect(filledRows.length, query).toBeGreaterThan(0);
    // A history of one bar is none.
    if (type === 'timeseries')
      expect(new Set(filledRows.map(({ time }) => time)).size, query).toBeGreaterThan(1);
    const found = new Set(
      filledRows.flatMap((row) => Object.keys(row).map((name) => (name === 'time' ? 'Time' : name))),
    );
    expect(
      columns.filter((column) => !found.has(column)),
      'columns that are dressed but absent',
    ).toEqual([]);
  });

  test.each(annotations)('the marks "$name" are there', async ({ target }) => {
    const [series] = await ask(filled(target.query, {}));
    const names = Object.keys(series?.rows[0] ?? {});
    expect(names).toEqual(
      expect.arrayContaining(['time', target.textColumn, ...target.tagsColumn.split(',')]),
    );
  });
});

describe('what the panels say is what happened', () => {
  const numbersOf = async (uid: string, id: number): Promise<unknown[]> => {
    const panel = dashboards.find((one) => one.uid === uid)?.panels.find((one) => one.id === id);
    const results = await Promise.all(
      (panel?.targets ?? []).map(({ query }) => ask(filled(query, { timeFrom: panel?.timeFrom }))),
    );
    return results.map(
      (series) => Object.entries(series[0]?.rows[0] ?? {}).find(([name]) => name !== 'time')?.[1],
    );
  };
  const recent = (kind: string) =>
    day.newest.filter(
      ({ assetKind, observedAt }) => assetKind === kind && observedAt >= day.to - 2 * 3_600_000,
    );

  test('bins heard, full and overflowing', async () => {
    const fills = recent('bin').map(({ points }) => Number(points.fill_pct));
    expect(await numbersOf('streetkeep-bins', 1)).toEqual([fills.length]);
    expect(await numbersOf('streetkeep-bins', 2)).toEqual([fills.filter((fill) => fill >= 80).length]);
    expect(await numbersOf('streetkeep-bins', 3)).toEqual([fills.filter((fill) => fill >= 95).length]);
  });

  test('lamps lit and heard', async () => {
    const lit = recent('lamp').filter(({ points }) => points.lamp_on === 1);
    expect(await numbersOf('streetkeep-lighting', 1)).toEqual([lit.length, recent('lamp').length]);
  });

  test('every transition of an alert, once', async () => {
    const [series] = await ask('SELECT count("id") FROM "alert"');
    expect(day.transitions).toBeGreaterThan(20);
    expect(series?.rows[0]?.count).toBe(day.transitions);
  });

  test('a field that nobody writes has no rows: these tests can fail', async () => {
    expect(await ask('SELECT mean("no_such_pct") FROM "bin"')).toEqual([]);
  });
});
