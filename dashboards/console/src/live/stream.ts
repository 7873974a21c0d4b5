import type { Api } from '../api/client';
import { isAlert, isAssetLatest, numberOf, rowsOf } from '../api/read';
import type { LiveStore } from './store';

export interface Stream {
  start(): void;
  stop(): void;
}

export interface StreamDeps {
  readonly api: Api;
  readonly store: LiveStore;
  /** The server no longer knows this session. */
  onSignedOut(): void;
}

/** The server says its clock every 2 s; twice that without a word means the wire is gone. */
const SILENCE_MS = 4_500;
const WATCH_MS = 500;
const RETRY_MS: readonly number[] = [300, 500, 1_000, 2_000];
/** The browser tries its old connections first and a dead one says nothing: give each of them up quickly. */
const PROBE_MS = 1_500;
/** Names and places change seldom; after a shorter break the ones we hold are good enough. */
const ASSETS_GOOD_FOR_MS = 5 * 60_000;

const parse = (event: Event): unknown => {
  if (!(event instanceof MessageEvent) || typeof event.data !== 'string') return undefined;
  try {
    return JSON.parse(event.data);
  } catch {
    return undefined;
  }
};

/** Keeps the store in step with the server: listens, notices silence, connects again and fetches what was missed. */
export function createStream({ api, store, onSignedOut }: StreamDeps): Stream {
  let source: EventSource | undefined;
  let watch: ReturnType<typeof setInterval> | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let fetching = new AbortController();
  let heardAt = 0;
  let lostSince: number | undefined;
  let attempt = 0;
  let assetsAt = 0;

  async function refetch(signal: AbortSignal): Promise<void> {
    if (Date.now() - assetsAt > ASSETS_GOOD_FOR_MS) {
      await api.assets((items) => store.putAssets(items), signal);
      assetsAt = Date.now();
    }
    const [latest, alerts] = await Promise.all([api.latest(signal), api.alerts({ state: 'firing' }, signal)]);
    store.putLatest(latest);
    store.replaceAlerts(alerts);
  }

  const heard = (serverNow?: number): void => {
    heardAt = Date.now();
    store.heard(serverNow);
  };

  function lose(): void {
    source?.close();
    source = undefined;
    fetching.abort();
    lostSince ??= store.now();
    store.setLink({ phase: 'lost', since: lostSince, attempt });
    clearTimeout(retry);
    retry = setTimeout(() => void reconnect(), RETRY_MS[Math.min(attempt, RETRY_MS.length - 1)]);
    attempt++;
  }

  async function reconnect(): Promise<void> {
    // An event stream hides the status of its refusal, so ask who we are first.
    const session = await api.session(PROBE_MS).catch(() => undefined);
    if (session === null) {
      stop();
      onSignedOut();
      return;
    }
    if (session === undefined) lose();
    else connect();
  }

  function connect(): void {
    fetching = new AbortController();
    const { signal } = fetching;
    heardAt = Date.now();
    const opened = new EventSource('/api/v1/live?topics=readings,alerts');
    source = opened;
    const on = (name: string, use: (body: unknown) => void): void =>
      opened.addEventListener(name, (event) => {
        if (source !== opened) return;
        const body = parse(event);
        heard(name === 'clock' ? numberOf(body, 'now') : undefined);
        use(body);
      });
    on('readings', (body) => store.putLatest(rowsOf(body, isAssetLatest)));
    on('alerts', (body) => store.putAlerts(rowsOf(body, isAlert)));
    on('clock', () => undefined);
    opened.onopen = () => {
      heard();
      // Fetched after the stream is open, so that nothing falls between the two.
      refetch(signal).then(
        () => {
          attempt = 0;
          lostSince = undefined;
          store.setLink({ phase: 'live' });
        },
        () => {
          if (!signal.aborted) lose();
        },
      );
    };
    opened.onerror = () => {
      if (source === opened) lose();
    };
  }

  function stop(): void {
    clearInterval(watch);
    clearTimeout(retry);
    fetching.abort();
    source?.close();
    source = undefined;
    assetsAt = 0;
    attempt = 0;
    lostSince = undefined;
  }

  return {
    start() {
      stop();
      store.setLink({ phase: 'connecting' });
      watch = setInterval(() => {
        if (source && Date.now() - heardAt > SILENCE_MS) lose();
      }, WATCH_MS);
      connect();
    },
    stop,
  };
}
