import { minutes, seconds } from '../../core/index.js';
import { type Random, randomOf } from './random.js';
import { SHIFT_LENGTH } from './shifts.js';
import { chainages, type TruckLine } from './truck-line.js';

/** From one mark to the next the truck drives evenly; two marks at one chainage are a halt. */
interface Mark {
  /** Milliseconds since the loop began. */
  readonly at: number;
  readonly metres: number;
}

/** One way to drive the loop. */
export interface Loop {
  readonly marks: readonly Mark[];
  readonly duration: number;
}

/** How a truck spends a shift: one loop that empties bins, then loops that only patrol, then the depot. */
export interface Timetable {
  readonly collecting: Loop;
  readonly patrol: Loop;
  /** Metres of one loop. */
  readonly length: number;
  /** Milliseconds from the start of a shift until the truck is parked. */
  readonly busy: number;
  /** Milliseconds into a shift at which each stop's bins are emptied. */
  readonly served: readonly number[];
}

const EMPTYING = seconds(150);
const REST_IN_DEPOT = minutes(4);

export function timetableOf(seed: number, line: TruckLine): Timetable {
  const random = randomOf(seed, `timetable ${line.lineId}`);
  const length = chainages(line.spots).at(-1) ?? 0;
  const stops = line.stops.map(({ chainage }) => chainage);
  const collecting = loopOf(line, random, stops);
  const patrol = loopOf(line, random, []);
  const rounds = Math.floor((SHIFT_LENGTH - collecting.duration) / patrol.duration);
  return {
    collecting,
    patrol,
    length,
    busy: collecting.duration + rounds * patrol.duration,
    // The lid is open and the bin tipped halfway through the halt.
    served: stops.map((chainage) => arrival(collecting, chainage) + EMPTYING / 2),
  };
}

function loopOf(line: TruckLine, random: Random, stops: readonly number[]): Loop {
  const corners = chainages(line.spots).slice(1);
  const places = [
    ...corners.map((metres) => ({ metres, isStop: false })),
    ...stops.map((metres) => ({ metres, isStop: true })),
  ];
  places.sort((a, b) => a.metres - b.metres);
  const marks: Mark[] = [{ at: 0, metres: 0 }];
  let at = 0;
  let from = 0;
  for (const { metres, isStop } of places) {
    at += ((metres - from) / random.between(20, 40)) * 3_600;
    marks.push({ at, metres });
    // At two crossings in five the lights are red.
    const halt = isStop ? EMPTYING : random.next() < 0.4 ? seconds(random.between(10, 50)) : 0;
    at += halt;
    if (halt > 0) marks.push({ at, metres });
    from = metres;
  }
  return { marks, duration: at + REST_IN_DEPOT };
}

const arrival = ({ marks }: Loop, chainage: number): number =>
  marks.find(({ metres }) => metres >= chainage)?.at ?? 0;

export interface Progress {
  readonly metres: number;
  readonly speedKmh: number;
}

/** How far into the loop the truck is, and how fast, `elapsed` milliseconds after it set out. */
export function progress({ marks }: Loop, elapsed: number): Progress {
  let [low, high] = [0, marks.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((marks[middle]?.at ?? 0) <= elapsed) low = middle;
    else high = middle - 1;
  }
  const [from, to] = [marks[low] ?? { at: 0, metres: 0 }, marks[low + 1]];
  if (to === undefined) return { metres: from.metres, speedKmh: 0 };
  const slope = (to.metres - from.metres) / (to.at - from.at);
  return { metres: from.metres + slope * (elapsed - from.at), speedKmh: slope * 3_600 };
}
