import { type Datum, toWgs84 } from '../../geo/datum.js';
import type { Polyline } from '../../geo/polyline.js';
import type { UnixMs } from '../../units/units.js';
import { type Fix, sigmaOf } from '../match/fix.js';
import { stepProgress } from '../match/match.js';
import { newProgress, type Progress } from '../match/progress.js';
import { type Evidence, gather, type Proof, proves } from './evidence.js';
import type { Stepped } from './step.js';

type Shifted = Exclude<Datum, 'wgs84'>;

/** How the trip looks when its fixes are read in another datum. */
interface Reading {
  readonly progress: Progress;
  readonly chainageM: number | undefined;
  readonly evidence: Evidence | undefined;
}

export interface DatumState {
  readonly gcj02: Reading;
  readonly bd09: Reading;
  /** What the terminal was found to report, when it is not WGS-84. */
  readonly found: Shifted | undefined;
}

export interface DatumInput {
  readonly fix: Fix;
  /** How far off its line the fix lies as it is, and how far it may. */
  readonly offsetM: number;
  readonly limitM: number;
  /** Metres since the fix before. */
  readonly movedM: number;
}

export interface DatumEffect {
  readonly kind: 'datum-fault';
  readonly at: UnixMs;
  readonly since: UnixMs;
  readonly datum: Shifted;
  /** How far off the fixes lie as they are, metres. */
  readonly offsetM: number;
}

/** `expectedM`: where the timetable puts the truck, metres along its line. */
export function datumUnknown(expectedM: number): DatumState {
  const reading: Reading = { progress: newProgress(expectedM), chainageM: undefined, evidence: undefined };
  return { gcj02: reading, bd09: reading, found: undefined };
}

/** A real detour may look like the shifted line for a block or two. */
const PROOF: Proof = { share: 0.75, fixes: 8, forMs: 60_000, travelledM: 500 };

/** Read rightly, a fix lies on its line but for its error; a corridor is too wide to tell among dense streets. */
const fitM = (sigmaM: number): number => 10 + 1.5 * sigmaM;

/**
 * Finds a terminal that reports GCJ-02 or BD-09 as WGS-84: its fixes lie off the line by a constant, and when they are
 * read in that datum they lie on it and go along it as far as the truck moves. One finding for the terminal, instead of a
 * deviation for each of its trips.
 */
export function stepDatum(
  line: Polyline,
  state: DatumState,
  input: DatumInput,
): Stepped<DatumState, DatumEffect> {
  if (state.found !== undefined) return { state, effects: [], wakeAt: undefined };
  const gcj02 = read(line, state.gcj02, { ...input, datum: 'gcj02' });
  const bd09 = read(line, state.bd09, { ...input, datum: 'bd09' });
  for (const [datum, { evidence }] of [
    ['gcj02', gcj02],
    ['bd09', bd09],
  ] as const) {
    if (evidence === undefined || !proves(evidence, PROOF)) continue;
    const { fix, offsetM } = input;
    const effect: DatumEffect = {
      kind: 'datum-fault',
      at: fix.observedAt,
      since: evidence.since,
      datum,
      offsetM,
    };
    return { state: { gcj02, bd09, found: datum }, effects: [effect], wakeAt: undefined };
  }
  return { state: { gcj02, bd09, found: undefined }, effects: [], wakeAt: undefined };
}

function read(
  line: Polyline,
  before: Reading,
  { datum, fix, offsetM, limitM, movedM }: DatumInput & { readonly datum: Shifted },
): Reading {
  const { state: progress, match } = stepProgress(line, before.progress, { ...fix, ...toWgs84(datum, fix) });
  const { chainageM, isNear } = match;
  const alongM = (chainageM ?? 0) - (before.chainageM ?? chainageM ?? 0);
  // Where the line runs along the shift, a shifted fix lies on it, too: that says nothing either way.
  if (offsetM <= limitM) return { progress, chainageM, evidence: before.evidence };
  const goesAlong = Math.abs(alongM - movedM) <= 2 * sigmaOf(fix) + 0.3 * movedM;
  const shows = isNear && (match.offsetM ?? Number.POSITIVE_INFINITY) <= fitM(sigmaOf(fix)) && goesAlong;
  return {
    progress,
    chainageM,
    evidence: gather(before.evidence, { at: fix.observedAt, shows, movedM }, PROOF),
  };
}
