import { type Ms, ms } from './units.js';

const UNIT_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Writes a duration the way a rule file does: `1h30m`; parts of a second are left out. */
export function durationText(duration: number): string {
  let rest = duration;
  const parts = Object.entries(UNIT_MS)
    .toReversed()
    .map(([unit, length]) => {
      const count = Math.floor(rest / length);
      rest -= count * length;
      return count === 0 ? '' : `${count}${unit}`;
    });
  return parts.join('') || '0s';
}

/** Reads `90s`, `10m`, `1h30m`, `2d`; `undefined` when the text is not a duration. */
export function parseDuration(text: string): Ms | undefined {
  if (!/^(\d+(\.\d+)?[smhd])+$/.test(text)) return undefined;
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)([smhd])/g)) {
    total += Number(amount) * (UNIT_MS[unit ?? ''] ?? Number.NaN);
  }
  return ms(total);
}
