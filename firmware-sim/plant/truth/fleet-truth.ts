import { ofKind } from '../fault-book.js';
import { progressAt, timeAt } from '../fleet/drive.js';
import { midnightOf, plannedSpan, type Sortie } from '../fleet/sortie.js';
import { along, offWay, wayOf } from '../fleet/way.js';
import type { Physics } from '../physics.js';
import type { CollectionLine } from '../town/line-plan.js';
import type { Stretch } from './stretches.js';
import type { TruthBook } from './truth-book.js';

const STEP = 5_000;

/** What happened on the trips. Tolerances are the line's own, as in `line_settings.txt`; they are part of the plan. */
export function fleetTruth(physics: Physics, into: TruthBook): void {
  const { fleet, city } = physics;
  for (const line of fleet.lines) {
    for (const trip of line.trips) {
      for (let day = fleet.dayOf(into.from) - 2; day <= fleet.dayOf(into.to); day++) {
        if (!fleet.runsOn(trip, day)) continue;
        const planned = plannedSpan(trip, midnightOf(day, city.utcOffset));
        const sortie = fleet.sortie(line, trip, day);
        if (sortie === undefined) into.add('no-trip', line.truck, { ...planned, cause: 'no-trip' });
        else sortieTruth(sortie, into);
      }
    }
    for (const { from, until } of ofKind(physics.book.device(deviceOf(physics, line)), 'gcj02')) {
      into.add('datum-fault', line.truck, { from, to: until, cause: 'gcj02' });
    }
  }
}

function deviceOf({ deviceOn: find }: Physics, { truck }: CollectionLine) {
  const device = find(truck);
  if (device === undefined) throw new Error(`truck ${truck} has no terminal`);
  return device.deviceId;
}

function sortieTruth(sortie: Sortie, into: TruthBook): void {
  const { line, driver, course, drive, faults, jam } = sortie;
  const [from, to] = [timeAt(drive, course.shape[0]), timeAt(drive, course.shape[1])];
  const has = (kind: 'wrong-direction' | 'wrong-vehicle'): boolean => ofKind(faults, kind).length > 0;
  if (has('wrong-direction')) into.add('wrong-direction', driver, { from, to, cause: 'wrong-direction' });
  if (has('wrong-vehicle')) into.add('wrong-vehicle', driver, { from, to, cause: 'wrong-vehicle' });
  const off = offLine(sortie);
  if (off !== undefined) into.add('off-route', driver, { ...off, cause: 'detour' });
  if (jam !== undefined && jam.to - jam.from > line.settings.maxHaltS * 1_000) {
    into.add('long-halt', driver, { ...jam, cause: 'jam' });
  }
  for (const fault of ofKind(faults, 'breakdown')) {
    const halt = { from: Math.max(fault.from, sortie.start), to: fault.until };
    if (halt.to - halt.from > line.settings.maxHaltS * 1_000)
      into.add('long-halt', driver, { ...halt, cause: 'breakdown' });
  }
  stopsTruth(sortie, to, into);
}

/** The stretch of time in which the truck was truly beyond the line's corridor. */
function offLine({ line, course, drive }: Sortie): Stretch | undefined {
  if (course.detour === undefined) return undefined;
  const shape = wayOf(line.spots);
  const [from, to] = [timeAt(drive, course.detour[0]), timeAt(drive, course.detour[1])];
  let [first, last] = [Number.NaN, Number.NaN];
  for (let at = from; at <= to; at += STEP) {
    const { spot } = along(course.way, progressAt(drive, at).metres);
    if (offWay(shape, spot) <= line.settings.corridorM) continue;
    if (Number.isNaN(first)) first = at;
    last = at;
  }
  return Number.isNaN(first) ? undefined : { from: first, to: last };
}

function causeOf({ faults, jam }: Sortie): string {
  const known = ['skipped-tail', 'detour', 'breakdown', 'wrong-direction', 'late-start'] as const;
  return known.find((kind) => ofKind(faults, kind).length > 0) ?? (jam === undefined ? 'traffic' : 'jam');
}

/** Stops that were never served, and those that were served outside their window; one row of each kind for a trip. */
function stopsTruth(sortie: Sortie, end: number, into: TruthBook): void {
  const { visits, driver, line } = sortie;
  const { earlyS, lateS } = line.settings;
  const missed = visits.filter(({ arrived }) => Number.isNaN(arrived));
  const late = visits.filter(({ planned, arrived }) => arrived > planned + lateS * 1_000);
  const early = visits.filter(({ planned, left }) => left < planned - earlyS * 1_000);
  const cause = causeOf(sortie);
  const [firstMissed, firstLate, firstEarly] = [missed[0], late[0], early[0]];
  if (firstMissed !== undefined) {
    const isPassed = cause === 'traffic' || cause === 'jam';
    const to = Math.max(end, firstMissed.planned + lateS * 1_000);
    into.add('stop-missed', driver, {
      from: firstMissed.planned,
      to,
      cause: isPassed ? 'missed-stop' : cause,
    });
  }
  if (firstLate !== undefined) {
    into.add('late', driver, {
      from: firstLate.planned + lateS * 1_000,
      to: late.at(-1)?.left ?? end,
      cause,
    });
  }
  if (firstEarly !== undefined) {
    into.add('early', driver, { from: firstEarly.arrived, to: early.at(-1)?.planned ?? end, cause });
  }
}
