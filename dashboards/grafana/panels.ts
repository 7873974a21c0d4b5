import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import * as common from '@grafana/grafana-foundation-sdk/common';
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import * as geomap from '@grafana/grafana-foundation-sdk/geomap';
import * as stat from '@grafana/grafana-foundation-sdk/stat';
import * as table from '@grafana/grafana-foundation-sdk/table';
import * as timeseries from '@grafana/grafana-foundation-sdk/timeseries';
import type { PointName } from '../../core/index.js';
import { unitOf } from './fields.js';
import { DATA_SOURCE, type Query, target } from './influxql.js';

/** What every panel says about itself. */
export interface PanelSpec {
  /** Links and alerts point at it: never changed, never used again in the same dashboard. */
  readonly id: number;
  readonly title: string;
  /** What the panel shows and what to do about it. */
  readonly says: string;
  /** Of the 24 columns. */
  readonly width: number;
  readonly queries: readonly Query[];
  /** Grafana's name of the unit; `unitOf` has those of points. */
  readonly unit: string;
  readonly decimals?: number;
  readonly limits?: Limits;
}

/** Where the colour changes, from the harmless end. */
export interface Limits {
  readonly worse: 'above' | 'below';
  readonly warn: number;
  readonly alarm: number;
}

export interface TrendSpec extends PanelSpec {
  /** Least interval, such as `30m`: that of the devices' reports where assets are counted or summed. */
  readonly every: string;
  readonly min?: number;
  readonly max?: number;
  readonly drawn?: 'lines' | 'bars' | 'stacked';
}

export interface TableSpec extends Omit<PanelSpec, 'unit'> {
  /** The points among its columns. */
  readonly points: readonly PointName[];
  /** Columns that are not points: their Grafana unit. */
  readonly units?: Readonly<Record<string, string>>;
  readonly showsTime?: boolean;
  readonly height?: number;
}

/** What looks at the present looks this far back, whatever range is chosen: twice the rarest report. */
const PRESENT = '2h';
const [GREEN, ORANGE, RED, BLUE] = ['#5a9e6f', '#d9902f', '#c4453c', '#4f81b0'];

interface PanelBuilder extends Builder<dashboard.Panel> {
  id(id: number): this;
  title(title: string): this;
  description(description: string): this;
  datasource(ref: common.DataSourceRef): this;
  targets(targets: Builder<Dataquery>[]): this;
  height(rows: number): this;
  span(columns: number): this;
  noValue(text: string): this;
  thresholds(thresholds: Builder<dashboard.ThresholdsConfig>): this;
}

type Shared = Omit<PanelSpec, 'unit'> & { readonly height: number };

function dress<T extends PanelBuilder>(builder: T, spec: Shared, format: 'time_series' | 'table'): T {
  return builder
    .id(spec.id)
    .title(spec.title)
    .description(spec.says)
    .datasource(DATA_SOURCE)
    .targets(spec.queries.map((query, place) => target(query, place, format)))
    .height(spec.height)
    .span(spec.width)
    .thresholds(thresholdsOf(spec.limits));
}

function thresholdsOf(limits: Limits | undefined): dashboard.ThresholdsConfigBuilder {
  const builder = new dashboard.ThresholdsConfigBuilder().mode(dashboard.ThresholdsMode.Absolute);
  if (limits === undefined) return builder.steps([{ value: null, color: BLUE }]);
  const { worse, warn, alarm } = limits;
  return worse === 'above'
    ? builder.steps([
        { value: null, color: GREEN },
        { value: warn, color: ORANGE },
        { value: alarm, color: RED },
      ])
    : builder.steps([
        { value: null, color: RED },
        { value: alarm, color: ORANGE },
        { value: warn, color: GREEN },
      ]);
}

/** One number or a few, as they are now. Counts of nothing are 0: InfluxQL answers them with no row. */
export const statPanel = (spec: PanelSpec & { readonly counts?: boolean }): Builder<dashboard.Panel> => {
  const builder = dress(new stat.PanelBuilder(), { ...spec, height: 4 }, 'time_series')
    .unit(spec.unit)
    .timeFrom(PRESENT)
    .graphMode(common.BigValueGraphMode.None)
    .colorMode(common.BigValueColorMode.Value)
    .reduceOptions(new common.ReduceDataOptionsBuilder().calcs(['lastNotNull']));
  if (spec.decimals !== undefined) builder.decimals(spec.decimals);
  return spec.counts ? builder.noValue('0') : builder;
};

/** A history. */
export function trendPanel(spec: TrendSpec): Builder<dashboard.Panel> {
  const { unit, decimals, every, limits, min, max, drawn = 'lines' } = spec;
  const builder = dress(new timeseries.PanelBuilder(), { ...spec, height: 8 }, 'time_series')
    .unit(unit)
    .interval(every)
    .lineWidth(1)
    .showPoints(common.VisibilityMode.Never)
    .spanNulls(true)
    .legend(
      new common.VizLegendOptionsBuilder()
        .displayMode(common.LegendDisplayMode.List)
        .placement(common.LegendPlacement.Bottom)
        .showLegend(true),
    )
    .tooltip(new common.VizTooltipOptionsBuilder().mode(common.TooltipDisplayMode.Multi));
  if (decimals !== undefined) builder.decimals(decimals);
  if (min !== undefined) builder.min(min);
  if (max !== undefined) builder.max(max);
  if (drawn !== 'lines') builder.drawStyle(common.GraphDrawStyle.Bars).fillOpacity(70);
  if (drawn === 'stacked')
    builder.stacking(new common.StackingConfigBuilder().mode(common.StackingMode.Normal));
  if (limits !== undefined) {
    builder.thresholdsStyle(
      new common.GraphThresholdsStyleConfigBuilder().mode(common.GraphThresholdsStyleMode.Dashed),
    );
  }
  return builder;
}

/** A row for each asset (or alert), the first query's columns; Time is hidden, since a newest value has none of its own. */
export function tablePanel(spec: TableSpec): Builder<dashboard.Panel> {
  const { height = 9 } = spec;
  const builder = dress(new table.PanelBuilder(), { ...spec, height }, 'table').filterable(true);
  if (!spec.showsTime) builder.overrideByName('Time', [{ id: 'custom.hidden', value: true }]);
  for (const point of spec.points) builder.overrideByName(point, [{ id: 'unit', value: unitOf(point) }]);
  for (const [column, unit] of Object.entries(spec.units ?? {})) {
    builder.overrideByName(column, [{ id: 'unit', value: unit }]);
  }
  return builder;
}

/** Where things are: the first query's columns `lat` and `lon`, coloured by another of its columns. */
export const mapPanel = (spec: PanelSpec & { readonly colour: PointName }): Builder<dashboard.Panel> =>
  dress(new geomap.PanelBuilder(), { ...spec, height: 12 }, 'table')
    .timeFrom(PRESENT)
    .unit(spec.unit)
    .view(new geomap.MapViewConfigBuilder().id('fit').allLayers(true).zoom(12))
    // Grafana's own outlines of the countries: its usual base map would ask a server elsewhere for tiles.
    .basemap(new common.MapLayerOptionsBuilder().type('geojson').name('outlines').config({}))
    .layers([
      new common.MapLayerOptionsBuilder()
        .type('markers')
        .name(spec.title)
        .location(
          new common.FrameGeometrySourceBuilder()
            .mode(common.FrameGeometrySourceMode.Coords)
            .latitude('lat')
            .longitude('lon'),
        )
        .tooltip(true)
        .config({
          style: { size: { fixed: 6 }, color: { field: spec.colour, fixed: BLUE }, opacity: 0.8 },
          showLegend: true,
        }),
    ]);
