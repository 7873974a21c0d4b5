import { type Ms, ms, type UnixMs } from '../../../core/index.js';

/** A fixed place in the period for each name, so that thousands of polls spread evenly and alike after every restart. */
export function phaseOf(name: string, period: Ms): Ms {
  let hash = 0x81_1c_9d_c5;
  for (const letter of name) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01_00_01_93);
  return ms(((hash >>> 0) / 2 ** 32) * period);
}

/** Time to the next beat of the grid `phase + n * period`. A beat less than a tenth away is taken for the one just had. */
export function untilNextBeat(now: UnixMs, period: Ms, phase: Ms): Ms {
  const since = (((now - phase) % period) + period) % period;
  const wait = period - since;
  return ms(wait < period / 10 ? wait + period : wait);
}
