import type { Daylight } from '../sky/daylight.js';

export interface Stretch {
  readonly from: number;
  readonly to: number;
}

const DAY = 86_400_000;
/** Half a minute decides nothing about an alert, and photocells differ by more. */
const EXACT_MS = 1_000;
/** No event of a single thing is followed further than this beyond the range that was asked for. */
const FURTHEST = 60 * DAY;

/** When something holds, in stretches of full length that touch the range. What is shorter than `step` may be overlooked. */
export function whenHolds(holds: (at: number) => boolean, { from, to }: Stretch, step: number): Stretch[] {
  const found: Stretch[] = [];
  const start = Math.floor(from / step) * step;
  for (let at = start; at < to; at += step) {
    if (!holds(at)) continue;
    let [first, last] = [at, at];
    while (first > from - FURTHEST && holds(first - step)) first -= step;
    while (last < to + FURTHEST && holds(last + step)) last += step;
    found.push({ from: edge(holds, first - step, first), to: edge(holds, last + step, last) });
    at = last;
  }
  return found;
}

/** The instant between `outside` and `inside` at which it begins (or ends) to hold. */
function edge(holds: (at: number) => boolean, outside: number, inside: number): number {
  let [out, within] = [outside, inside];
  while (Math.abs(within - out) > EXACT_MS) {
    const middle = Math.round((out + within) / 2);
    if (holds(middle)) within = middle;
    else out = middle;
  }
  return Math.max(out, within);
}

/** From the first to the last dark instant of a stretch; `undefined` when it is day all along. */
export function darkPart(daylight: Daylight, { from, to }: Stretch): Stretch | undefined {
  const first = daylight.isDark(from) ? from : daylight.dayAt(from).dusk;
  const last = daylight.isDark(to) ? to : daylight.dayAt(to).dawn;
  return last > first ? { from: first, to: last } : undefined;
}

/** From the first to the last bright instant. */
export function brightPart(daylight: Daylight, { from, to }: Stretch): Stretch | undefined {
  const nextDawn = (at: number): number => {
    const { dawn } = daylight.dayAt(at);
    return at < dawn ? dawn : daylight.dayAt(at + DAY / 2).dawn;
  };
  const lastDusk = (at: number): number => {
    const { dusk } = daylight.dayAt(at);
    return at >= dusk ? dusk : daylight.dayAt(at - DAY / 2).dusk;
  };
  const first = daylight.isDark(from) ? nextDawn(from) : from;
  const last = daylight.isDark(to) ? lastDusk(to) : to;
  return last > first ? { from: first, to: last } : undefined;
}
