import type { KindScore, Score } from '../../core/index.js';
import { printTable } from './show.js';

const percent = (share: number | null): string => (share === null ? '–' : `${(share * 100).toFixed(1)} %`);
const span = (secondsOrNone: number | null): string =>
  secondsOrNone === null ? '–' : `${(secondsOrNone / 60).toFixed(1)} min`;
const iso = (at: number | null): string => (at === null ? 'still open' : new Date(at).toISOString());
const LISTED = 20;

/** A score as tables: by kind, then what was missed and what was false. */
export function printScore(score: Score): void {
  const row = (name: string, one: KindScore): (string | number)[] => [
    name,
    ...[one.truths, one.found, percent(one.recall)],
    ...[one.alerts, one.right, percent(one.precision)],
    ...[span(one.detectS.p50), span(one.detectS.p95)],
  ];
  printTable(
    ['kind', 'events', 'told', 'recall', 'alerts', 'right', 'precision', 'p50', 'p95'],
    [...Object.entries(score.byKind).map(([kind, one]) => row(kind, one)), row('all', score)],
  );
  list(
    'Missed',
    score.misses.map(({ kind, assetId, from, cause, evidence }) => [
      kind,
      assetId,
      iso(from),
      cause,
      evidence,
    ]),
    ['kind', 'asset', 'from (UTC)', 'cause', 'evidence'],
  );
  list(
    'False alarms',
    score.falseAlarms.map(({ ruleId, assetId, openedAt, resolvedAt, evidence }) => [
      ruleId,
      assetId ?? '',
      iso(openedAt),
      iso(resolvedAt),
      evidence,
    ]),
    ['rule', 'asset', 'opened (UTC)', 'resolved (UTC)', 'evidence'],
  );
  process.stdout.write(
    `${score.notifications} notifications, ${score.alertsPerShift.toFixed(1)} alerts in a shift of eight hours.\n`,
  );
}

function list(title: string, rows: readonly (readonly string[])[], head: readonly string[]): void {
  if (rows.length === 0) return;
  process.stdout.write(`${title}: ${rows.length}\n`);
  printTable(head, rows.slice(0, LISTED));
  if (rows.length > LISTED)
    process.stdout.write(`and ${rows.length - LISTED} more; --json lists them all.\n`);
}
