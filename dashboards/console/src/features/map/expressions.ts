import type { ExpressionSpecification } from 'maplibre-gl';
import type { Mark } from '../../ui/shapes';
import { rankOf } from './features';

/** Fonts of the machine: the style names no glyphs, so the browser draws the letters itself. */
export const FONT = ['sans-serif'];

export const byRank = (of: (mark: Mark) => string, otherwise: string): ExpressionSpecification => [
  'match',
  ['get', 'rank'],
  rankOf('critical'),
  of('critical'),
  rankOf('major'),
  of('major'),
  rankOf('minor'),
  of('minor'),
  rankOf('info'),
  of('info'),
  rankOf('unknown'),
  of('unknown'),
  otherwise,
];

export const label = (color: string, halo: string) => ({
  'text-color': color,
  'text-halo-color': halo,
  'text-halo-width': 1.5,
});

export const IS_MANY: ExpressionSpecification = ['has', 'point_count'];
export const IS_ONE: ExpressionSpecification = ['!', ['has', 'point_count']];
export const COUNT: ExpressionSpecification = ['to-string', ['get', 'point_count_abbreviated']];
/** Worse symbols lie on top. */
export const WORST_ON_TOP: ExpressionSpecification = ['get', 'rank'];
