import type { Alert, Asset } from '../../api/types';
import { assetIdOf, finding, kindWord, subjectName, type Telling } from './sentence';

/** Quoted for spreadsheets; a leading sign is defused so that no cell becomes a formula. */
const cell = (value: string): string => {
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return `"${safe.replaceAll('"', '""')}"`;
};

const instant = (at: number | undefined): string => (at === undefined ? '' : new Date(at).toISOString());

/** The list as it stands on screen; instants in UTC (ISO 8601). */
export function alertsCsv(
  telling: Telling,
  alerts: readonly Alert[],
  assets: ReadonlyMap<string, Asset>,
): string {
  const { t } = telling;
  const head = [
    'id',
    t('alerts.severity'),
    t('alerts.what'),
    t('asset.id'),
    t('alerts.where'),
    t('alerts.detail'),
  ];
  const tail = [`${t('alerts.time')} (UTC)`, `${t('queue.resolvedHere')} (UTC)`, t('alerts.who')];
  const rows = alerts.map((alert) => {
    const assetId = assetIdOf(alert) ?? '';
    return [
      alert.id,
      t(`severity.${alert.severity}`),
      kindWord(t, alert),
      assetId,
      subjectName(t, alert, assets.get(assetId)),
      finding(telling, alert),
      instant(alert.openedAt),
      instant(alert.resolvedAt),
      alert.acknowledgedBy ?? '',
    ];
  });
  return [[...head, ...tail], ...rows].map((row) => row.map(cell).join(',')).join('\r\n');
}

export function download(name: string, text: string): void {
  // The mark in front lets spreadsheets read the Chinese as UTF-8.
  const url = URL.createObjectURL(new Blob(['\uFEFF', text], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1_000);
}
