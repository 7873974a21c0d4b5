import { rankOf } from '../model/vocabulary.js';
import { isBreached, isCleared, type LevelState, type Limits } from './levels.js';

/**
 * Carries a subject over to other limits of the same rule and point. An open alert keeps what the last value doesn't
 * refute, and gets no graver without a hold of its own. A hold under way starts afresh at the last reading: time above
 * the old limit proves nothing about the new one.
 */
export function migrateLevels(before: LevelState, from: Limits, to: Limits): LevelState {
  const wasGravest =
    before.active === 0 ? -1 : rankOf(from.severities[31 - Math.clz32(before.active)] ?? 'info');
  let active = 0;
  let running = 0;
  to.severities.forEach((severity, k) => {
    const mayStay = rankOf(severity) <= wasGravest;
    if (mayStay && !isCleared(to, k, before.value)) active |= 1 << k;
    else if (isBreached(to, k, before.value)) running |= 1 << k;
  });
  // The rule has only graver levels now, and one of them is true: the alert is, too.
  if (wasGravest >= 0 && active === 0 && running !== 0) {
    active = running & -running;
    running &= ~active;
  }
  const isOpen = active !== 0;
  return {
    observedAt: before.observedAt,
    value: before.value,
    active,
    running,
    held: [0, 0, 0, 0],
    since: isOpen ? before.since : before.observedAt,
    sinceValue: isOpen ? before.sinceValue : before.value,
  };
}
