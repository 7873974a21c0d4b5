import type { ListedStop } from './read-rows.js';

const DAYS: Readonly<Record<string, number>> = { 一: 0, 二: 1, 三: 2, 四: 3, 五: 4, 六: 5, 日: 6, 天: 6 };
const EVERY_DAY = 0b1111111;

/** The weekdays of a line, bit 0 for Monday, from `一,三,五` or `1,3,5`; every day when its first row does not say. */
export function weekdaysOf(stops: readonly ListedStop[]): number {
  const [first] = stops;
  if (first?.days === undefined) return EVERY_DAY;
  let mask = 0;
  for (const word of first.days.split(/[,，、\s]+/)) {
    const day = DAYS[word] ?? (/^[1-7]$/.test(word) ? Number(word) - 1 : undefined);
    if (day === undefined) first.row.warning('bad-value', `${word} is no weekday`);
    else mask |= 1 << day;
  }
  for (const { row, days } of stops) {
    if (days !== first.days)
      row.warning('bad-value', `the line's other stops have the days ${first.days}; these are taken`);
  }
  return mask === 0 ? EVERY_DAY : mask;
}
