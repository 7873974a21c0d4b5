import { distanceM } from '../../geo/lat-lon.js';
import { FARTHEST_JUMP_M } from '../gtfs/table.js';
import type { ListedStop } from './read-rows.js';

/** A stop of a line that can be driven: minutes since the first day's midnight, which never fall. */
export interface StraightStop {
  readonly stop: ListedStop;
  readonly arrivalMin: number;
  readonly departureMin: number;
}

const DAY_MIN = 1_440;
/** A clock that falls by more than half a day has passed midnight; one that falls by less is a slip of the pen. */
const MIDNIGHT_FALL_MIN = DAY_MIN / 2;
/** Above this a truck does not come from one stop to the next. */
const FASTEST_KMH = 80;
/** A pause in which a line is more likely to have ended and begun again, minutes. */
const LONG_PAUSE_MIN = 180;

/**
 * Makes one line of its listed stops: in order, each stop once, without stops that lie where no truck can have been in
 * between, with times that do not fall. Each thing done is noted at its row.
 */
export function straighten(listed: readonly ListedStop[]): StraightStop[] {
  const stops = withoutStrays(once(listed.toSorted((a, b) => a.order - b.order)));
  const clock = unrolled(stops);
  const kept = longestRise(clock);
  for (const [i, stop] of stops.entries()) {
    if (clock[i] !== undefined && !kept.has(i))
      stop.row.warning(
        'falling-times',
        'the time does not fit those around it; it is taken evenly between them',
      );
  }
  const times = filled(clock.map((minutes, i) => (kept.has(i) ? minutes : undefined)));
  const straight = stops.map((stop, i) => withDeparture(stop, times[i] ?? 0, times[i + 1]));
  noteOddities(straight);
  return straight;
}

function once(stops: readonly ListedStop[]): ListedStop[] {
  const seen = new Set<string | number>();
  return stops.filter(({ row, stopId, order }) => {
    const isNew = !seen.has(stopId) && !seen.has(order);
    if (!isNew)
      row.error('duplicate', `the line has stop ${stopId}, or number ${order}, already; the row is left out`);
    seen.add(stopId).add(order);
    return isNew;
  });
}

/** Leaves out a stop far from both its neighbours while those are close: its place was mistyped. */
function withoutStrays(stops: readonly ListedStop[]): ListedStop[] {
  const kept: ListedStop[] = [];
  for (const [i, stop] of stops.entries()) {
    const [before, after] = [kept.at(-1), stops[i + 1]];
    const [inM, outM] = [stepM(before, stop), stepM(stop, after)];
    const directM = stepM(before, after);
    const isStray = Math.min(inM, outM) > FARTHEST_JUMP_M && directM < Math.min(inM, outM) / 2;
    if (isStray)
      stop.row.error(
        'bad-coordinates',
        `${km(inM)} km from the stop before and ${km(outM)} km from the next, which are ${km(directM)} km apart; the stop is left out`,
      );
    else kept.push(stop);
  }
  return kept;
}

const km = (metres: number): string => (metres / 1_000).toFixed(1);

/** 0 where there is no neighbour. */
const stepM = (from: ListedStop | undefined, to: ListedStop | undefined): number =>
  from === undefined || to === undefined ? 0 : distanceM(from.place, to.place);

/** Times past midnight run on past 24 hours. */
function unrolled(stops: readonly ListedStop[]): (number | undefined)[] {
  let days = 0;
  let before: number | undefined;
  return stops.map(({ arrivalMin }) => {
    if (arrivalMin === undefined) return undefined;
    if (before !== undefined && before - arrivalMin > MIDNIGHT_FALL_MIN) days++;
    else if (before !== undefined && days > 0 && arrivalMin - before > MIDNIGHT_FALL_MIN) days--;
    before = arrivalMin;
    return arrivalMin + days * DAY_MIN;
  });
}

/** The places of a longest series of times that do not fall: as few as possible are called wrong. */
function longestRise(times: readonly (number | undefined)[]): ReadonlySet<number> {
  const length: number[] = [];
  const cameFrom: number[] = [];
  let end = -1;
  for (const [i, time] of times.entries()) {
    length.push(time === undefined ? 0 : 1);
    cameFrom.push(-1);
    for (let j = 0; j < i && time !== undefined; j++) {
      const earlier = times[j];
      if (earlier === undefined || earlier > time || (length[j] ?? 0) + 1 <= (length[i] ?? 0)) continue;
      length[i] = (length[j] ?? 0) + 1;
      cameFrom[i] = j;
    }
    if (time !== undefined && (length[i] ?? 0) > (length[end] ?? 0)) end = i;
  }
  const kept = new Set<number>();
  for (let i = end; i >= 0; i = cameFrom[i] ?? -1) kept.add(i);
  return kept;
}

/** Times that are missing lie evenly between those that are there; before the first and after the last, a minute a stop. */
function filled(times: readonly (number | undefined)[]): number[] {
  const timed = times.flatMap((time, i) => (time === undefined ? [] : [{ i, time }]));
  return times.map((time, i) => {
    if (time !== undefined) return time;
    const before = timed.findLast((one) => one.i < i);
    const after = timed.find((one) => one.i > i);
    if (before === undefined) return after === undefined ? i : Math.max(0, after.time - (after.i - i));
    if (after === undefined) return before.time + (i - before.i);
    return before.time + Math.floor(((after.time - before.time) * (i - before.i)) / (after.i - before.i));
  });
}

function withDeparture(stop: ListedStop, arrivalMin: number, nextMin: number | undefined): StraightStop {
  const { departureMin } = stop;
  if (departureMin === undefined || stop.arrivalMin === undefined)
    return { stop, arrivalMin, departureMin: arrivalMin };
  const waitMin = (departureMin - stop.arrivalMin + DAY_MIN) % DAY_MIN;
  const isPossible =
    waitMin < MIDNIGHT_FALL_MIN && (nextMin === undefined || arrivalMin + waitMin <= nextMin);
  if (!isPossible)
    stop.row.warning(
      'falling-times',
      'the departure does not lie between this arrival and the next; it is taken for the arrival',
    );
  return { stop, arrivalMin, departureMin: isPossible ? arrivalMin + waitMin : arrivalMin };
}

/** Jumps, haste and pauses can be driven, or waited for; they are worth a look. */
function noteOddities(stops: readonly StraightStop[]): void {
  for (const [i, { stop, arrivalMin }] of stops.entries()) {
    const before = stops[i - 1];
    if (before === undefined) continue;
    const metres = stepM(before.stop, stop);
    const minutes = arrivalMin - before.departureMin;
    // A printed minute may be nearly two.
    const kmh = metres / 1_000 / ((minutes + 1) / 60);
    if (metres > FARTHEST_JUMP_M) stop.row.warning('jump', `${km(metres)} km from the stop before`);
    if (kmh > FASTEST_KMH) stop.row.warning('too-fast', `${km(metres)} km in ${minutes} min`);
    if (minutes > LONG_PAUSE_MIN)
      stop.row.warning('long-pause', `${minutes} min after the stop before: perhaps two trips`);
  }
}
