import { useTranslation } from 'react-i18next';
import type { Alert } from '../../api/types';
import { ageText, timeText } from '../../format';
import { useAbout, useStore } from '../../live/live';
import { SeverityMark } from '../../ui/marks';
import { go, hrefOf } from '../../url';
import { Owner } from './acknowledge-button';
import { assetIdOf, finding, isSilence, kindWord, subjectName } from './sentence';

/** One alert across the width of the page. */
export function AlertLine({ alert, now }: { alert: Alert; now: number }) {
  const { t } = useTranslation();
  const store = useStore();
  const { timeZone } = useAbout();
  const assetId = assetIdOf(alert);
  const name = subjectName(t, alert, store.assets.get(assetId ?? ''));
  const lasted = ageText(t, (alert.resolvedAt ?? now) - alert.openedAt);
  return (
    <article className="line" data-alert={alert.id}>
      <span className={`line-severity group-${alert.severity}`}>
        <SeverityMark mark={isSilence(alert) ? 'unknown' : alert.severity} />{' '}
        {t(`severity.${alert.severity}`)}
      </span>
      <span className="line-what">
        <b>{kindWord(t, alert)}</b>{' '}
        {assetId === undefined ? (
          name
        ) : (
          <a
            href={hrefOf({ asset: assetId, point: undefined })}
            onClick={(event) => {
              if (event.metaKey || event.ctrlKey || event.shiftKey) return;
              event.preventDefault();
              go({ asset: assetId, point: undefined });
            }}
          >
            {name}
          </a>
        )}
        <small>{finding({ t, now, zone: timeZone }, alert)}</small>
      </span>
      <span className="line-time num">
        {timeText(alert.openedAt, now, timeZone)}
        <small>{t(alert.resolvedAt === undefined ? 'alert.since' : 'alert.lasted', { age: lasted })}</small>
      </span>
      <span className="line-who">
        <Owner alert={alert} name={name} />
      </span>
    </article>
  );
}
