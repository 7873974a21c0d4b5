import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import { alertMarks } from './alerts.js';

export interface DashboardSpec {
  /** Part of every address: never changed. */
  readonly uid: string;
  readonly title: string;
  readonly says: string;
  /** Panels in rows; those of a row are equally high. */
  readonly rows: readonly (readonly Builder<dashboard.Panel>[])[];
}

const COLUMNS = 24;
export const MARK = 'Made by `npm run dashboards` from dashboards/grafana: edit that, not this.';

/** A dashboard as Grafana reads it from a file. */
export function renderDashboard({ uid, title, says, rows }: DashboardSpec): string {
  const builder = new dashboard.DashboardBuilder(title)
    .uid(uid)
    .description(`${says} ${MARK}`)
    .tags(['streetkeep', 'generated'])
    // That of the city: Grafana's default, which compose sets.
    .timezone('')
    .readonly()
    .tooltip(dashboard.DashboardCursorSync.Crosshair)
    .time({ from: 'now-6h', to: 'now' })
    // Bins report every 10 to 30 minutes; what is live is in the console.
    .refresh('5m')
    .withVariable(
      new dashboard.TextBoxVariableBuilder('asset')
        .label('资产编号开头 Asset id begins with')
        .defaultValue('')
        .current({ text: '', value: '' })
        .options([]),
    )
    .annotation(alertMarks)
    .link(
      new dashboard.DashboardLinkBuilder('Streetkeep')
        .type(dashboard.DashboardLinkType.Dashboards)
        .tags(['streetkeep'])
        .asDropdown(true)
        .keepTime(true),
    );
  for (const panel of place(rows)) builder.withPanel(panel);
  return `${JSON.stringify(builder.build(), null, 2)}\n`;
}

/** Puts the panels on the grid, row by row. Throws when a row is wider than it or ragged. */
function place(rows: DashboardSpec['rows']): Builder<dashboard.Panel>[] {
  const placed: Builder<dashboard.Panel>[] = [];
  let y = 0;
  for (const row of rows) {
    let x = 0;
    const panels = row.map((panel) => panel.build());
    const height = panels[0]?.gridPos?.h ?? 0;
    for (const panel of panels) {
      const { w = 0, h = 0 } = panel.gridPos ?? {};
      if (x + w > COLUMNS || h !== height) throw new RangeError(`${panel.title} does not fit its row`);
      const at = { ...panel, gridPos: { h, w, x, y } };
      placed.push({ build: () => at });
      x += w;
    }
    y += height;
  }
  return placed;
}
