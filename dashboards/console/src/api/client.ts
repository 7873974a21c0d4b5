import { isAlert, isAsset, isAssetLatest, rowsOf, textOf } from './read';
import type {
  About,
  Alert,
  Asset,
  AssetDetail,
  AssetLatest,
  Page,
  Reading,
  Rollup,
  Rule,
  Session,
} from './types';

/** An answer that is not 2xx; `status` 0 means that no answer came. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly detail: string,
    options?: ErrorOptions,
  ) {
    super(`${status} ${detail}`, options);
  }
}

export interface AlertQuery {
  readonly state?: 'firing' | 'resolved';
  readonly kind?: string;
  readonly severity?: string;
  readonly asset?: string;
  readonly from?: number;
  readonly to?: number;
  readonly limit?: number;
}

export interface ReadingQuery {
  readonly point: string;
  readonly from: number;
  readonly to: number;
}

export interface Api {
  /** Who we are; `withinMs` is shorter than usual where an old connection may be dead. */
  session(withinMs?: number): Promise<Session | null>;
  signIn(username: string, password: string): Promise<Session>;
  signOut(): Promise<void>;
  about(): Promise<About>;
  assets(onPage: (items: readonly Asset[]) => void, signal: AbortSignal): Promise<void>;
  asset(id: string, signal: AbortSignal): Promise<AssetDetail>;
  latest(signal: AbortSignal): Promise<readonly AssetLatest[]>;
  readings(id: string, query: ReadingQuery, signal: AbortSignal): Promise<readonly Reading[]>;
  rollups(
    id: string,
    query: ReadingQuery & { every: string },
    signal: AbortSignal,
  ): Promise<readonly Rollup[]>;
  alerts(query: AlertQuery, signal: AbortSignal): Promise<readonly Alert[]>;
  acknowledge(id: string): Promise<Alert>;
  rules(signal: AbortSignal): Promise<readonly Rule[]>;
}

const BASE = '/api/v1';
/** An answer later than this is no answer: the dispatcher is told instead of left waiting. */
const ANSWER_WITHIN_MS = 20_000;
/** Pages of a list that are followed before giving up on a server that never ends it. */
const MAX_PAGES = 50;

type Params = Readonly<Record<string, string | number | undefined>>;

const withParams = (path: string, params: Params): string => {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(params)) if (value !== undefined) search.set(key, String(value));
  const text = search.toString();
  return text === '' ? path : `${path}?${text}`;
};

async function request<T>(path: string, init: RequestInit = {}, withinMs = ANSWER_WITHIN_MS): Promise<T> {
  const limit = AbortSignal.timeout(withinMs);
  const signal = init.signal ? AbortSignal.any([init.signal, limit]) : limit;
  let response: Response;
  try {
    response = await fetch(`${BASE}${path}`, { ...init, signal, credentials: 'same-origin' });
  } catch (cause) {
    if (init.signal?.aborted) throw cause;
    throw new ApiError(0, 'no answer', { cause });
  }
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  const body = isJson && response.status !== 204 ? await response.json() : undefined;
  if (!response.ok) {
    const detail = textOf(body, 'detail') ?? textOf(body, 'title') ?? response.statusText;
    throw new ApiError(response.status, detail);
  }
  return body;
}

const post = <T>(path: string, body: unknown): Promise<T> =>
  request<T>(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

const at = (id: string): string => encodeURIComponent(id);

/** Follows `nextCursor` and hands each page on as it comes. */
async function pages(
  path: string,
  params: Params,
  signal: AbortSignal,
  onPage: (page: unknown) => void,
): Promise<void> {
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    const body = await request<unknown>(withParams(path, { ...params, cursor }), { signal });
    onPage(body);
    cursor = textOf(body, 'nextCursor');
    if (cursor === undefined) return;
  }
}

async function session(withinMs?: number): Promise<Session | null> {
  try {
    return await request<Session>('/session', {}, withinMs);
  } catch (fault) {
    if (fault instanceof ApiError && fault.status === 401) return null;
    throw fault;
  }
}

async function listAlerts(query: AlertQuery, signal: AbortSignal): Promise<readonly Alert[]> {
  const found: Alert[] = [];
  const limit = query.limit ?? 1_000;
  const { limit: _, ...filters } = query;
  if (query.limit !== undefined) {
    return rowsOf(await request<unknown>(withParams('/alerts', { ...filters, limit }), { signal }), isAlert);
  }
  await pages('/alerts', { ...filters, limit }, signal, (page) => found.push(...rowsOf(page, isAlert)));
  return found;
}

export const createApi = (): Api => ({
  session,
  signIn: (username, password) => post<Session>('/session', { username, password }),
  signOut: () => request<void>('/session', { method: 'DELETE' }),
  about: () => request<About>('/about'),
  assets: (onPage, signal) =>
    pages('/assets', { limit: 5_000 }, signal, (page) => onPage(rowsOf(page, isAsset))),
  asset: (id, signal) => request<AssetDetail>(`/assets/${at(id)}`, { signal }),
  latest: async (signal) => rowsOf(await request<unknown>('/latest', { signal }), isAssetLatest),
  readings: async (id, query, signal) =>
    (
      await request<Page<Reading>>(withParams(`/assets/${at(id)}/readings`, { ...query, limit: 10_000 }), {
        signal,
      })
    ).items,
  rollups: async (id, query, signal) =>
    (
      await request<Page<Rollup>>(withParams(`/assets/${at(id)}/readings`, { ...query, limit: 10_000 }), {
        signal,
      })
    ).items,
  alerts: listAlerts,
  acknowledge: (id) => post<Alert>(`/alerts/${at(id)}/acknowledge`, {}),
  rules: async (signal) => (await request<Page<Rule>>('/rules', { signal })).items,
});
