import type { Alert, Asset, AssetLatest, LatestPoints } from '../api/types';

export type Topic = 'assets' | 'readings' | 'alerts' | 'link';

/** What the page knows of the wire to the server. */
export type Link =
  | { readonly phase: 'connecting' }
  | { readonly phase: 'live' }
  | { readonly phase: 'lost'; readonly since: number; readonly attempt: number };

/** A city's worth of state, kept outside React: components learn only that a topic changed, at most twice a second. */
export interface LiveStore {
  readonly assets: ReadonlyMap<string, Asset>;
  /** Open alerts by id. */
  readonly alerts: ReadonlyMap<string, Alert>;
  latestOf(assetId: string): LatestPoints | undefined;
  alertsOf(assetId: string): readonly Alert[];
  link(): Link;
  /** Server time as of now, by the last clock frame. */
  now(): number;
  /** Server time of the last frame of any sort; `undefined` before the first. */
  heardAt(): number | undefined;
  version(topic: Topic): number;
  subscribe(topic: Topic, listener: () => void): () => void;

  putAssets(items: readonly Asset[]): void;
  putLatest(items: readonly AssetLatest[]): void;
  putAlerts(items: readonly Alert[]): void;
  /** The complete set of open alerts, after a fresh fetch. */
  replaceAlerts(items: readonly Alert[]): void;
  setLink(link: Link): void;
  heard(serverNow?: number): void;
  clear(): void;
}

const THROTTLE_MS = 500;

function createBell() {
  const listeners = new Set<() => void>();
  let version = 0;
  let rungAt = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const ring = (): void => {
    timer = undefined;
    rungAt = Date.now();
    version++;
    for (const listener of listeners) listener();
  };
  return {
    version: () => version,
    subscribe(listener: () => void) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    /** Tells the listeners now if they have rested, else when they have. */
    change() {
      if (timer === undefined) timer = setTimeout(ring, Math.max(0, rungAt + THROTTLE_MS - Date.now()));
    },
    ring,
  };
}

const NO_ALERTS: readonly Alert[] = [];

export function createLiveStore(): LiveStore {
  const assets = new Map<string, Asset>();
  const latest = new Map<string, LatestPoints>();
  const alerts = new Map<string, Alert>();
  let byAsset: Map<string, Alert[]> | undefined;
  let link: Link = { phase: 'connecting' };
  let offset = 0;
  let heardAt: number | undefined;
  const bells = { assets: createBell(), readings: createBell(), alerts: createBell(), link: createBell() };

  const now = (): number => Date.now() + offset;
  const alertsChanged = (): void => {
    byAsset = undefined;
    bells.alerts.change();
  };
  const putAlert = (alert: Alert): void => {
    if (alert.state === 'resolved') alerts.delete(alert.id);
    else alerts.set(alert.id, alert);
  };
  const index = (): Map<string, Alert[]> => {
    const built = new Map<string, Alert[]>();
    for (const alert of alerts.values()) {
      const assetId = alert.assetId ?? alert.subject.asset;
      if (assetId === undefined) continue;
      const list = built.get(assetId);
      if (list) list.push(alert);
      else built.set(assetId, [alert]);
    }
    return built;
  };

  return {
    assets,
    alerts,
    latestOf: (assetId) => latest.get(assetId),
    alertsOf(assetId) {
      byAsset ??= index();
      return byAsset.get(assetId) ?? NO_ALERTS;
    },
    link: () => link,
    now,
    heardAt: () => heardAt,
    version: (topic) => bells[topic].version(),
    subscribe: (topic, listener) => bells[topic].subscribe(listener),
    putAssets(items) {
      for (const asset of items) assets.set(asset.assetId, asset);
      bells.assets.change();
    },
    putLatest(items) {
      for (const { assetId, points } of items) latest.set(assetId, { ...latest.get(assetId), ...points });
      bells.readings.change();
    },
    putAlerts(items) {
      for (const alert of items) putAlert(alert);
      alertsChanged();
    },
    replaceAlerts(items) {
      alerts.clear();
      for (const alert of items) putAlert(alert);
      alertsChanged();
    },
    setLink(next) {
      link = next;
      bells.link.ring();
    },
    heard(serverNow) {
      if (serverNow !== undefined) offset = serverNow - Date.now();
      heardAt = now();
    },
    clear() {
      assets.clear();
      latest.clear();
      alerts.clear();
      alertsChanged();
      bells.assets.change();
      bells.readings.change();
    },
  };
}
