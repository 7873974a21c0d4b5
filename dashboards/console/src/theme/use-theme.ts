import { useMemo, useSyncExternalStore } from 'react';
import { hourMinute } from '../format';

export type ThemeChoice = 'auto' | 'light' | 'dark';
export type Theme = 'light' | 'dark';

const KEY = 'streetkeep.theme';
const listeners = new Set<() => void>();

const chosen = (): ThemeChoice => {
  const kept = localStorage.getItem(KEY);
  return kept === 'light' || kept === 'dark' ? kept : 'auto';
};

export function chooseTheme(choice: ThemeChoice): void {
  localStorage.setItem(KEY, choice);
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => void listeners.delete(listener);
};

export const useThemeChoice = (): ThemeChoice => useSyncExternalStore(subscribe, chosen);

/** Dark from six in the evening to half past six in the morning, by the city's clock and not the browser's. */
export function themeAt(now: number, zone: string): Theme {
  const clock = hourMinute(now, zone);
  return clock >= '06:30' && clock < '18:00' ? 'light' : 'dark';
}

export function useTheme(now: number, zone: string): Theme {
  const choice = useThemeChoice();
  return useMemo(() => (choice === 'auto' ? themeAt(now, zone) : choice), [choice, now, zone]);
}

export const tokenOf = (name: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
