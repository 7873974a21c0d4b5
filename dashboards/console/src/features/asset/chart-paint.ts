import type uPlot from 'uplot';
import type { Alert, RuleLevel } from '../../api/types';
import { tokenOf } from '../../theme/use-theme';

export interface Paint {
  readonly alerts: readonly Alert[];
  readonly levels: readonly RuleLevel[];
  readonly now: number;
  label(level: RuleLevel): string;
}

/** The height of the strip that shows alert episodes under the line, CSS pixels. */
const STRIP = 6;

/** Alert episodes behind the line: a wash over the height, a solid strip at the foot. */
export function paintEpisodes(u: uPlot, { alerts, now }: Paint): void {
  const { ctx, bbox } = u;
  const strip = STRIP * devicePixelRatio;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  for (const alert of alerts) {
    const from = u.valToPos(alert.openedAt / 1_000, 'x', true);
    const to = u.valToPos((alert.resolvedAt ?? now) / 1_000, 'x', true);
    const width = Math.max(2 * devicePixelRatio, to - from);
    ctx.fillStyle = tokenOf(alert.severity);
    ctx.globalAlpha = 0.12;
    ctx.fillRect(from, bbox.top, width, bbox.height);
    ctx.globalAlpha = 0.95;
    ctx.fillRect(from, bbox.top + bbox.height - strip, width, strip);
  }
  ctx.restore();
}

/** Threshold lines with their words. */
export function paintLevels(u: uPlot, { levels, label }: Paint): void {
  const { ctx, bbox } = u;
  ctx.save();
  ctx.font = `${11 * devicePixelRatio}px ${getComputedStyle(document.body).fontFamily}`;
  ctx.textBaseline = 'bottom';
  ctx.textAlign = 'left';
  ctx.lineWidth = devicePixelRatio;
  for (const level of levels) {
    const y = u.valToPos(level.raise, 'y', true);
    if (y < bbox.top || y > bbox.top + bbox.height) continue;
    const color = tokenOf(level.severity);
    ctx.strokeStyle = color;
    ctx.setLineDash([6 * devicePixelRatio, 4 * devicePixelRatio]);
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
    const text = label(level);
    ctx.fillStyle = tokenOf('surface');
    ctx.globalAlpha = 0.8;
    const width = ctx.measureText(text).width + 6 * devicePixelRatio;
    ctx.fillRect(bbox.left + 2 * devicePixelRatio, y - 15 * devicePixelRatio, width, 14 * devicePixelRatio);
    ctx.globalAlpha = 1;
    ctx.fillStyle = color;
    ctx.fillText(text, bbox.left + 5 * devicePixelRatio, y - 2 * devicePixelRatio);
  }
  ctx.restore();
}
