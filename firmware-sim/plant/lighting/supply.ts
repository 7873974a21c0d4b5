import { type AssetId, unixMs } from '../../../core/index.js';
import { type Fault, isDuring, type Span } from '../../fault/fault.js';
import { LIGHT } from '../constants.js';
import { type FaultBook, ofKind } from '../fault-book.js';
import { chance, hash, noise } from '../random.js';
import type { Daylight } from '../sky/daylight.js';

const DAY = 86_400_000;
const MINUTE = 60_000;
const NEVER: readonly number[] = [];
/** Doors are opened in working hours, ms after midnight. */
const WORK = { from: 8 * 3_600_000, to: 17 * 3_600_000 };

/** The mains of a cabinet, the clockwork that switches its lamps, and its door. */
export interface Supply {
  readonly daylight: Daylight;
  /** Spans without mains. */
  readonly losses: readonly Span[];
  isOn(at: number): boolean;
  /** What the photocell wants. */
  wantsLight(at: number): boolean;
  /** When the photocell switched on last, as seen from a lit instant. */
  litSince(at: number): number;
  /** When the photocell switches within [from, to). */
  switches(from: number, to: number): readonly number[];
  /** The times at which the door stands open and that touch [from, to). */
  openings(from: number, to: number): readonly Span[];
}

export interface SupplyOptions {
  readonly seed: number;
  readonly cabinet: AssetId;
  readonly grid: string;
  readonly utcOffset: number;
  readonly daylight: Daylight;
  readonly book: FaultBook;
}

export function supplyOf({ seed, cabinet, grid, utcOffset, daylight, book }: SupplyOptions): Supply {
  const key = hash(seed, cabinet);
  const clouds = hash(seed, 'clouds');
  const losses: readonly Fault[] = [
    ...ofKind(book.asset(cabinet), 'supply-loss'),
    ...ofKind(book.grid(grid), 'power-cut'),
  ];
  const shift = Math.round(LIGHT.photocellSpread.value * 1_000 * (2 * chance(key, 1) - 1));
  /** Clouds bring the evening forward and hold the morning back. */
  const cloud = (index: number): number =>
    Math.round(LIGHT.cloudSpread.value * 1_000 * Math.abs(noise(clouds, index)) * 0.5);
  const off = (at: number): number => {
    const { index, dawn } = daylight.dayAt(at);
    return dawn + shift + cloud(index);
  };
  const on = (at: number): number => {
    const { index, dusk } = daylight.dayAt(at);
    return dusk + shift - cloud(index);
  };
  return {
    daylight,
    losses,
    isOn: (at) => losses.length === 0 || !losses.some((loss) => isDuring(loss, at)),
    wantsLight: (at) => at < off(at) || at >= on(at),
    litSince: (at) => (at >= on(at) ? on(at) : on(at - DAY)),
    switches: (from, to) => {
      let found: number[] | undefined;
      for (let at = from; ; at += DAY) {
        // Two instants of one solar day, and the day after's when the range runs on.
        for (const instant of [off(Math.min(at, to)), on(Math.min(at, to))]) {
          if (instant < from || instant >= to || found?.includes(instant) === true) continue;
          found ??= [];
          found.push(instant);
        }
        if (at >= to) return found ?? NEVER;
      }
    },
    openings: (from, to) => openingsOf(key, utcOffset, { from, to }),
  };
}

function openingsOf(key: number, utcOffset: number, { from, to }: { from: number; to: number }): Span[] {
  const found: Span[] = [];
  const dayOf = (at: number): number => Math.floor((at + utcOffset) / DAY);
  for (let day = dayOf(from) - 1; day <= dayOf(to); day++) {
    if (chance(key + 31, day) >= LIGHT.doorVisits.value) continue;
    const start = day * DAY - utcOffset + WORK.from + chance(key + 32, day) * (WORK.to - WORK.from);
    const { doorMin, doorMax } = LIGHT;
    const length = (doorMin.value + (doorMax.value - doorMin.value) * chance(key + 33, day)) * MINUTE;
    const span = { from: unixMs(Math.round(start)), until: unixMs(Math.round(start + length)) };
    if (span.from < to && span.until > from) found.push(span);
  }
  return found;
}
