import type { UnixMs } from '../../units/units.js';

/** How much must be seen before something is believed of a truck. */
export interface Proof {
  /** Of the fixes since the first that shows it, 0 to 1. */
  readonly share: number;
  readonly fixes: number;
  /** Covered time, ms: from fix to fix, without holes. */
  readonly forMs: number;
  /** Metres travelled meanwhile. */
  readonly travelledM: number;
}

/** What has been seen since the first fix that showed it. */
export interface Evidence {
  readonly since: UnixMs;
  readonly last: UnixMs;
  readonly fixes: number;
  readonly showing: number;
  readonly coveredMs: number;
  readonly travelledM: number;
}

export interface Showing {
  readonly at: UnixMs;
  readonly shows: boolean;
  /** Metres since the fix before. */
  readonly movedM: number;
}

/** Between two fixes farther apart than this nothing is known, ms: two and a half reports of a slow terminal. */
const LONGEST_GAP_MS = 75_000;

/** Gathers one more fix. Evidence begins with a fix that shows it and is forgotten when too few of those since do. */
export function gather(
  before: Evidence | undefined,
  { at, shows, movedM }: Showing,
  { share }: Proof,
): Evidence | undefined {
  if (before === undefined) {
    return shows ? { since: at, last: at, fixes: 1, showing: 1, coveredMs: 0, travelledM: 0 } : undefined;
  }
  const gapMs = at - before.last;
  const fixes = before.fixes + 1;
  const showing = before.showing + (shows ? 1 : 0);
  if (showing < share * fixes) return undefined;
  return {
    since: before.since,
    last: at,
    fixes,
    showing,
    // A hole pauses; it neither counts nor takes back what was seen.
    coveredMs: before.coveredMs + (gapMs <= LONGEST_GAP_MS ? gapMs : 0),
    travelledM: before.travelledM + movedM,
  };
}

export const proves = ({ showing, coveredMs, travelledM }: Evidence, proof: Proof): boolean =>
  showing >= proof.fixes && coveredMs >= proof.forMs && travelledM >= proof.travelledM;
