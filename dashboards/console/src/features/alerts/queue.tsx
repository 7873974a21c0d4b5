import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useNow, useStore, useTopic } from '../../live/live';
import { SeverityMark } from '../../ui/marks';
import { Empty, Loading } from '../../ui/states';
import { useView } from '../../url';
import { QueueRow } from './queue-row';
import { assetIdOf } from './sentence';
import { useQueue } from './use-queue';

/** The inbox: every open alert, worst first, grouped by severity. */
export function AlertQueue() {
  const { t } = useTranslation();
  const view = useView();
  const store = useStore();
  useTopic('link');
  const now = useNow(1_000);
  const queue = useQueue(view.kinds);
  const scroller = useRef<HTMLDivElement>(null);
  const { rows } = queue;
  const list = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (rows[index]?.kind === 'head' ? 30 : 88),
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 6,
    // Measured before the first paint, so that the list stands in a page that was never scrolled.
    initialRect: { width: 360, height: 800 },
  });
  const isLoading = rows.length === 0 && store.link().phase === 'connecting';

  return (
    <section className="queue" aria-label={t('queue.title')}>
      <header className="queue-head">
        <h2>{t('queue.title')}</h2>
        <span className="num">{t('queue.open', { count: queue.openCount })}</span>
        {queue.unownedCount > 0 && (
          <span className="num unowned">{t('queue.unowned', { count: queue.unownedCount })}</span>
        )}
        {queue.freshCount > 0 && (
          <span className="num fresh" role="status">
            {t('queue.fresh', { count: queue.freshCount })}
          </span>
        )}
      </header>
      {isLoading && <Loading rows={6} />}
      {!isLoading && rows.length === 0 && (
        <Empty>{t(view.kinds.length > 0 ? 'queue.emptyFiltered' : 'queue.empty')}</Empty>
      )}
      <div className="queue-list" ref={scroller} onPointerEnter={queue.hold} onPointerLeave={queue.release}>
        <div style={{ height: list.getTotalSize(), position: 'relative' }}>
          {list.getVirtualItems().map((item) => {
            const row = rows[item.index];
            if (!row) return null;
            return (
              <div
                key={item.key}
                data-index={item.index}
                ref={list.measureElement}
                className="queue-item"
                style={{ transform: `translateY(${item.start}px)` }}
              >
                {row.kind === 'head' ? (
                  <h3 className={`group group-${row.severity}`}>
                    <SeverityMark mark={row.severity} size={13} /> {t(`severity.${row.severity}`)}{' '}
                    <span className="num">{row.count}</span>
                  </h3>
                ) : (
                  <QueueRow
                    alert={row.alert}
                    isGone={row.isGone}
                    isSelected={view.asset !== undefined && assetIdOf(row.alert) === view.asset}
                    now={now}
                  />
                )}
              </div>
            );
          })}
        </div>
      </div>
    </section>
  );
}
