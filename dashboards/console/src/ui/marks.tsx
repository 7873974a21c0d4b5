import { useTranslation } from 'react-i18next';
import type { AssetKind } from '../../../../core/index.js';
import { HATCH_PATH, KIND_PATHS, MARK_PATHS, type Mark } from './shapes';

/** The shape of a severity; its word goes beside it or into `title`, so that colour is never alone. */
export function SeverityMark({ mark, size = 16 }: { mark: Mark; size?: number }) {
  const { t } = useTranslation();
  const word = t(`severity.${mark}`);
  return (
    <svg
      className={`mark mark-${mark}`}
      width={size}
      height={size}
      viewBox="0 0 24 24"
      role="img"
      aria-label={word}
    >
      <title>{word}</title>
      <path d={MARK_PATHS[mark]} />
      {mark === 'unknown' && <path className="mark-hatch" d={HATCH_PATH} />}
    </svg>
  );
}

export function Icon({ d, size = 20 }: { d: string; size?: number }) {
  return (
    <svg className="icon" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
      <path d={d} />
    </svg>
  );
}

export const KindIcon = ({ kind, size = 18 }: { kind: AssetKind; size?: number }) => (
  <Icon d={KIND_PATHS[kind]} size={size} />
);

export const ICONS = {
  map: 'M3 6l6-2 6 2 6-2v14l-6 2-6-2-6 2ZM9 4v14M15 6v14',
  alerts: 'M12 3a6 6 0 0 1 6 6v5l2 3H4l2-3V9a6 6 0 0 1 6-6ZM10 20h4',
  close: 'M6 6l12 12M18 6 6 18',
  user: 'M12 4a4 4 0 1 1 0 8a4 4 0 1 1 0-8ZM4 21q1-6 8-6t8 6',
  collapse: 'M9 5l7 7-7 7',
  expand: 'M15 5l-7 7 7 7',
  light:
    'M12 8a4 4 0 1 1 0 8a4 4 0 1 1 0-8ZM12 2v3M12 19v3M2 12h3M19 12h3M5 5l2 2M17 17l2 2M19 5l-2 2M7 17l-2 2',
  dark: 'M20 14A8 8 0 0 1 10 4a8 8 0 1 0 10 10Z',
  search: 'M10.5 4a6.5 6.5 0 1 1 0 13a6.5 6.5 0 1 1 0-13ZM15.5 15.5 21 21',
  fit: 'M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5',
  check: 'M4 12l5 6L20 6',
  locate: 'M12 21s-6-6-6-11a6 6 0 0 1 12 0c0 5-6 11-6 11ZM12 8a2 2 0 1 1 0 4a2 2 0 1 1 0-4Z',
} as const;
