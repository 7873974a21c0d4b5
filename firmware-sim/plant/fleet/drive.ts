import { TRUCK } from '../constants.js';
import type { Random } from '../random.js';
import { lastAtOrBelow, type Way } from './way.js';

const HOUR = 3_600_000;

/** Between two marks a truck drives evenly; two marks at one place are a halt. */
export interface Drive {
  /** True instants, ms. */
  readonly times: Float64Array;
  readonly metres: Float64Array;
}

/** A place where the truck halts, in the order of the way. `until` is not left before (ms); `stop` names a planned one. */
export interface Halt {
  readonly metres: number;
  readonly seconds: number;
  readonly notBefore?: number;
  readonly stop?: number;
}

export interface DriveOptions {
  readonly start: number;
  readonly utcOffset: number;
  readonly halts: readonly Halt[];
  readonly random: Random;
}

export interface Driven extends Drive {
  /** When the truck came to each planned stop and left it. */
  readonly stops: ReadonlyMap<number, { readonly arrived: number; readonly left: number }>;
}

/** Drives the way: each stretch at a speed of its own, slower in the rush hours, with red lights at crossings. */
export function drive(way: Way, { start, utcOffset, halts, random }: DriveOptions): Driven {
  const times = [start];
  const metres = [0];
  const stops = new Map<number, { arrived: number; left: number }>();
  let at = start;
  let here = 0;
  let speed = cruise(random, at + utcOffset);
  const go = (to: number): void => {
    if (to <= here) return;
    at += ((to - here) / speed) * 3_600;
    here = to;
    times.push(at);
    metres.push(here);
  };
  const stand = (until: number): void => {
    if (until <= at) return;
    at = until;
    times.push(at);
    metres.push(here);
  };
  let next = 0;
  for (const mark of way.marks) {
    for (let halt = halts[next]; halt !== undefined && halt.metres <= mark; halt = halts[++next]) {
      go(halt.metres);
      const arrived = at;
      stand(Math.max(at + halt.seconds * 1_000, halt.notBefore ?? 0));
      if (halt.stop !== undefined) stops.set(halt.stop, { arrived, left: at });
    }
    go(mark);
    speed = cruise(random, at + utcOffset);
    const isRed = random.next() < TRUCK.redLights.value;
    const wait = random.between(TRUCK.redMin.value, TRUCK.redMax.value);
    if (isRed && mark > 0) stand(at + wait * 1_000);
  }
  return { times: Float64Array.from(times), metres: Float64Array.from(metres), stops };
}

function cruise(random: Random, local: number): number {
  const speed = random.between(TRUCK.cruiseMin.value, TRUCK.cruiseMax.value);
  const hour = Math.floor(local / HOUR) % 24;
  const isRush = (hour >= 7 && hour < 9) || (hour >= 17 && hour < 19);
  return isRush ? speed * TRUCK.rushFactor.value : speed;
}

export interface Progress {
  readonly metres: number;
  readonly speedKmh: number;
}

export function progressAt({ times, metres }: Drive, at: number): Progress {
  const index = lastAtOrBelow(times, at);
  const [from, start] = [metres[index] ?? 0, times[index] ?? 0];
  const [to, end] = [metres[index + 1], times[index + 1]];
  if (to === undefined || end === undefined || at < start) return { metres: from, speedKmh: 0 };
  const slope = (to - from) / (end - start || 1);
  return { metres: from + slope * (at - start), speedKmh: slope * 3_600 };
}

/** When the truck is `wanted` metres along; a halt there counts from its beginning. */
export function timeAt({ times, metres }: Drive, wanted: number): number {
  for (let index = 1; index < times.length; index++) {
    const [from, to] = [metres[index - 1] ?? 0, metres[index] ?? 0];
    if (to < wanted) continue;
    const [start, end] = [times[index - 1] ?? 0, times[index] ?? 0];
    return to === from ? start : start + ((wanted - from) / (to - from)) * (end - start);
  }
  return times.at(-1) ?? 0;
}
