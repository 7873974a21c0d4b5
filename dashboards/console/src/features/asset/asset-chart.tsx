import { useQuery } from '@tanstack/react-query';
import Segmented from 'antd/es/segmented';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { AssetDetail } from '../../api/types';
import { pointName } from '../../format';
import { useServices } from '../../live/live';
import { Failed, Loading } from '../../ui/states';
import { go, useView } from '../../url';
import { nameOf } from '../alerts/sentence';
import { columnsOf, gapAfter, levelsFor, loadSamples, type Sample, SPAN_MS } from './chart-data';
import { intervalOf } from './freshness';
import { PlotCanvas } from './plot-canvas';
import { chartPoints, openingPoint } from './points';

function useChart(asset: AssetDetail, point: string) {
  const { api, store } = useServices();
  const { span } = useView();
  const { assetId } = asset;
  const samples = useQuery({
    queryKey: ['samples', assetId, point, span],
    queryFn: ({ signal }) => loadSamples(api, { assetId, point, span, now: store.now() }, signal),
    // Another span of the same point may stand in while the new one is fetched; another point may not.
    placeholderData: (before, query) =>
      query?.queryKey[1] === assetId && query.queryKey[2] === point ? before : undefined,
    refetchInterval: 5 * 60_000,
  });
  const alerts = useQuery({
    queryKey: ['alerts', assetId, span],
    queryFn: ({ signal }) =>
      api.alerts({ asset: assetId, from: store.now() - SPAN_MS[span], limit: 500 }, signal),
    refetchInterval: 5 * 60_000,
  });
  const rules = useQuery({
    queryKey: ['rules'],
    queryFn: ({ signal }) => api.rules(signal),
    staleTime: 5 * 60_000,
  });
  return { samples, alerts: alerts.data ?? [], rules: rules.data ?? [] };
}

/** The readings of one point with its threshold lines and the alerts there were. */
export default function AssetChart({ asset }: { asset: AssetDetail }) {
  const { t } = useTranslation();
  const view = useView();
  const points = chartPoints(asset);
  const point = view.point !== undefined && points.includes(view.point) ? view.point : openingPoint(asset);
  if (point === undefined) return null;
  return (
    <section className="block" aria-label={t('chart.title')}>
      <div className="chart-tools">
        <select
          aria-label={t('chart.point')}
          value={point}
          onChange={(event) => go({ point: event.target.value })}
        >
          {points.map((name) => (
            <option key={name} value={name}>
              {pointName(t, name)}
            </option>
          ))}
        </select>
        <Segmented
          size="small"
          aria-label={t('chart.span')}
          value={view.span}
          options={(['24h', '7d', '14d'] as const).map((value) => ({ value, label: t(`chart.${value}`) }))}
          onChange={(span) => go({ span })}
        />
      </div>
      <Plot asset={asset} point={point} />
    </section>
  );
}

function Plot({ asset, point }: { asset: AssetDetail; point: string }) {
  const { t } = useTranslation();
  const { span } = useView();
  const { samples, alerts, rules } = useChart(asset, point);
  const newest = asset.latest[point];
  const data = samples.data;
  const interval = intervalOf(asset.kind, asset.devices);
  const columns = useMemo(() => {
    const all: Sample[] = [...(data ?? [])];
    const last = all.at(-1);
    // The live value continues the fetched line.
    if (newest && typeof newest.value !== 'string' && (!last || newest.ts > last.ts)) {
      all.push({ ts: newest.ts, value: Number(newest.value), quality: newest.quality });
    }
    return columnsOf(all, gapAfter(span, interval));
  }, [data, newest, span, interval]);
  const episodes = useMemo(() => {
    const open = new Map(asset.alerts.map((alert) => [alert.id, alert]));
    return [...alerts.filter((alert) => !open.has(alert.id)), ...open.values()];
  }, [alerts, asset.alerts]);
  const levels = useMemo(() => levelsFor(rules, asset, point), [rules, asset, point]);

  if (samples.isPending) return <Loading rows={5} />;
  if (samples.isError && !data) {
    return <Failed what={t('chart.what')} fault={samples.error} retry={() => void samples.refetch()} />;
  }
  if (columns.xs.length === 0) return <p className="chart-empty">{t('chart.empty')}</p>;
  return (
    <>
      <PlotCanvas
        columns={columns}
        point={point}
        span={span}
        alerts={episodes}
        levels={levels}
        label={t('chart.label', {
          name: nameOf(asset),
          point: pointName(t, point),
          span: t(`chart.${span}`),
        })}
      />
      {samples.isFetching && samples.isPlaceholderData && (
        <small className="quiet">{t('state.updating')}</small>
      )}
    </>
  );
}
