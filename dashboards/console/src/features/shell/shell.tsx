import Button from 'antd/es/button';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNow, useStore, useTopic } from '../../live/live';
import { ICONS, Icon, SeverityMark } from '../../ui/marks';
import { Boundary, Broken, Loading } from '../../ui/states';
import { useView } from '../../url';
import { AlertQueue } from '../alerts/queue';
import { bySeverity } from '../alerts/sentence';
import { AssetDrawer } from '../asset/asset-drawer';
import { MapPage } from '../map/map-page';
import { LanguageSwitch } from './language-switch';
import { CityTime, LinkIndicator, LostBanner } from './link-indicator';
import { Rail } from './rail';
import { Search } from './search';
import { UserMenu } from './user-menu';

const AlertsPage = lazy(() => import('../alerts/alerts-page'));

const SIDE_KEY = 'streetkeep.queue';

/** The queue when it is folded away: how much is waiting and how bad the worst is. */
function FoldedQueue({ onOpen }: { onOpen: () => void }) {
  const { t } = useTranslation();
  const store = useStore();
  useTopic('alerts');
  const worst = [...store.alerts.values()].sort(bySeverity)[0];
  return (
    <button
      type="button"
      className="folded"
      onClick={onOpen}
      aria-label={t('queue.expand')}
      title={t('queue.expand')}
    >
      <Icon d={ICONS.expand} size={16} />
      {worst && <SeverityMark mark={worst.severity} />}
      <b className="num">{store.alerts.size}</b>
    </button>
  );
}

function Side() {
  const { t } = useTranslation();
  const { asset } = useView();
  const [isOpen, setOpen] = useState(() => localStorage.getItem(SIDE_KEY) !== 'folded');
  const turn = (open: boolean): void => {
    localStorage.setItem(SIDE_KEY, open ? 'open' : 'folded');
    setOpen(open);
  };
  return (
    <aside className={`side${isOpen ? '' : ' side-folded'}${asset === undefined ? '' : ' side-drawer'}`}>
      {isOpen ? (
        <>
          <Button
            type="text"
            size="small"
            className="side-fold"
            aria-label={t('queue.collapse')}
            title={t('queue.collapse')}
            icon={<Icon d={ICONS.collapse} size={16} />}
            onClick={() => turn(false)}
          />
          <AlertQueue />
        </>
      ) : (
        <FoldedQueue onOpen={() => turn(true)} />
      )}
      {asset !== undefined && <AssetDrawer key={asset} assetId={asset} />}
    </aside>
  );
}

/** Tells the tab how many alerts wait, for the screen where the console is not in front. */
function TabTitle() {
  const { t } = useTranslation();
  const store = useStore();
  useTopic('alerts');
  useNow(60_000);
  const open = store.alerts.size;
  return <title>{open > 0 ? `(${open}) ${t('app.name')}` : t('app.name')}</title>;
}

export function Shell({ onSignOut }: { onSignOut: () => void }) {
  const { t } = useTranslation();
  const { page } = useView();
  return (
    <div className={`shell shell-${page}`}>
      <TabTitle />
      <button type="button" className="skip" onClick={() => document.getElementById('content')?.focus()}>
        {t('nav.skip')}
      </button>
      <Rail />
      <header className="top">
        <Search />
        <div className="top-state">
          <LinkIndicator />
          <CityTime />
        </div>
        <div className="top-tools">
          <LanguageSwitch />
          <UserMenu onSignOut={onSignOut} />
        </div>
      </header>
      <main className="content" id="content" tabIndex={-1}>
        <LostBanner />
        <Boundary key={page} fallback={<Broken />}>
          {page === 'map' ? (
            <MapPage />
          ) : (
            <Suspense fallback={<Loading rows={8} />}>
              <AlertsPage />
            </Suspense>
          )}
        </Boundary>
      </main>
      <Boundary fallback={<Broken />}>
        <Side />
      </Boundary>
    </div>
  );
}
