import type { Alert } from '../../core/index.js';
import type { Latest, LatestAsset } from '../readers/latest.js';
import type { PlacedEffect } from '../state/alerts.js';

export type LiveTopic = 'readings' | 'alerts';

/** One frame for a live screen; `id` is the log position, from which a lost connection goes on. */
export interface LiveEvent {
  readonly event: LiveTopic | 'clock';
  readonly id?: number;
  readonly data: unknown;
}

interface Subscriber {
  readonly topics: ReadonlySet<LiveTopic>;
  readonly send: (event: LiveEvent) => void;
  readonly dirty: Set<LatestAsset>;
}

/** Most assets in one frame; the rest wait for the next. */
const FRAME_ASSETS = 2_000;

/** Fans out what changed: alerts at once, readings merged per asset until the next `flush`. */
export class LiveHub {
  readonly #subscribers = new Set<Subscriber>();
  readonly #latest: Latest;
  #unlisten: (() => void) | undefined;

  constructor(latest: Latest) {
    this.#latest = latest;
  }

  subscribe(topics: ReadonlySet<LiveTopic>, send: (event: LiveEvent) => void): () => void {
    const subscriber = { topics, send, dirty: new Set<LatestAsset>() };
    this.#subscribers.add(subscriber);
    this.#listen();
    return () => {
      this.#subscribers.delete(subscriber);
      this.#listen();
    };
  }

  publishAlerts(effects: readonly PlacedEffect[]): void {
    if (this.#subscribers.size === 0) return;
    const newest = new Map<string, Alert>();
    for (const { effect } of effects) newest.set(effect.alert.id, effect.alert);
    const id = effects.at(-1)?.position ?? 0;
    const event: LiveEvent = { event: 'alerts', id, data: { items: [...newest.values()] } };
    for (const one of this.#subscribers) if (one.topics.has('alerts')) one.send(event);
  }

  /** Sends the readings that changed since the last call; call it twice a second. */
  flush(): void {
    for (const { dirty, send } of this.#subscribers) {
      if (dirty.size === 0) continue;
      const items: LatestAsset[] = [];
      for (const asset of dirty) {
        if (items.length >= FRAME_ASSETS) break;
        items.push(asset);
        dirty.delete(asset);
      }
      send({ event: 'readings', data: { items } });
    }
  }

  tell(event: LiveEvent): void {
    for (const { send } of this.#subscribers) send(event);
  }

  /** Nobody watching costs nothing: the hub listens only while somebody wants readings. */
  #listen(): void {
    const watchers = [...this.#subscribers].filter(({ topics }) => topics.has('readings'));
    if (watchers.length === 0) {
      this.#unlisten?.();
      this.#unlisten = undefined;
      return;
    }
    this.#unlisten ??= this.#latest.onChange((asset) => {
      for (const { topics, dirty } of this.#subscribers) if (topics.has('readings')) dirty.add(asset);
    });
  }
}
