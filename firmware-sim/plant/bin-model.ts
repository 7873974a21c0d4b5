import { minutes, type UnixMs, unixMs } from '../../core/index.js';
import { type Incident, isDuring } from './incidents.js';
import { chance, hash, noise, poisson } from './random.js';
import { clamp, lithiumVolts, round, type Sampler } from './sampler.js';
import { type Shift, shiftAt, shiftBefore } from './shifts.js';
import type { Stream } from './stations.js';

const SLOT = minutes(10);
const DAY = minutes(1_440);
/** Depth from sensor to floor, millimetres. */
const DEPTH = 1_000;

/** How many deposits an average bin gets in a day, by how much each raises it (percent), and what a full bin weighs. */
const STREAMS: Readonly<
  Record<Stream, { deposits: number; raise: number; fullKg: number; everyShifts: number }>
> = {
  kitchen: { deposits: 60, raise: 1.6, fullKg: 95, everyShifts: 1 },
  other: { deposits: 48, raise: 1.9, fullKg: 40, everyShifts: 1 },
  recyclable: { deposits: 24, raise: 2.2, fullKg: 22, everyShifts: 2 },
  hazardous: { deposits: 3, raise: 1.5, fullKg: 60, everyShifts: 14 },
};

/** Share of a day's deposits that falls into each civil hour, percent: people throw away before work and after dinner. */
const HOURS = [0, 0, 0, 0, 0, 1, 5, 12, 11, 6, 4, 4, 6, 5, 3, 3, 3, 5, 9, 11, 6, 4, 1, 1] as const;

export interface BinSpec {
  readonly seed: number;
  readonly id: string;
  readonly stream: Stream;
  readonly utcOffset: number;
  readonly crew: number;
  /** Milliseconds into a shift of its crew at which the truck empties it. */
  readonly served: number;
  readonly incidents: readonly Incident[];
}

/** Deposits come by chance of the hour, a truck takes everything but what sticks. */
export function binSampler(spec: BinSpec): Sampler {
  const key = hash(spec.seed, spec.id);
  const content = contentOf(spec, key);
  const surges = spec.incidents.filter(
    (incident) => incident.kind === 'bin-surge' && incident.asset === spec.id,
  );
  const { fullKg } = STREAMS[spec.stream];
  const cellAge = chance(key, 3);
  return (at) => {
    const fill = surged(content(at), surges, at);
    const warmth = Math.sin((((at + spec.utcOffset) % DAY) / DAY - 0.375) * 2 * Math.PI);
    const read = clamp(fill + 0.4 * noise(key, at), 0, 100);
    return {
      fill_pct: round(read, 1),
      distance_mm: Math.round(DEPTH * (1 - read / 100)),
      weight_kg: round(clamp((fill / 100) * fullKg + 0.2 * noise(key + 1, at), 0, 5_000), 1),
      temperature_c: round(14 + 7 * warmth + 0.3 * noise(key + 2, at), 1),
      battery_v: lithiumVolts(clamp(cellAge + (at % (DAY * 365)) / (DAY * 3_650), 0, 1), noise(key + 3, at)),
    };
  };
}

function surged(fill: number, surges: readonly Incident[], at: UnixMs): number {
  for (const surge of surges) {
    if (surge.kind !== 'bin-surge' || !isDuring(surge, at)) continue;
    return Math.max(fill, surge.toPct * Math.min(1, (at - surge.from) / surge.over));
  }
  return fill;
}

/** Percent of the bin that is taken at an instant, by counting the deposits since it was last emptied. */
function contentOf(spec: BinSpec, key: number): (at: UnixMs) => number {
  const deposit = depositsOf(spec, key);
  // Counting starts over at each emptying; what was counted last is kept, because instants mostly come in order.
  let emptied = Number.NaN;
  let slot = 0;
  let sum = 0;
  return (at) => {
    const last = lastEmptied(spec, key, at);
    if (last !== emptied || Math.floor(at / SLOT) < slot) {
      emptied = last;
      slot = Math.floor(last / SLOT);
      sum = 1 + 3 * chance(key, last);
    }
    for (; (slot + 1) * SLOT <= at; slot++) sum += deposit(slot, emptied, unixMs((slot + 1) * SLOT));
    return clamp(sum + deposit(slot, emptied, at), 0, 100);
  };
}

/** Percent thrown in during a slot, after `emptied` and until `until`. */
function depositsOf({ stream, utcOffset }: BinSpec, key: number) {
  const { deposits, raise } = STREAMS[stream];
  // Some kiosks are busy, some are not; one in fifteen is far too small for its street.
  const pace = (0.5 + chance(key, 1)) * (chance(key, 2) < 1 / 15 ? 1.6 : 1);
  return (slot: number, emptied: number, until: UnixMs): number => {
    const start = slot * SLOT;
    const hour = Math.floor(((start + utcOffset) % DAY) / minutes(60));
    const mean = ((deposits * pace * (HOURS[hour] ?? 0)) / 100) * (SLOT / minutes(60));
    const moment = start + SLOT * chance(key ^ 0x1234_5678, slot);
    if (moment <= emptied || moment > until) return 0;
    return poisson(mean, chance(key, slot)) * raise;
  };
}

function lastEmptied({ stream, utcOffset, crew, served }: BinSpec, key: number, at: UnixMs): number {
  const { everyShifts } = STREAMS[stream];
  // Streams that are fetched seldom are fetched on different days in different streets.
  const turn = Math.floor(chance(key, 4) * (everyShifts / 2)) * 2;
  let shift: Shift = shiftAt(at, utcOffset, crew);
  while (shift.start + served > at || shift.number % everyShifts !== turn) shift = shiftBefore(shift);
  return shift.start + served;
}
