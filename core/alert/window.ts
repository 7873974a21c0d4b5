import type { JudgedReading } from './levels.js';

/** A window's far edge is known to this share of its length: 24 parts of an hour are 2.5 minutes. */
const PARTS = 24;
const MOST_KEPT = PARTS + 2;
const HEAD = 2;

/**
 * Numbers that one window takes: how many readings it keeps, the instant of the newest reading seen, then the instant
 * and the value of each kept one, oldest first. All readings between the oldest kept and the newest seen are covered.
 */
export const WINDOW_WIDTH = HEAD + 2 * MOST_KEPT;

/** Observed time of the newest reading the window has seen; NaN before the first. */
export const newestOf = (window: Float64Array): number =>
  window[0] === 0 ? Number.NaN : (window[1] ?? Number.NaN);

/**
 * Takes in one good reading, newer than the newest, and returns how far the value moved over the last `overMs`: the
 * reading less the value at the far edge, which lies on the straight line between the kept readings around it.
 * `undefined` when the readings don't reach back to that edge without a hole: then nothing is proved.
 */
export function changeOver(window: Float64Array, overMs: number, reading: JudgedReading): number | undefined {
  const { observedAt, value, maxGapMs } = reading;
  if (!(observedAt - newestOf(window) <= maxGapMs)) window[0] = 0; // a hole, or the first reading
  const edge = observedAt - overMs;
  dropBehind(window, edge);
  const change = isReached(window, edge) ? value - valueAt(window, edge, reading) : undefined;
  keep(window, overMs / PARTS, reading);
  return change;
}

const timeOf = (window: Float64Array, index: number): number => window[HEAD + 2 * index] ?? Number.NaN;
const readingOf = (window: Float64Array, index: number): number => window[HEAD + 2 * index + 1] ?? Number.NaN;

/** Keeps one reading at or behind the edge; the ones before it are not asked for again. */
function dropBehind(window: Float64Array, edge: number): void {
  const count = window[0] ?? 0;
  let gone = 0;
  while (gone + 1 < count && timeOf(window, gone + 1) <= edge) gone++;
  forget(window, gone);
}

function forget(window: Float64Array, gone: number): void {
  if (gone === 0) return;
  window.copyWithin(HEAD, HEAD + 2 * gone);
  window[0] = (window[0] ?? 0) - gone;
}

const isReached = (window: Float64Array, edge: number): boolean =>
  window[0] !== 0 && timeOf(window, 0) <= edge;

function valueAt(window: Float64Array, edge: number, reading: JudgedReading): number {
  const isAlone = window[0] === 1;
  const from = timeOf(window, 0);
  const to = isAlone ? reading.observedAt : timeOf(window, 1);
  const start = readingOf(window, 0);
  const end = isAlone ? reading.value : readingOf(window, 1);
  return start + ((end - start) * (edge - from)) / (to - from);
}

function keep(window: Float64Array, spacing: number, { observedAt, value }: JudgedReading): void {
  window[1] = observedAt;
  if (window[0] !== 0 && observedAt - timeOf(window, (window[0] ?? 0) - 1) < spacing) return;
  if (window[0] === MOST_KEPT) forget(window, 1);
  const count = window[0] ?? 0;
  window[HEAD + 2 * count] = observedAt;
  window[HEAD + 2 * count + 1] = value;
  window[0] = count + 1;
}
