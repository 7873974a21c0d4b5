import { type MouseEvent, memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Alert } from '../../api/types';
import { ageText } from '../../format';
import { useAbout, useStore } from '../../live/live';
import { SeverityMark } from '../../ui/marks';
import { go, hrefOf } from '../../url';
import { Owner } from './acknowledge-button';
import { assetIdOf, finding, isSilence, kindWord, subjectName } from './sentence';

export interface QueueRowProps {
  readonly alert: Alert;
  readonly isGone: boolean;
  readonly isSelected: boolean;
  readonly now: number;
}

/** Leaves new tabs and windows to the browser. */
const isPlainClick = (event: MouseEvent): boolean =>
  event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey;

export const QueueRow = memo(function QueueRow({ alert, isGone, isSelected, now }: QueueRowProps) {
  const { t } = useTranslation();
  const store = useStore();
  const { timeZone } = useAbout();
  const assetId = assetIdOf(alert);
  const asset = store.assets.get(assetId ?? '');
  const name = subjectName(t, alert, asset);
  const what = finding({ t, now, zone: timeZone }, alert);
  const age = ageText(t, now - alert.openedAt);
  const facts = [what, t('alert.since', { age })].filter((part) => part !== '');
  const text = (
    <>
      <span className="row-head">
        <b>{kindWord(t, alert)}</b> <span className="row-name">{name}</span>
      </span>
      <span className="row-facts">{facts.join(' · ')}</span>
      {alert.stale !== undefined && (
        <span className="row-stale">{t('alert.stale', { why: alert.stale })}</span>
      )}
    </>
  );
  return (
    <article
      className={`row row-${alert.severity}${isGone ? ' row-gone' : ''}${isSelected ? ' row-selected' : ''}`}
      data-alert={alert.id}
    >
      <span className="row-mark">
        <SeverityMark mark={alert.severity} />
        {(isSilence(alert) || alert.stale !== undefined) && <SeverityMark mark="unknown" size={12} />}
      </span>
      {assetId === undefined ? (
        <span className="row-text">{text}</span>
      ) : (
        <a
          className="row-text"
          href={hrefOf({ asset: assetId, point: undefined })}
          onClick={(event) => {
            if (!isPlainClick(event)) return;
            event.preventDefault();
            go({ asset: assetId, point: undefined });
          }}
        >
          {text}
        </a>
      )}
      <span className="row-foot">
        {isGone ? (
          <span className="nobody">{t('queue.resolvedHere')}</span>
        ) : (
          <Owner alert={alert} name={name} />
        )}
        {alert.state === 'clearing' && <span className="nobody">{t('alert.clearing')}</span>}
      </span>
    </article>
  );
});
