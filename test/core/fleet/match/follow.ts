import {
  type Fix,
  type Match,
  newProgress,
  type Polyline,
  type Progress,
  stepProgress,
} from '../../../../core/index.js';

export interface Followed {
  readonly state: Progress;
  readonly matches: readonly Match[];
}

/** Matches fixes one after the other. */
export function follow(line: Polyline, fixes: readonly Fix[], from: Progress = newProgress()): Followed {
  const matches: Match[] = [];
  let state = from;
  for (const fix of fixes) {
    const step = stepProgress(line, state, fix);
    state = step.state;
    matches.push(step.match);
  }
  return { state, matches };
}
