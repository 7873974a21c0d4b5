import { useTranslation } from 'react-i18next';
import type { AssetDetail } from '../../api/types';
import { ageText, pointName, timeText, valueText } from '../../format';
import { useAbout } from '../../live/live';
import { SeverityMark } from '../../ui/marks';
import type { Mark } from '../../ui/shapes';
import { bySeverity, finding, isSilence, kindWord, markOf, type Telling } from '../alerts/sentence';
import { intervalOf, isOld } from './freshness';
import { chiefPoint } from './points';

interface State {
  readonly mark?: Mark;
  readonly text: string;
}

function newestTs(asset: AssetDetail): number | undefined {
  const heard = asset.devices.flatMap((device) => device.lastHeardAt ?? []);
  const read = Object.values(asset.latest).map((latest) => latest.ts);
  const all = [...heard, ...read];
  return all.length > 0 ? Math.max(...all) : undefined;
}

/** The state in one sentence; the worst that is true wins, and what is not known is said to be unknown. */
function stateOf(asset: AssetDetail, telling: Telling): State {
  const { t, now, zone } = telling;
  const worst = [...asset.alerts].filter((alert) => !isSilence(alert)).sort(bySeverity)[0];
  const mark = markOf(asset.alerts);
  if (worst && mark) {
    const parts = [
      kindWord(t, worst),
      finding(telling, worst),
      t('alert.since', { age: ageText(t, now - worst.openedAt) }),
    ];
    const who =
      worst.acknowledgedBy === undefined
        ? t('alert.nobody')
        : t('alert.hasIt', { who: worst.acknowledgedBy });
    return { mark, text: [...parts, who].filter((part) => part !== '').join(' · ') };
  }
  const chief = chiefPoint(asset);
  const latest = chief === undefined ? undefined : asset.latest[chief];
  const heard = newestTs(asset);
  const isSilent =
    mark === 'unknown' ||
    asset.devices.some((device) => device.online === false) ||
    (latest !== undefined && isOld(latest, intervalOf(asset.kind, asset.devices), now));
  if (isSilent && heard !== undefined) {
    return {
      mark: 'unknown',
      text: t('asset.silent', { time: timeText(heard, now, zone), age: ageText(t, now - heard) }),
    };
  }
  if (chief !== undefined && latest) {
    const value = `${pointName(t, chief)} ${valueText(t, chief, latest.value)}`;
    return { text: t('asset.summary', { value, age: ageText(t, now - latest.ts) }) };
  }
  if (asset.devices.length > 0 && heard === undefined) return { mark: 'unknown', text: t('asset.never') };
  if (asset.devices.length === 0 && asset.parts.length === 0)
    return { mark: 'unknown', text: t('asset.noDevice') };
  return { text: t('asset.normal') };
}

export function StateLine({ asset, now }: { asset: AssetDetail; now: number }) {
  const { t } = useTranslation();
  const { timeZone } = useAbout();
  const { mark, text } = stateOf(asset, { t, now, zone: timeZone });
  return (
    <p className={`state state-${mark ?? 'normal'}`}>
      {mark && <SeverityMark mark={mark} size={20} />}
      {mark && <b>{t(`severity.${mark}`)}</b>}
      <span>{text}</span>
    </p>
  );
}
