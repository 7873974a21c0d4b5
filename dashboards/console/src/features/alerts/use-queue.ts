import { useMemo, useRef, useState } from 'react';
import { type AssetKind, SEVERITIES, type Severity } from '../../../../../core/index.js';
import type { Alert } from '../../api/types';
import { useStore, useTopic } from '../../live/live';
import { assetIdOf, bySeverity } from './sentence';

export type QueueRow =
  | { readonly kind: 'head'; readonly key: string; readonly severity: Severity; readonly count: number }
  | { readonly kind: 'alert'; readonly key: string; readonly alert: Alert; readonly isGone: boolean };

export interface Queue {
  readonly rows: readonly QueueRow[];
  readonly openCount: number;
  readonly unownedCount: number;
  /** Alerts that wait out of sight while the order is held. */
  readonly freshCount: number;
  hold(): void;
  release(): void;
}

type Ordered = readonly { readonly alert: Alert; readonly isGone: boolean }[];

function withHeads(ordered: Ordered): readonly QueueRow[] {
  const counts = new Map<Severity, number>();
  for (const { alert } of ordered) counts.set(alert.severity, (counts.get(alert.severity) ?? 0) + 1);
  const rows: QueueRow[] = [];
  for (const severity of SEVERITIES) {
    const count = counts.get(severity);
    if (count === undefined) continue;
    rows.push({ kind: 'head', key: `head-${severity}`, severity, count });
    for (const { alert, isGone } of ordered) {
      if (alert.severity === severity) rows.push({ kind: 'alert', key: alert.id, alert, isGone });
    }
  }
  return rows;
}

/**
 * The open alerts, worst first. While the pointer is over the list its order is held: contents change, rows stay where
 * they are, what resolves stays as resolved and what is new is counted.
 */
export function useQueue(kinds: readonly AssetKind[]): Queue {
  const store = useStore();
  const alertsVersion = useTopic('alerts');
  const assetsVersion = useTopic('assets');
  const [held, setHeld] = useState<readonly Alert[] | undefined>();
  const shown = useRef<readonly Alert[]>([]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the versions stand for the contents of the store
  const live = useMemo(() => {
    const fits = (alert: Alert): boolean => {
      if (kinds.length === 0) return true;
      const asset = store.assets.get(assetIdOf(alert) ?? '');
      return asset !== undefined && kinds.includes(asset.kind);
    };
    return [...store.alerts.values()].filter(fits).sort(bySeverity);
  }, [store, alertsVersion, assetsVersion, kinds]);

  return useMemo(() => {
    const now = new Map(live.map((alert) => [alert.id, alert]));
    // A held row keeps its old severity, and so its place, until the pointer leaves.
    const ordered: Ordered = held
      ? held.map((old) => {
          const alert = now.get(old.id);
          return alert
            ? { alert: { ...alert, severity: old.severity }, isGone: false }
            : { alert: old, isGone: true };
        })
      : live.map((alert) => ({ alert, isGone: false }));
    shown.current = ordered.map(({ alert }) => alert);
    const known = new Set(shown.current.map((alert) => alert.id));
    return {
      rows: withHeads(ordered),
      openCount: live.length,
      unownedCount: live.filter((alert) => alert.acknowledgedBy === undefined).length,
      freshCount: live.filter((alert) => !known.has(alert.id)).length,
      hold: () => setHeld((before) => before ?? shown.current),
      release: () => setHeld(undefined),
    };
  }, [live, held]);
}
