import { expect, test } from 'vitest';
import { parseClock } from '../../../core/time/time-of-day.js';

test.each([
  { text: '00:00', minutes: 0 },
  { text: '06:30', minutes: 390 },
  { text: '24:00', minutes: 1_440 },
  { text: '24:01', minutes: undefined },
  { text: '6:30', minutes: undefined },
  { text: '06:60', minutes: undefined },
])('$text is minute $minutes of the day', ({ text, minutes }) => expect(parseClock(text)).toBe(minutes));
