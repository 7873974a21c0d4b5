import { useTranslation } from 'react-i18next';
import type { AssetDetail } from '../../api/types';
import { ageText, pointName, timeText, valueText } from '../../format';
import { useAbout } from '../../live/live';
import { intervalOf, isOld } from './freshness';
import { pointsOf } from './points';

/** Every point with its unit and age; what is no longer fresh fades and says since when. */
export function LatestValues({ asset, now }: { asset: AssetDetail; now: number }) {
  const { t } = useTranslation();
  const { timeZone } = useAbout();
  const interval = intervalOf(asset.kind, asset.devices);
  const points = pointsOf(asset);
  if (points.length === 0 && asset.devices.length === 0) return null;
  return (
    <section className="block" aria-label={t('asset.latest')}>
      <h3>{t('asset.latest')}</h3>
      {points.length === 0 && <p className="quiet">{t('asset.noReadings')}</p>}
      <dl className="values">
        {points.map((point) => {
          const latest = asset.latest[point];
          if (!latest) return null;
          const old = isOld(latest, interval, now);
          return (
            <div key={point} className={old ? 'value value-old' : 'value'}>
              <dt>{pointName(t, point)}</dt>
              <dd>
                <b className="num">{valueText(t, point, latest.value)}</b>
                <small className="num">
                  {old
                    ? t('asset.staleSince', { time: timeText(latest.ts, now, timeZone) })
                    : ageText(t, now - latest.ts)}
                  {latest.quality !== 'good' && ` · ${t(`quality.${latest.quality}`)}`}
                </small>
              </dd>
            </div>
          );
        })}
      </dl>
    </section>
  );
}
