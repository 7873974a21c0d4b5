import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import { ALERT_MEASUREMENT, type AlertKind } from '../../core/index.js';
import { DATA_SOURCE, type Query } from './influxql.js';
import { tablePanel } from './panels.js';

const FROM = `FROM "${ALERT_MEASUREMENT}" WHERE $timeFilter AND "assetId" =~ /^$asset/`;
/** More marks than this are a grey bar, not an answer. */
const MOST_MARKS = 500;

/** What the InfluxDB data source wants of an annotation, beyond the SDK's types. */
interface MarkQuery {
  readonly refId: string;
  readonly datasource: typeof DATA_SOURCE;
  readonly query: string;
  readonly rawQuery: true;
  readonly textEditor: true;
  readonly fromAnnotations: true;
  readonly textColumn: string;
  readonly tagsColumn: string;
  _implementsDataqueryVariant(): void;
}

const markQuery: MarkQuery = {
  refId: 'Anno',
  datasource: DATA_SOURCE,
  query: `SELECT "id", "assetId", "kind", "severity" ${FROM} AND "transition" = 'raised' AND "severity" =~ /^(critical|major)$/ LIMIT ${MOST_MARKS}`,
  rawQuery: true,
  textEditor: true,
  fromAnnotations: true,
  textColumn: 'assetId',
  tagsColumn: 'kind,severity',
  _implementsDataqueryVariant: () => {},
};

/** A mark on every history where a grave alert was raised. */
export const alertMarks = new dashboard.AnnotationQueryBuilder()
  .name('重要报警 Grave alerts')
  .datasource(DATA_SOURCE)
  .enable(true)
  .hide(false)
  .iconColor('#c4453c')
  .target({ build: () => markQuery });

/** Alerts raised in each interval, a series for each severity. */
export const raised = (kinds?: readonly AlertKind[]): Query => ({
  text: `SELECT count("id") ${FROM} AND "transition" = 'raised'${ofKinds(kinds)} GROUP BY time($__interval), "severity" fill(none)`,
  alias: '$tag_severity',
});

/** What happened to alerts, newest first. */
export const alertTable = (id: number, kinds?: readonly AlertKind[]) =>
  tablePanel({
    id,
    title: '报警动态 What happened to alerts',
    says: 'The newest transitions. Streetkeep decides about alerts; acknowledge and dispatch in its console.',
    width: 24,
    queries: [
      {
        text: `SELECT "severity", "kind", "assetId", "transition", "state" ${FROM}${ofKinds(kinds)} ORDER BY time DESC LIMIT 50`,
      },
    ],
    points: [],
    showsTime: true,
  });

const ofKinds = (kinds: readonly AlertKind[] | undefined): string =>
  kinds === undefined ? '' : ` AND "kind" =~ /^(${kinds.join('|')})$/`;
