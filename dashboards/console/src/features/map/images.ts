import type { Map as MapLibre } from 'maplibre-gl';
import { ASSET_KINDS } from '../../../../../core/index.js';
import { tokenOf } from '../../theme/use-theme';
import { HATCH_PATH, KIND_PATHS, MARK_PATHS, MARKS, type Mark } from '../../ui/shapes';

const RATIO = 2;

function draw(size: number, paint: (ctx: CanvasRenderingContext2D) => void): ImageData | undefined {
  const canvas = document.createElement('canvas');
  canvas.width = size * RATIO;
  canvas.height = size * RATIO;
  const ctx = canvas.getContext('2d');
  if (!ctx) return undefined;
  // Everything is drawn on the field of 24 that the shapes are written for.
  ctx.scale((size * RATIO) / 24, (size * RATIO) / 24);
  ctx.lineJoin = 'round';
  ctx.lineCap = 'round';
  paint(ctx);
  return ctx.getImageData(0, 0, canvas.width, canvas.height);
}

/** A pictogram shrunk onto the middle of a symbol. */
function pictogram(
  ctx: CanvasRenderingContext2D,
  path: string,
  look: { color: string; scale: number; dy?: number },
): void {
  ctx.save();
  ctx.translate(12, 12 + (look.dy ?? 0));
  ctx.scale(look.scale, look.scale);
  ctx.translate(-12, -12);
  ctx.strokeStyle = look.color;
  ctx.lineWidth = 2.2;
  ctx.stroke(new Path2D(path));
  ctx.restore();
}

function calmSymbol(ctx: CanvasRenderingContext2D, path: string): void {
  ctx.beginPath();
  ctx.arc(12, 12, 10, 0, 2 * Math.PI);
  ctx.fillStyle = tokenOf('map-calm');
  ctx.fill();
  pictogram(ctx, path, { color: tokenOf('map-calm-ink'), scale: 0.62 });
}

function unknownShape(ctx: CanvasRenderingContext2D): void {
  const square = new Path2D(MARK_PATHS.unknown);
  ctx.fillStyle = tokenOf('map-bg');
  ctx.fill(square);
  ctx.strokeStyle = tokenOf('unknown');
  ctx.lineWidth = 1.4;
  ctx.stroke(new Path2D(HATCH_PATH));
  ctx.lineWidth = 2;
  ctx.stroke(square);
}

function markShape(ctx: CanvasRenderingContext2D, mark: Mark): void {
  if (mark === 'unknown') {
    unknownShape(ctx);
    return;
  }
  const shape = new Path2D(MARK_PATHS[mark]);
  ctx.strokeStyle = tokenOf('map-bg');
  ctx.lineWidth = 2.4;
  ctx.stroke(shape);
  ctx.fillStyle = mark === 'info' ? tokenOf('map-bg') : tokenOf(mark);
  ctx.fill(shape);
  if (mark === 'info') {
    ctx.strokeStyle = tokenOf('info');
    ctx.lineWidth = 2;
    ctx.stroke(shape);
  }
}

const inkOn = (mark: Mark): string => tokenOf(mark === 'info' || mark === 'unknown' ? mark : 'map-bg');

function markSymbol(ctx: CanvasRenderingContext2D, mark: Mark, path: string): void {
  markShape(ctx, mark);
  // The hatch alone says it; a pictogram on top would make both unreadable.
  if (mark !== 'unknown') {
    pictogram(ctx, path, {
      color: inkOn(mark),
      scale: mark === 'critical' ? 0.4 : 0.48,
      dy: mark === 'critical' ? 3 : 0,
    });
  }
}

const SIZE: Readonly<Record<Mark, number>> = { critical: 34, major: 32, minor: 28, info: 26, unknown: 18 };

/** Puts every symbol into the style: `{calm|severity|unknown}-{kind}`, the bare shapes and the moving truck's wedge. */
export function addImages(map: MapLibre): void {
  const add = (name: string, size: number, paint: (ctx: CanvasRenderingContext2D) => void): void => {
    const image = draw(size, paint);
    if (image && !map.hasImage(name)) map.addImage(name, image, { pixelRatio: RATIO });
  };
  for (const kind of ASSET_KINDS) {
    const path = KIND_PATHS[kind];
    add(`calm-${kind}`, 20, (ctx) => calmSymbol(ctx, path));
    for (const mark of MARKS) add(`${mark}-${kind}`, SIZE[mark], (ctx) => markSymbol(ctx, mark, path));
  }
  for (const mark of MARKS) add(`many-${mark}`, SIZE[mark] + 14, (ctx) => markShape(ctx, mark));
  add('wedge', 36, (ctx) => {
    ctx.fillStyle = tokenOf('text-2');
    ctx.fill(new Path2D('M12 0.5 15.5 5.5Q12 4.3 8.5 5.5Z'));
  });
}
