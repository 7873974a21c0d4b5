import { useTranslation } from 'react-i18next';
import type { Alert } from '../../api/types';
import { ageText } from '../../format';
import { useAbout } from '../../live/live';
import { SeverityMark } from '../../ui/marks';
import { Owner } from '../alerts/acknowledge-button';
import { bySeverity, finding, kindWord } from '../alerts/sentence';

export function OpenAlerts({ alerts, name, now }: { alerts: readonly Alert[]; name: string; now: number }) {
  const { t } = useTranslation();
  const { timeZone } = useAbout();
  if (alerts.length === 0) return null;
  return (
    <section className="block" aria-label={t('asset.openAlerts')}>
      <h3>{t('asset.openAlerts')}</h3>
      {[...alerts].sort(bySeverity).map((alert) => (
        <div key={alert.id} className="open-alert" data-alert={alert.id}>
          <SeverityMark mark={alert.severity} />
          <span className="open-alert-text">
            <b>{kindWord(t, alert)}</b> <span>{t(`severity.${alert.severity}`)}</span>
            <small className="num">
              {[
                finding({ t, now, zone: timeZone }, alert),
                t('alert.since', { age: ageText(t, now - alert.openedAt) }),
              ]
                .filter((part) => part !== '')
                .join(' · ')}
              {alert.stale !== undefined && <em> {t('alert.stale', { why: alert.stale })}</em>}
            </small>
          </span>
          <Owner alert={alert} name={name} />
        </div>
      ))}
    </section>
  );
}
