import type { Span } from '../../fault/fault.js';
import { ofKind } from '../fault-book.js';
import type { Circuit } from '../lighting/circuit.js';
import { failureAround, type Lamp } from '../lighting/lamp.js';
import type { CabinetPlace, Physics } from '../physics.js';
import { brightPart, darkPart, type Stretch } from './stretches.js';
import type { TruthBook } from './truth-book.js';

const DAY = 86_400_000;

interface Cause extends Stretch {
  readonly cause: string;
}

const causesOf = (spans: readonly Span[], cause: string): Cause[] =>
  spans.map(({ from, until }) => ({ from, to: until, cause }));

export function lightTruth(physics: Physics, into: TruthBook): void {
  for (const place of physics.cabinets) {
    cabinetTruth(physics, place, into);
    for (const circuit of place.circuits) {
      circuitTruth(physics, circuit, into);
      circuit.lamps.forEach((lamp, index) => {
        lampTruth(physics, { circuit, lamp, index }, into);
      });
    }
  }
}

function cabinetTruth({ book }: Physics, { asset, supply }: CabinetPlace, into: TruthBook): void {
  const { assetId } = asset;
  for (const loss of causesOf(supply.losses, 'supply-loss')) into.add('cabinet-outage', assetId, loss);
  for (const phase of causesOf(ofKind(book.asset(assetId), 'phase-lost'), 'phase-lost')) {
    into.add('phase-lost', assetId, phase);
  }
  for (const open of causesOf(supply.openings(into.from, into.to), 'crew'))
    into.add('door-open', assetId, open);
}

function circuitTruth({ daylight }: Physics, circuit: Circuit, into: TruthBook): void {
  const { id, stuck, thefts, leaks, lostPhases } = circuit;
  for (const { from, until, closed } of stuck) {
    const part = (closed ? brightPart : darkPart)(daylight, { from, to: until });
    if (part !== undefined) into.add('contactor-stuck', id, { ...part, cause: 'contactor-stuck' });
  }
  for (const theft of causesOf(thefts, 'cable-theft')) into.add('cable-theft', id, theft);
  for (const leak of causesOf(leaks, 'leakage')) {
    const part = darkPart(daylight, leak);
    if (part !== undefined) into.add('leakage', id, { ...part, cause: 'leakage' });
  }
  for (const lost of causesOf(lostPhases, 'phase-lost')) into.add('circuit-outage', id, lost);
}

interface LampPlace {
  readonly circuit: Circuit;
  readonly lamp: Lamp;
  readonly index: number;
}

function lampTruth({ daylight }: Physics, { circuit, lamp, index }: LampPlace, into: TruthBook): void {
  for (const span of darkCauses(circuit, lamp, { index, into })) {
    const part = darkPart(daylight, span);
    if (part !== undefined) into.add('lamp-dark', lamp.id, { ...part, cause: span.cause });
  }
  for (const span of causesOf(lamp.cycling, 'lamp-cycling')) {
    const part = darkPart(daylight, span);
    if (part !== undefined) into.add('lamp-cycling', lamp.id, { ...part, cause: span.cause });
  }
  const closed = circuit.stuck.filter((fault) => fault.closed);
  for (const span of [...causesOf(lamp.burning, 'day-burner'), ...causesOf(closed, 'contactor-stuck')]) {
    const part = brightPart(daylight, span);
    if (part !== undefined) into.add('lamp-day-burning', lamp.id, { ...part, cause: span.cause });
  }
}

/** Why the lamp may be dark, by time; where causes overlap, the first one keeps the whole. */
function darkCauses(
  circuit: Circuit,
  lamp: Lamp,
  { index, into }: { readonly index: number; readonly into: TruthBook },
): Cause[] {
  const { supply, lostPhases, stuck, thefts, lamps } = circuit;
  const failures: Span[] = [];
  // A failure lasts at most some days, and an epoch holds one: two looks find all that touch a range of weeks.
  for (let at: number = into.from - 5 * DAY; at < into.to + 5 * DAY; at += 5 * DAY) {
    const failure = failureAround(lamp, at);
    if (failure !== undefined && failure.from !== failures.at(-1)?.from) failures.push(failure);
  }
  const causes = [
    ...causesOf(supply.losses, 'supply-loss'),
    ...causesOf(lostPhases, 'phase-lost'),
    ...causesOf(
      stuck.filter(({ closed }) => !closed),
      'contactor-stuck',
    ),
    ...causesOf(
      thefts.filter(({ share }) => index >= Math.floor(lamps.length * (1 - share))),
      'cable-theft',
    ),
    ...causesOf(lamp.dead, 'lamp-dead'),
    ...causesOf(failures, 'failure'),
  ];
  if (causes.length < 2) return causes;
  const joined: Cause[] = [];
  for (const cause of causes.sort((a, b) => a.from - b.from)) {
    const last = joined.at(-1);
    if (last !== undefined && cause.from <= last.to)
      joined[joined.length - 1] = { ...last, to: Math.max(last.to, cause.to) };
    else joined.push(cause);
  }
  return joined;
}
