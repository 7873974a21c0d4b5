import type { TFunction } from 'i18next';
import { SEVERITIES } from '../../../../../core/index.js';
import type { Alert, Asset } from '../../api/types';
import { pointName, timeText, valueText, withUnit } from '../../format';
import type { Mark } from '../../ui/shapes';

export interface Telling {
  readonly t: TFunction;
  readonly now: number;
  readonly zone: string;
}

/** Names are shown whole up to here; a longer one is a mistake upstream and must not push others off the screen. */
const NAME_LENGTH = 60;

export const nameOf = (asset: Pick<Asset, 'name' | 'assetId'>): string => {
  const name = asset.name.trim() === '' ? asset.assetId : asset.name;
  return name.length > NAME_LENGTH ? `${name.slice(0, NAME_LENGTH)}…` : name;
};

const NO_WORD = new Set(['silent', 'comms-outage']);

/** Silence is not a finding about the asset but the lack of one. */
export const isSilence = (alert: Alert): boolean => NO_WORD.has(alert.kind);

/** 0 for critical … 3 for info. */
export const severityRank = (alert: Alert): number => SEVERITIES.indexOf(alert.severity);

/** Worst first, then the newest. */
export const bySeverity = (a: Alert, b: Alert): number =>
  severityRank(a) - severityRank(b) || b.openedAt - a.openedAt || a.id.localeCompare(b.id);

export const byTime = (a: Alert, b: Alert): number => b.openedAt - a.openedAt || a.id.localeCompare(b.id);

/** The one symbol for an asset: its worst alert; hatched when all that is known is silence. */
export function markOf(alerts: readonly Alert[]): Mark | undefined {
  const findings = alerts.filter((alert) => !isSilence(alert));
  if (findings.length === 0) return alerts.length > 0 ? 'unknown' : undefined;
  return findings.reduce((worst, alert) => (severityRank(alert) < severityRank(worst) ? alert : worst))
    .severity;
}

export const assetIdOf = (alert: Alert): string | undefined => alert.assetId ?? alert.subject.asset;

/** Who or what the alert is about, in words. */
export function subjectName(t: TFunction, alert: Alert, asset: Asset | undefined): string {
  if (asset) return nameOf(asset);
  const id = assetIdOf(alert);
  if (id !== undefined) return id;
  return alert.subject.device === undefined
    ? t('alert.platform')
    : t('alert.device', { id: alert.subject.device });
}

/** What was seen, against which limit: "Fill 96 %, limit 95 %". Empty when the kind says it all. */
export function finding({ t, now, zone }: Telling, alert: Alert): string {
  if (isSilence(alert)) return t('alert.noReport', { time: timeText(alert.openedAt, now, zone) });
  const parts: string[] = [];
  const seen = alert.evidence.findLast((e) => e.point !== undefined && e.value !== undefined);
  if (seen?.point !== undefined && seen.value !== undefined) {
    parts.push(`${pointName(t, seen.point)} ${valueText(t, seen.point, seen.value)}`);
    if (alert.threshold) parts.push(t('alert.limit', { value: withUnit(seen.point, alert.threshold.value) }));
  } else {
    const note = alert.evidence.findLast((e) => e.note !== undefined)?.note;
    if (note !== undefined) parts.push(note.slice(0, 120));
  }
  return parts.join(t('alert.comma'));
}

export const kindWord = (t: TFunction, alert: Alert): string => t(`alertKind.${alert.kind}`);
