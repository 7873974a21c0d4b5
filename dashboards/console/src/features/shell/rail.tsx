import { useTranslation } from 'react-i18next';
import { useStore, useTopic } from '../../live/live';
import { ICONS, Icon } from '../../ui/marks';
import { go, hrefOf, useView } from '../../url';

const PAGES = ['map', 'alerts'] as const;

/** The pages that exist: a rail on the left, on a phone a bar at the bottom. */
export function Rail() {
  const { t } = useTranslation();
  const { page } = useView();
  const store = useStore();
  useTopic('alerts');
  const open = store.alerts.size;
  return (
    <nav className="rail" aria-label={t('nav.label')}>
      {PAGES.map((name) => (
        <a
          key={name}
          href={hrefOf({ page: name, asset: undefined, point: undefined })}
          className="rail-item"
          aria-current={page === name ? 'page' : undefined}
          onClick={(event) => {
            if (event.metaKey || event.ctrlKey || event.shiftKey) return;
            event.preventDefault();
            go({ page: name, asset: undefined, point: undefined });
          }}
        >
          <Icon d={ICONS[name]} size={22} />
          <span>{t(`nav.${name}`)}</span>
          {name === 'alerts' && open > 0 && <b className="rail-count num">{open > 999 ? '999+' : open}</b>}
        </a>
      ))}
    </nav>
  );
}
