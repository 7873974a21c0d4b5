import type { AlertSubject } from '../model/alert.js';
import { type AlertId, alertId, type RuleId } from '../model/ids.js';
import type { UnixMs } from '../units/units.js';

/** The subject as one text; ids hold no space, so no two subjects share it. */
export const subjectKey = (subject: AlertSubject): string =>
  'asset' in subject ? `asset ${subject.asset}` : `device ${subject.device}`;

/**
 * The id of an episode: 16 hex digits that depend on nothing else, so live, restart, fail-over and backtest agree.
 *
 * 64 bits are enough: a city with 1,000 alerts a day has 2e7 in 50 years, and among n alerts the chance of any
 * collision is about n² / 2^65, here 1e-5. Each half sees every character and is mixed with the other at the end.
 */
export function alertIdOf(rule: RuleId, subject: AlertSubject, openedAt: UnixMs): AlertId {
  const text = `${rule} ${subjectKey(subject)} ${openedAt}`;
  // Two multiplicative hashes with unlike seeds and primes (those of MurmurHash3 and xxHash).
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 0x9e3779b1);
    b = Math.imul(b ^ code, 0x5f356495);
  }
  const high = mix(a, 0x85ebca6b) ^ mix(b, 0xc2b2ae35);
  const low = mix(b, 0x85ebca6b) ^ mix(a, 0xc2b2ae35);
  return alertId(hex(high) + hex(low));
}

/** Lets every bit of the word reach the low ones; a multiplication alone only carries upwards. */
function mix(word: number, prime: number): number {
  const once = Math.imul(word ^ (word >>> 16), prime);
  return Math.imul(once ^ (once >>> 13), 0x27d4eb2f) ^ (once >>> 15);
}

const hex = (word: number): string => (word >>> 0).toString(16).padStart(8, '0');
