import { useTranslation } from 'react-i18next';
import { hourMinute, hourMinuteSecond, zoneOffset } from '../../format';
import { useAbout, useNow, useStore, useTopic } from '../../live/live';

/** How fresh the picture is: seconds since the server's last word. */
export function LinkIndicator() {
  const { t } = useTranslation();
  const store = useStore();
  useTopic('link');
  const now = useNow(200);
  const link = store.link();
  const age = Math.max(0, now - (store.heardAt() ?? now)) / 1_000;
  const seconds = age.toFixed(1);
  return (
    <span
      className={`live live-${link.phase}`}
      title={link.phase === 'live' ? t('link.liveTitle', { s: seconds }) : undefined}
    >
      <i aria-hidden="true" />
      {link.phase === 'live' ? (
        <>
          {t('link.live')} <span className="num">{seconds} s</span>
        </>
      ) : (
        t(`link.${link.phase}`)
      )}
    </span>
  );
}

/** The one place that says which zone all times are in. */
export function CityTime() {
  const { t } = useTranslation();
  const { timeZone } = useAbout();
  const now = useNow(1_000);
  return (
    <span className="city-time" title={t('top.cityTime')}>
      <b className="num">{hourMinute(now, timeZone)}</b>
      <small>
        <span className="zone-name">{timeZone.replace('_', ' ')} · </span>
        {zoneOffset(now, timeZone)}
      </small>
    </span>
  );
}

/** Says that what is on screen no longer follows the city. */
export function LostBanner() {
  const { t } = useTranslation();
  const store = useStore();
  const { timeZone } = useAbout();
  useTopic('link');
  const link = store.link();
  if (link.phase !== 'lost') return null;
  const heard = store.heardAt() ?? link.since;
  return (
    <div className="lost" role="alert">
      <b>⚠ {t('link.lostSince', { time: hourMinuteSecond(heard, timeZone) })}</b>{' '}
      <span>{t('link.retrying', { n: link.attempt + 1 })}</span>
    </div>
  );
}
