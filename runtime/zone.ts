import { type UnixMs, unixMs, type Zone } from '../core/index.js';

const HOUR_MS = 3_600_000;

/** True for a name that the system knows, such as `Asia/Shanghai`. */
export function isZoneName(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/**
 * A zone's offsets between two instants, as data for the core. Changes of the clocks are found to the second; two of
 * them within the same hour are taken for one. Throws a RangeError for a name that the system does not know.
 */
export function zoneBetween(name: string, from: UnixMs, to: UnixMs): Zone {
  const offsetAt = offsetsOf(name);
  const changes = [{ from, offsetMs: offsetAt(from) }];
  for (let at: number = from; at < to; at += HOUR_MS) {
    const [before, after] = [offsetAt(at), offsetAt(Math.min(to, at + HOUR_MS))];
    if (before === after) continue;
    let [low, high] = [at, Math.min(to, at + HOUR_MS)];
    while (high - low > 1_000) {
      const middle = low + Math.floor((high - low) / 2_000) * 1_000;
      if (offsetAt(middle) === before) low = middle;
      else high = middle;
    }
    changes.push({ from: unixMs(high), offsetMs: after });
  }
  return { name, changes };
}

function offsetsOf(name: string): (at: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: name,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return (at) => {
    const parts = Object.fromEntries(
      format.formatToParts(at).map(({ type, value }) => [type, Number(value)]),
    );
    const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = parts;
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1_000) * 1_000;
  };
}
