import { TANK } from '../constants.js';
import { ofKind } from '../fault-book.js';
import type { Physics } from '../physics.js';
import { whenHolds } from './stretches.js';
import type { TruthBook } from './truth-book.js';

const STEP = 900_000;
/** Methane above the household's own, %LEL, while a release can be smelt. */
const RELEASED_LEL = 3;

/** tank-high: the inlet pipe is under the liquid; spill: the liquid stands over the rim. */
export function tankTruth({ tanks, book }: Physics, into: TruthBook): void {
  const range = { from: into.from, to: into.to };
  for (const [asset, { level, methane, clearings }] of tanks) {
    const faults = book.asset(asset);
    const cause = faults.find(({ kind }) => kind === 'septic-rise' || kind === 'spill')?.kind ?? 'inflow';
    const { next } = clearings(into.to);
    // Without a fault a tank only rises until its clearing, so one look at the end tells whether it matters.
    const isCalm =
      faults.length === 0 && clearings(into.from).next === next && level(into.to) < TANK.inletMm.value;
    if (isCalm) continue;
    for (const span of whenHolds((at) => level(at) >= TANK.inletMm.value, range, STEP)) {
      into.add('tank-high', asset, { ...span, cause });
    }
    for (const span of whenHolds((at) => level(at) >= TANK.heightMm.value, range, STEP)) {
      into.add('spill', asset, { ...span, cause });
    }
    for (const { from, until } of ofKind(faults, 'septic-rise')) {
      into.add('tank-rise', asset, { from, to: until, cause: 'septic-rise' });
    }
    for (const fault of ofKind(faults, 'gas')) {
      const own = methane(fault.from);
      const to = whenHolds(
        (at) => methane(at) > own + RELEASED_LEL,
        { from: fault.from, to: fault.until },
        STEP,
      ).at(-1);
      into.add('gas', asset, { from: fault.from, to: to?.to ?? fault.until, cause: 'gas' });
    }
  }
}
