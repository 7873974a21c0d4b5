import { Worker } from 'node:worker_threads';
import type { TelemetryStore } from './store.js';

/** Which store, and where. Plain data: it crosses to the thread. */
export type StoreSettings =
  | { readonly kind: 'duckdb'; readonly path: string }
  | {
      readonly kind: 'influx';
      readonly url: string;
      readonly token: string;
      readonly org: string;
      readonly bucket: string;
      /** SQLite file that remembers what has been written. */
      readonly bookPath: string;
    };

export type StoreMethod = Exclude<keyof TelemetryStore, 'position'>;
export interface StoreCall {
  readonly id: number;
  readonly method: StoreMethod;
  readonly args: readonly unknown[];
}
export type StoreReply =
  | { readonly id: number; readonly value: unknown; readonly position: number }
  | { readonly id: number; readonly error: string; readonly position: number };

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Starts the store in a thread of its own, so that no query holds up a PUBACK. Rejects when it can't be opened. */
export async function openStoreThread(settings: StoreSettings): Promise<TelemetryStore> {
  const worker = new Worker(new URL('./store-worker.js', import.meta.url), { workerData: settings });
  const waiting = new Map<number, Waiting>();
  let position = 0;
  let calls = 0;

  const fail = (error: Error): void => {
    for (const one of waiting.values()) one.reject(error);
    waiting.clear();
  };
  worker.on('message', (reply: StoreReply) => {
    position = reply.position;
    const one = waiting.get(reply.id);
    waiting.delete(reply.id);
    if ('error' in reply) one?.reject(new Error(reply.error));
    else one?.resolve(reply.value);
  });
  worker.on('error', fail);
  worker.on('exit', () => fail(new Error('the store has stopped')));
  await new Promise((resolve, reject) => waiting.set(0, { resolve, reject }));

  const call = <T>(method: StoreMethod, ...args: readonly unknown[]): Promise<T> => {
    calls += 1;
    const id = calls;
    return new Promise<T>((resolve, reject) => {
      // The reply to a call is what the same method of the store returned over there.
      waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
      worker.postMessage({ id, method, args } satisfies StoreCall);
    });
  };
  return {
    get position() {
      return position;
    },
    write: (frames) => call('write', frames),
    importReports: (reports) => call('importReports', reports),
    readings: (query) => call('readings', query),
    spans: (query) => call('spans', query),
    latest: (since) => call('latest', since),
    scan: (query) => call('scan', query),
    ledger: (query) => call('ledger', query),
    close: async () => {
      await call('close');
      await worker.terminate();
    },
  };
}
