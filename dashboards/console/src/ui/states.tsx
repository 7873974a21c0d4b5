import Button from 'antd/es/button';
import { Component, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../api/client';

/** Grey lines where the content will stand. */
export function Loading({ rows = 4 }: { rows?: number }) {
  const { t } = useTranslation();
  return (
    <div className="loading" role="status" aria-label={t('state.loading')}>
      {Array.from({ length: rows }, (_, row) => `${90 - ((row * 17) % 40)}%`).map((width, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines have nothing but their place
        <span key={row} style={{ width }} />
      ))}
    </div>
  );
}

export function Empty({ children }: { children: ReactNode }) {
  return <p className="empty">{children}</p>;
}

/** What happened, to what, and what to do. */
export function Failed({ what, fault, retry }: { what: string; fault: unknown; retry: () => void }) {
  const { t } = useTranslation();
  const isAnswered = fault instanceof ApiError && fault.status > 0;
  return (
    <div className="failed" role="alert">
      <p>{t('state.failed', { what, detail: isAnswered ? fault.detail : t('state.noAnswer') })}</p>
      <Button size="small" onClick={retry}>
        {t('state.retry')}
      </Button>
    </div>
  );
}

interface BoundaryProps {
  readonly children: ReactNode;
  readonly fallback: ReactNode;
}

/** A fault in one part of the page leaves the rest standing. */
export class Boundary extends Component<BoundaryProps, { readonly isBroken: boolean }> {
  override state = { isBroken: false };

  static getDerivedStateFromError() {
    return { isBroken: true };
  }

  override render(): ReactNode {
    return this.state.isBroken ? this.props.fallback : this.props.children;
  }
}

export function Broken() {
  const { t } = useTranslation();
  return (
    <div className="failed" role="alert">
      <p>{t('state.broken')}</p>
      <Button size="small" onClick={() => location.reload()}>
        {t('state.reload')}
      </Button>
    </div>
  );
}
