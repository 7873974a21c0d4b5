import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Boundary, Loading } from '../../ui/states';
import { KindChips } from './kind-chips';
import { Legend } from './legend';

const MapCanvas = lazy(() => import('./map-canvas'));

export function MapPage() {
  const { t } = useTranslation();
  return (
    <section className="map-page" aria-label={t('nav.map')}>
      <Boundary fallback={<p className="map-failed">{t('map.failed')}</p>}>
        <Suspense fallback={<Loading />}>
          <MapCanvas />
        </Suspense>
      </Boundary>
      <KindChips />
      <Legend />
    </section>
  );
}
