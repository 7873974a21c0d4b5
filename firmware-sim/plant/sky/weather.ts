import { SKY } from '../constants.js';
import { chance, hash, noise } from '../random.js';

const DAY = 86_400_000;
const HOUR = 3_600_000;
/** 2020-01-01 UTC: rain is summed from here. */
const FIRST_DAY = 18_262;
/** The same over the whole city. */
export interface Weather {
  temperature(at: number): number;
  /** Millimetres an hour. */
  rain(at: number): number;
  /** Millimetres since 2020. */
  rainUntil(at: number): number;
}

interface Shower {
  readonly mm: number;
  /** Milliseconds after midnight. */
  readonly start: number;
  readonly length: number;
}

const DRY: Shower = { mm: 0, start: 0, length: HOUR };

export function weatherOf(seed: number, utcOffset: number): Weather {
  const key = hash(seed, 'weather');
  /** Rain of all days before day `FIRST_DAY + index`. */
  const fallen = [0];
  const showerOf = (day: number): Shower => {
    if (chance(key, day) >= SKY.rainyDays.value) return DRY;
    const length = HOUR * (1 + 7 * chance(key + 1, day));
    const mm = -SKY.meanRain.value * Math.log(1 - chance(key + 2, day));
    return { mm, start: chance(key + 3, day) * (DAY - length), length };
  };
  const fallenBefore = (day: number): number => {
    const index = Math.max(0, day - FIRST_DAY);
    for (let next = fallen.length; next <= index; next++) {
      fallen.push((fallen[next - 1] ?? 0) + showerOf(FIRST_DAY + next - 1).mm);
    }
    return fallen[index] ?? 0;
  };
  return {
    temperature: (at) => {
      const local = at + utcOffset;
      const day = Math.floor(local / DAY);
      const season = Math.cos((2 * Math.PI * (local / DAY - SKY.coldestDay.value)) / 365.25);
      const share = (local % DAY) / DAY;
      const own = noise(key + 4, day) * (1 - share) + noise(key + 4, day + 1) * share;
      return (
        SKY.yearMean.value -
        SKY.yearSwing.value * season +
        SKY.dayNoise.value * own +
        SKY.daySwing.value * Math.sin(2 * Math.PI * (share - 0.375))
      );
    },
    rain: (at) => {
      const day = Math.floor((at + utcOffset) / DAY);
      const { mm, start, length } = showerOf(day);
      const since = at + utcOffset - day * DAY - start;
      return since >= 0 && since < length ? mm / (length / HOUR) : 0;
    },
    rainUntil: (at) => {
      const day = Math.floor((at + utcOffset) / DAY);
      const { mm, start, length } = showerOf(day);
      const share = (at + utcOffset - day * DAY - start) / length;
      return fallenBefore(day) + mm * Math.min(1, Math.max(0, share));
    },
  };
}
