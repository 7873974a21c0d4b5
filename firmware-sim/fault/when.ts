import { after, parseDuration, type Spot, show, type UnixMs, unixMs } from '../../core/index.js';
import type { Span } from './fault.js';

const DAY = 86_400_000;
const CIVIL = /^day (\d{1,3}) (\d{1,2}):(\d{2})(?::(\d{2}))?$/;

/** What times in a scenario are counted from. */
export interface Origin {
  readonly start: UnixMs;
  /** Civil time less UTC, milliseconds. */
  readonly utcOffset: number;
}

/** A duration with an optional sign: `90s`, `+2h`, `-30m`. */
export function parseSigned(text: string): number | undefined {
  const duration = parseDuration(text.replace(/^[+-]/, ''));
  return duration === undefined ? undefined : text.startsWith('-') ? -duration : duration;
}

/** `day 2 03:10` is civil time, day 1 being the day of the start; `+2h` and `-30m` count from the start. */
export function parseInstant(spot: Spot, { start, utcOffset }: Origin): UnixMs | undefined {
  const text = typeof spot.value === 'string' ? spot.value : '';
  const civil = CIVIL.exec(text);
  if (civil !== null) {
    const [day = 0, hour = 0, minute = 0, second = 0] = civil.slice(1).map((part) => Number(part ?? 0));
    if (day < 1 || hour > 24 || minute > 59 || second > 59)
      return spot.complain(`${show(text)} is no time of day`);
    const midnight = Math.floor((start + utcOffset) / DAY) * DAY - utcOffset;
    return unixMs(midnight + (day - 1) * DAY + ((hour * 60 + minute) * 60 + second) * 1_000);
  }
  const offset = /^[+-]/.test(text) ? parseSigned(text) : undefined;
  if (offset !== undefined) return after(start, offset);
  return spot.complain(`expected a time such as "day 2 03:10" or +2h, found ${show(spot.value)}`);
}

/** `at` with `for` or `until`. Complains where something is missing, twice said or the wrong way round. */
export function parseSpan(spot: Spot, origin: Origin): Span | undefined {
  const [at, length, end] = [spot.field('at'), spot.field('for'), spot.field('until')];
  const from = parseInstant(at, origin);
  if (length.isAbsent === end.isAbsent) return spot.complain('expected either for or until');
  if (!end.isAbsent) {
    const until = parseInstant(end, origin);
    if (from === undefined || until === undefined) return undefined;
    return until > from ? { from, until } : end.complain('until must lie after at');
  }
  const duration = length.duration();
  if (duration === 0) return length.complain('a fault must last');
  return from === undefined || duration === undefined ? undefined : { from, until: after(from, duration) };
}
