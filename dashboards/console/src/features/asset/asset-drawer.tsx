import { useQuery } from '@tanstack/react-query';
import Button from 'antd/es/button';
import { lazy, Suspense, useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/client';
import type { AssetDetail } from '../../api/types';
import { useNow, useServices, useTopic } from '../../live/live';
import { ICONS, Icon, KindIcon } from '../../ui/marks';
import { Boundary, Broken, Failed, Loading } from '../../ui/states';
import { go, useView } from '../../url';
import { nameOf } from '../alerts/sentence';
import { Devices, Facts, Parts } from './asset-facts';
import { LatestValues } from './latest-values';
import { OpenAlerts } from './open-alerts';
import { StateLine } from './state-line';

const AssetChart = lazy(() => import('./asset-chart'));

const close = (): void => go({ asset: undefined, point: undefined });

/** The asset as fetched, with the live values and alerts laid over it. */
function useLiveAsset(assetId: string) {
  const { api, store } = useServices();
  const readings = useTopic('readings');
  const alerts = useTopic('alerts');
  const query = useQuery({
    queryKey: ['asset', assetId],
    queryFn: ({ signal }) => api.asset(assetId, signal),
    refetchInterval: 60_000,
  });
  const fetched = query.data;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the versions stand for the contents of the store
  const asset = useMemo<AssetDetail | undefined>(() => {
    if (!fetched) return undefined;
    const latest = { ...fetched.latest, ...store.latestOf(assetId) };
    // Until the store has been filled the fetched alerts stand in.
    return { ...fetched, latest, alerts: alerts > 0 ? store.alertsOf(assetId) : fetched.alerts };
  }, [fetched, readings, alerts, store, assetId]);
  return { asset, query };
}

function Body({ asset }: { asset: AssetDetail }) {
  const now = useNow(1_000);
  return (
    <>
      <StateLine asset={asset} now={now} />
      <OpenAlerts alerts={asset.alerts} name={nameOf(asset)} now={now} />
      <Boundary fallback={<Broken />}>
        <Suspense fallback={<Loading rows={5} />}>
          <AssetChart asset={asset} />
        </Suspense>
      </Boundary>
      <LatestValues asset={asset} now={now} />
      <Parts asset={asset} />
      <Devices asset={asset} now={now} />
      <Facts asset={asset} />
    </>
  );
}

/** One asset, opened over the queue so that the map stays in sight. */
export function AssetDrawer({ assetId }: { assetId: string }) {
  const { t } = useTranslation();
  const { page } = useView();
  const { store } = useServices();
  useTopic('assets');
  const { asset, query } = useLiveAsset(assetId);
  const head = useRef<HTMLHeadingElement>(null);
  const known = asset ?? store.assets.get(assetId);
  const isMissing = query.error instanceof ApiError && query.error.status === 404;

  // On the whole page: a button that vanished under the focus (acknowledged) must not take the Escape key along.
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === 'Escape' && !event.defaultPrevented) close();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);

  useEffect(() => {
    const before = document.activeElement;
    head.current?.focus({ preventScroll: true });
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, []);

  return (
    <section className="drawer" aria-label={t('asset.label')}>
      <header className="drawer-head">
        {known && <KindIcon kind={known.kind} size={22} />}
        <div className="drawer-title">
          <h2 ref={head} tabIndex={-1}>
            {known ? nameOf(known) : assetId.slice(0, 64)}
          </h2>
          {known && (
            <small>
              {t(`kind.${known.kind}`)} · {known.plate ?? known.poleNumber ?? known.assetId}
            </small>
          )}
        </div>
        {page !== 'map' && known && (
          <Button
            type="text"
            aria-label={t('asset.locate')}
            title={t('asset.locate')}
            icon={<Icon d={ICONS.locate} />}
            onClick={() => go({ page: 'map' })}
          />
        )}
        <Button
          type="text"
          aria-label={t('asset.close')}
          title={t('asset.close')}
          icon={<Icon d={ICONS.close} />}
          onClick={close}
        />
      </header>
      <div className="drawer-body">
        {asset && <Body asset={asset} />}
        {!asset && query.isPending && <Loading rows={8} />}
        {!asset && isMissing && (
          <p className="failed" role="alert">
            {t('state.notFound', { id: assetId.slice(0, 64) })}
          </p>
        )}
        {!asset && query.isError && !isMissing && (
          <Failed
            what={known ? nameOf(known) : assetId}
            fault={query.error}
            retry={() => void query.refetch()}
          />
        )}
      </div>
    </section>
  );
}
