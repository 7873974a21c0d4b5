import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SeverityMark } from '../../ui/marks';
import { MARKS } from '../../ui/shapes';

export function Legend() {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(() => window.innerWidth > 700);
  return (
    <details className="legend" open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t('map.legend')}</summary>
      <ul>
        {MARKS.map((mark) => (
          <li key={mark}>
            <SeverityMark mark={mark} size={15} /> {t(`severity.${mark}`)}
          </li>
        ))}
        <li>
          <i className="legend-calm" aria-hidden="true" /> {t('map.legendCalm')}
        </li>
        <li>
          <i className="legend-many num" aria-hidden="true">
            8
          </i>{' '}
          {t('map.legendCluster')}
        </li>
      </ul>
    </details>
  );
}
