import type { TFunction } from 'i18next';
import { pointSpec } from '../../../core/index.js';
import type { PointValue } from './api/types';

const SUFFIX_UNITS: Readonly<Record<string, string>> = {
  m: 'm',
  pct: '%',
  s: 's',
  min: 'min',
  kmh: 'km/h',
  mm: 'mm',
  c: '°C',
  v: 'V',
  a: 'A',
  w: 'W',
};

/** The unit of a declared point, else what its name says (`offset_m`). */
export const unitOf = (point: string): string =>
  pointSpec(point)?.unit ?? SUFFIX_UNITS[point.slice(point.lastIndexOf('_') + 1)] ?? '';

const numbers = new Map<number, Intl.NumberFormat>();
export const numberText = (value: number, unit = ''): string => {
  if (!Number.isFinite(value)) return '–';
  // A battery is judged by hundredths of a volt, nothing else by more than a tenth.
  const digits = unit === 'V' && Math.abs(value) < 20 ? 2 : Math.abs(value) >= 1_000 ? 0 : 1;
  let format = numbers.get(digits);
  if (!format) {
    format = new Intl.NumberFormat('en', { maximumFractionDigits: digits });
    numbers.set(digits, format);
  }
  return format.format(value);
};

export const withUnit = (point: string, value: number): string => {
  const unit = unitOf(point);
  const text = point === 'lat' || point === 'lon' ? value.toFixed(5) : numberText(value, unit);
  return unit === '' || unit === '°' ? `${text}${unit}` : `${text}\u00a0${unit}`;
};

export const pointName = (t: TFunction, point: string): string =>
  t(`point.${point}`, { defaultValue: point });

/** A value with its unit, flags in words. */
export function valueText(t: TFunction, point: string, value: PointValue): string {
  if (typeof value === 'string') return value === '' ? '–' : value.slice(0, 80);
  const isFlag = typeof value === 'boolean' || pointSpec(point)?.type === 'flag';
  if (!isFlag) return withUnit(point, Number(value));
  const which = Number(value) === 0 ? 0 : 1;
  return t(`flag.${point}.${which}`, { defaultValue: t(`flag.other.${which}`) });
}

export function ageText(t: TFunction, durationMs: number): string {
  const s = Math.max(0, Math.floor(durationMs / 1_000));
  if (s < 60) return t('age.s', { n: s });
  const min = Math.floor(s / 60);
  if (min < 60) return t('age.min', { n: min });
  const h = Math.floor(min / 60);
  if (h < 24 && min % 60 === 0) return t('age.hWhole', { h });
  if (h < 24) return t('age.h', { h, min: min % 60 });
  return t('age.d', { d: Math.floor(h / 24), h: h % 24 });
}

const clocks = new Map<string, Intl.DateTimeFormat>();
function clock(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${zone} ${Object.keys(options).join()}`;
  let format = clocks.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat('en-GB', { ...options, timeZone: zone, hourCycle: 'h23' });
    clocks.set(key, format);
  }
  return format;
}

export const hourMinute = (at: number, zone: string): string =>
  clock(zone, { hour: '2-digit', minute: '2-digit' }).format(at);

export const hourMinuteSecond = (at: number, zone: string): string =>
  clock(zone, { hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(at);

export const dayText = (at: number, zone: string): string => {
  const parts = clock(zone, { month: '2-digit', day: '2-digit' }).formatToParts(at);
  const part = (type: string): string => parts.find((p) => p.type === type)?.value ?? '';
  return `${part('month')}-${part('day')}`;
};

/** City time: the hour alone for today, with the day before it otherwise. */
export const timeText = (at: number, now: number, zone: string): string =>
  dayText(at, zone) === dayText(now, zone)
    ? hourMinute(at, zone)
    : `${dayText(at, zone)} ${hourMinute(at, zone)}`;

export const zoneOffset = (at: number, zone: string): string =>
  new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'shortOffset' })
    .formatToParts(at)
    .find((part) => part.type === 'timeZoneName')
    ?.value.replace('GMT', 'UTC') ?? zone;
