import { expect } from 'vitest';

/** What the tests look at in a dashboard, as Grafana will read it. */
export interface ReadDashboard {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly schemaVersion: number;
  readonly editable: boolean;
  readonly tags: readonly string[];
  readonly panels: readonly ReadPanel[];
  readonly annotations: readonly ReadMarks[];
}

export interface ReadPanel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description: string;
  readonly datasource: { readonly uid: string };
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly interval?: string;
  readonly timeFrom?: string;
  readonly targets: readonly ReadTarget[];
  /** Columns that a table gives units to or hides. */
  readonly columns: readonly string[];
}

export interface ReadTarget {
  readonly refId: string;
  readonly query: string;
  readonly datasource: { readonly uid: string };
}

export interface ReadMarks {
  readonly name: string;
  readonly datasource: { readonly uid: string };
  readonly target: ReadTarget & { readonly textColumn: string; readonly tagsColumn: string };
}

interface Raw extends Omit<ReadDashboard, 'panels' | 'annotations'> {
  readonly panels: readonly (Omit<ReadPanel, 'columns'> & {
    readonly fieldConfig: {
      readonly overrides: readonly { readonly matcher: { readonly id: string; readonly options: string } }[];
    };
  })[];
  readonly annotations: { readonly list: readonly ReadMarks[] };
}

export function readDashboards(files: ReadonlyMap<string, string>): readonly ReadDashboard[] {
  const read = [...files.values()].map((text): ReadDashboard => {
    const raw: Raw = JSON.parse(text);
    const panels = raw.panels.map((panel) => ({
      ...panel,
      columns: (panel.fieldConfig?.overrides ?? [])
        .filter(({ matcher }) => matcher.id === 'byName')
        .map(({ matcher }) => matcher.options),
    }));
    return { ...raw, panels, annotations: raw.annotations.list };
  });
  expect(read).toHaveLength(6);
  return read;
}
