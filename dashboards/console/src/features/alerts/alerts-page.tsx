import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import Button from 'antd/es/button';
import Segmented from 'antd/es/segmented';
import { useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { SEVERITIES } from '../../../../../core/index.js';
import type { Alert } from '../../api/types';
import { useAbout, useNow, useServices, useTopic } from '../../live/live';
import { SeverityMark } from '../../ui/marks';
import { Empty, Failed, Loading } from '../../ui/states';
import { go, useView } from '../../url';
import { KindChips } from '../map/kind-chips';
import { AlertLine } from './alert-line';
import { alertsCsv, download } from './csv';
import { assetIdOf, bySeverity, byTime } from './sentence';

const WEEK_MS = 7 * 24 * 3_600_000;

function useAlertList() {
  const { api, store } = useServices();
  const view = useView();
  const alertsVersion = useTopic('alerts');
  const assetsVersion = useTopic('assets');
  const resolved = useQuery({
    queryKey: ['alerts', 'resolved'],
    queryFn: ({ signal }) => api.alerts({ state: 'resolved', from: store.now() - WEEK_MS }, signal),
    enabled: view.state === 'resolved',
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the versions stand for the contents of the store
  const alerts = useMemo(() => {
    const all: readonly Alert[] = view.state === 'open' ? [...store.alerts.values()] : (resolved.data ?? []);
    const fits = (alert: Alert): boolean => {
      if (view.severities.length > 0 && !view.severities.includes(alert.severity)) return false;
      const kind = store.assets.get(assetIdOf(alert) ?? '')?.kind;
      return view.kinds.length === 0 || (kind !== undefined && view.kinds.includes(kind));
    };
    return all.filter(fits).sort(view.sort === 'time' ? byTime : bySeverity);
  }, [store, alertsVersion, assetsVersion, resolved.data, view]);
  return { alerts, resolved };
}

function SeverityChips() {
  const { t } = useTranslation();
  const { severities } = useView();
  return (
    <fieldset className="chips" aria-label={t('alerts.severity')}>
      {SEVERITIES.map((severity) => {
        const isOn = severities.includes(severity);
        const next = isOn ? severities.filter((one) => one !== severity) : [...severities, severity];
        return (
          <button
            key={severity}
            type="button"
            className="chip"
            aria-pressed={isOn}
            onClick={() => go({ severities: next })}
          >
            <SeverityMark mark={severity} size={12} /> {t(`severity.${severity}`)}
          </button>
        );
      })}
    </fieldset>
  );
}

/** Every alert, open or lately resolved, as a list to filter, sort and take away. */
export default function AlertsPage() {
  const { t } = useTranslation();
  const view = useView();
  const { store } = useServices();
  const { timeZone } = useAbout();
  const now = useNow(1_000);
  const { alerts, resolved } = useAlertList();
  const scroller = useRef<HTMLDivElement>(null);
  const list = useVirtualizer({
    count: alerts.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 56,
    getItemKey: (index) => alerts[index]?.id ?? index,
    overscan: 10,
    initialRect: { width: 900, height: 800 },
  });
  const isResolved = view.state === 'resolved';
  const isWaiting = isResolved && resolved.isPending;
  return (
    <section className="alerts-page" aria-label={t('alerts.title')}>
      <header className="alerts-head">
        <h1>{t('alerts.title')}</h1>
        <Segmented
          aria-label={t('alerts.title')}
          value={view.state}
          options={[
            { value: 'open' as const, label: t('alerts.openTab') },
            { value: 'resolved' as const, label: t('alerts.resolvedTab') },
          ]}
          onChange={(state) => go({ state })}
        />
        <span className="num">{t('alerts.count', { count: alerts.length })}</span>
        <Segmented
          aria-label={t('alerts.sort')}
          size="small"
          value={view.sort}
          options={[
            { value: 'severity' as const, label: t('alerts.sortSeverity') },
            { value: 'time' as const, label: t('alerts.sortTime') },
          ]}
          onChange={(sort) => go({ sort })}
        />
        <Button
          size="small"
          disabled={alerts.length === 0}
          onClick={() => download('alerts.csv', alertsCsv({ t, now, zone: timeZone }, alerts, store.assets))}
        >
          {t('alerts.export')}
        </Button>
      </header>
      <SeverityChips />
      <KindChips />
      {isWaiting && <Loading rows={8} />}
      {isResolved && resolved.isError && (
        <Failed what={t('alerts.title')} fault={resolved.error} retry={() => void resolved.refetch()} />
      )}
      {!isWaiting && alerts.length === 0 && !resolved.isError && <Empty>{t('alerts.empty')}</Empty>}
      <div className="alerts-list" ref={scroller}>
        <div style={{ height: list.getTotalSize(), position: 'relative' }}>
          {list.getVirtualItems().map((item) => {
            const alert = alerts[item.index];
            return (
              alert && (
                <div
                  key={item.key}
                  data-index={item.index}
                  ref={list.measureElement}
                  className="queue-item"
                  style={{ transform: `translateY(${item.start}px)` }}
                >
                  <AlertLine alert={alert} now={now} />
                </div>
              )
            );
          })}
        </div>
      </div>
    </section>
  );
}
