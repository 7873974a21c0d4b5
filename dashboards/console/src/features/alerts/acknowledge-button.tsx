import Button from 'antd/es/button';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/client';
import type { Alert, Role } from '../../api/types';
import { useSession } from '../session/session';
import { kindWord } from './sentence';
import { useAcknowledge } from './use-acknowledge';

const MAY: ReadonlySet<Role> = new Set(['dispatcher', 'operator', 'admin', 'crew']);

/** Who has the alert, or the button to take it. */
export function Owner({ alert, name }: { alert: Alert; name: string }) {
  const { t } = useTranslation();
  const { role } = useSession();
  const acknowledge = useAcknowledge(alert);
  if (alert.acknowledgedBy !== undefined) {
    return <span className="owner">✓ {t('alert.hasIt', { who: alert.acknowledgedBy })}</span>;
  }
  if (alert.state === 'resolved' || !MAY.has(role))
    return <span className="nobody">{t('alert.nobody')}</span>;
  const { error } = acknowledge;
  const detail = error instanceof ApiError && error.status > 0 ? error.detail : t('state.noAnswer');
  return (
    <span className="take">
      {error && (
        <span className="take-failed" role="alert">
          {t('alert.ackFailed', { detail })}
        </span>
      )}
      <Button
        size="small"
        className="take-button"
        disabled={acknowledge.isPending}
        aria-label={t('alert.acknowledgeThis', { what: `${kindWord(t, alert)} ${name}` })}
        onClick={() => acknowledge.mutate()}
      >
        {t(acknowledge.isPending ? 'alert.acknowledging' : 'alert.acknowledge')}
      </Button>
    </span>
  );
}
