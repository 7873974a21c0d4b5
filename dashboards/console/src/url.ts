import { useSyncExternalStore } from 'react';
import { ASSET_KINDS, type AssetKind, oneOf, SEVERITIES, type Severity } from '../../../core/index.js';

/** Everything that makes a view, as it stands in the address, so that it can be sent to a colleague. */
export interface View {
  readonly page: 'map' | 'alerts';
  readonly asset?: string;
  readonly point?: string;
  readonly span: '24h' | '7d' | '14d';
  /** Empty means all. */
  readonly kinds: readonly AssetKind[];
  readonly severities: readonly Severity[];
  readonly state: 'open' | 'resolved';
  readonly sort: 'severity' | 'time';
}

type Change = { readonly [K in keyof View]?: View[K] | undefined };

const list = <T extends string>(text: string | null, words: readonly T[]): readonly T[] =>
  (text ?? '').split(',').flatMap((word) => oneOf(words, word) ?? []);

const parse = (search: string): View => {
  const q = new URLSearchParams(search);
  const asset = q.get('asset');
  const point = q.get('point');
  return {
    page: oneOf(['map', 'alerts'], q.get('page')) ?? 'map',
    ...(asset ? { asset } : {}),
    ...(point ? { point } : {}),
    span: oneOf(['24h', '7d', '14d'], q.get('span')) ?? '24h',
    kinds: list(q.get('kinds'), ASSET_KINDS),
    severities: list(q.get('severity'), SEVERITIES),
    state: oneOf(['open', 'resolved'], q.get('state')) ?? 'open',
    sort: oneOf(['severity', 'time'], q.get('sort')) ?? 'severity',
  };
};

const write = (view: Change): string => {
  const q = new URLSearchParams();
  const set = (key: string, value: string | undefined, usual = ''): void => {
    if (value !== undefined && value !== usual) q.set(key, value);
  };
  set('page', view.page, 'map');
  set('asset', view.asset);
  set('point', view.point);
  set('span', view.span, '24h');
  set('kinds', view.kinds?.join(','));
  set('severity', view.severities?.join(','));
  set('state', view.state, 'open');
  set('sort', view.sort, 'severity');
  return q.toString().replaceAll('%2C', ',');
};

const listeners = new Set<() => void>();
const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  window.addEventListener('popstate', listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('popstate', listener);
  };
};

let read = { search: '', view: parse('') };
const current = (): View => {
  if (read.search !== location.search) read = { search: location.search, view: parse(location.search) };
  return read.view;
};

/** The address of the present view with some of it changed; for links. */
export const hrefOf = (change: Change): string => {
  const search = write({ ...current(), ...change });
  return `${search === '' ? '/' : `/?${search}`}${location.hash}`;
};

export function go(change: Change): void {
  const href = hrefOf(change);
  if (href === `${location.pathname}${location.search}${location.hash}`) return;
  history.pushState(null, '', href);
  for (const listener of listeners) listener();
}

export const useView = (): View => useSyncExternalStore(subscribe, current);
