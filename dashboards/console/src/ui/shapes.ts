import type { AssetKind, Severity } from '../../../../core/index.js';

/** What a symbol can say: a severity, or that nobody knows. */
export type Mark = Severity | 'unknown';

export const MARKS: readonly Mark[] = ['critical', 'major', 'minor', 'info', 'unknown'];

/** Outlines on a 24 × 24 field, shared by the lists (SVG) and the map (canvas). */
export const MARK_PATHS: Readonly<Record<Mark, string>> = {
  critical: 'M12 2.5 22.5 21.5H1.5Z',
  major: 'M12 1.5 22.5 12 12 22.5 1.5 12Z',
  minor: 'M12 3a9 9 0 1 1 0 18a9 9 0 1 1 0-18Z',
  info: 'M12 3a9 9 0 1 1 0 18a9 9 0 1 1 0-18Z',
  unknown: 'M3.5 3.5h17v17h-17Z',
};

export const HATCH_PATH = 'M3.5 11 11 3.5M3.5 18 18 3.5M6.5 20.5l14-14M14 20.5l6.5-6.5';

/** Plain pictograms, stroked, 24 × 24. */
export const KIND_PATHS: Readonly<Record<AssetKind, string>> = {
  station: 'M4 20V10l8-5 8 5v10M8 20v-7h8v7',
  bin: 'M5 7h14M9 7V4h6v3M7 7l1 13h8l1-13',
  site: 'M5 20V6h8v14M13 11h6v9M8 10h2M8 14h2',
  tank: 'M4 8h16v11H4ZM4 13q4-3 8 0t8 0',
  cabinet: 'M6 3h12v18H6ZM12 7l-2 5h4l-2 5',
  circuit: 'M3 12h5l2-5 4 10 2-5h5',
  lamp: 'M8 21V6q0-3 4-3h3v4M12 8h7',
  truck: 'M2 7h11v9H2ZM13 10h5l3 3v3h-8M6 18.5h1M17 18.5h1',
  depot: 'M3 20V9l9-5 9 5v11M7 20v-6h10v6',
  transfer: 'M4 9h13l-3-3M20 15H7l3 3',
  landfill: 'M3 19q5-12 9-12t9 12Z',
};
