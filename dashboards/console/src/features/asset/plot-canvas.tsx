import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { pointSpec } from '../../../../../core/index.js';
import type { Alert, RuleLevel } from '../../api/types';
import { dayText, hourMinute, numberText, timeText, unitOf, valueText, withUnit } from '../../format';
import { useAbout, useStore } from '../../live/live';
import { tokenOf, useTheme } from '../../theme/use-theme';
import { axisRange, type Columns, type Sample, SPAN_MS, type Span } from './chart-data';
import { type Paint, paintEpisodes, paintLevels } from './chart-paint';

export interface PlotCanvasProps {
  readonly columns: Columns;
  readonly point: string;
  readonly span: Span;
  readonly alerts: readonly Alert[];
  readonly levels: readonly RuleLevel[];
  readonly label: string;
}

const HEIGHT = 190;

interface Drawing extends PlotCanvasProps {
  readonly zone: string;
  readonly paint: () => Paint;
  /** A flag's 0 or 1 in words. */
  readonly word: (value: number) => string;
  readonly now: () => number;
  onHover(sample: Sample | undefined): void;
}

function optionsFor(
  { point, span, levels, columns, zone, paint, word, now, onHover }: Drawing,
  width: number,
): uPlot.Options {
  const isFlag = pointSpec(point)?.type === 'flag';
  const axis = {
    stroke: tokenOf('text-2'),
    grid: { stroke: tokenOf('line'), width: 1 },
    ticks: { show: false },
  };
  const tops = levels.map((level) => level.raise);
  const tick = (at: number): string =>
    span === '24h' ? hourMinute(at * 1_000, zone) : dayText(at * 1_000, zone);
  return {
    width,
    height: HEIGHT,
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false } },
    scales: {
      x: { range: () => [(now() - SPAN_MS[span]) / 1_000, now() / 1_000] },
      y: {
        range: (_u, lo, hi) => {
          const values = [lo ?? 0, hi ?? 1, ...tops].filter(Number.isFinite);
          return axisRange(point, Math.min(...values), Math.max(...values));
        },
      },
    },
    axes: [
      { ...axis, size: 26, space: 60, values: (_u, at) => at.map(tick) },
      {
        ...axis,
        size: 46,
        ...(isFlag ? { splits: () => [0, 1] } : {}),
        values: (_u, at) => at.map((value) => (isFlag ? word(value) : numberText(value))),
      },
    ],
    series: [
      {},
      {
        stroke: tokenOf('accent'),
        width: 1.75,
        fill: isFlag ? '' : `${tokenOf('accent')}1c`,
        spanGaps: false,
        points: { show: columns.xs.length < 60, size: 4, fill: tokenOf('accent') },
        ...(isFlag && uPlot.paths.stepped ? { paths: uPlot.paths.stepped({ align: 1 }) } : {}),
      },
    ],
    hooks: {
      drawClear: [(u) => paintEpisodes(u, paint())],
      draw: [(u) => paintLevels(u, paint())],
      setCursor: [
        (u) => {
          const at = u.cursor.idx;
          onHover(at === null || at === undefined ? undefined : columns.samples[at]);
        },
      ],
    },
  };
}

export function PlotCanvas(props: PlotCanvasProps) {
  const { t } = useTranslation();
  const { timeZone } = useAbout();
  const store = useStore();
  const host = useRef<HTMLDivElement>(null);
  const [hovered, setHovered] = useState<Sample | undefined>();
  const { columns, point, span, alerts, levels, label } = props;
  const theme = useTheme(store.now(), timeZone);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme changes the colours that the options read
  useEffect(() => {
    const box = host.current;
    if (!box) return;
    const paint = (): Paint => ({
      alerts,
      levels,
      now: store.now(),
      label: (level) => `${t(`severity.${level.severity}`)} ${withUnit(point, level.raise)}`,
    });
    const drawing: Drawing = {
      columns,
      point,
      span,
      alerts,
      levels,
      label,
      zone: timeZone,
      paint,
      word: (value) => valueText(t, point, value),
      now: store.now,
      onHover: setHovered,
    };
    const plot = new uPlot(optionsFor(drawing, box.clientWidth), [columns.xs, columns.ys], box);
    const watch = new ResizeObserver(() => {
      if (box.clientWidth > 0) plot.setSize({ width: box.clientWidth, height: HEIGHT });
    });
    watch.observe(box);
    return () => {
      watch.disconnect();
      plot.destroy();
    };
  }, [columns, point, span, alerts, levels, label, timeZone, theme, store, t]);

  const shown = hovered ?? columns.samples.at(-1);
  return (
    <figure className="chart">
      <div className="chart-unit num">{unitOf(point)}</div>
      <div ref={host} className="chart-canvas" role="img" aria-label={label} />
      <figcaption className="num">
        {shown && (
          <>
            <b>{timeText(shown.ts, store.now(), timeZone)}</b>{' '}
            {shown.rollup
              ? t('chart.mean', {
                  value: valueText(t, point, shown.rollup.mean),
                  min: numberText(shown.rollup.min),
                  max: numberText(shown.rollup.max),
                  count: shown.rollup.count,
                })
              : `${valueText(t, point, shown.value)} · ${t(`quality.${shown.quality ?? 'good'}`)}`}
          </>
        )}
      </figcaption>
    </figure>
  );
}
