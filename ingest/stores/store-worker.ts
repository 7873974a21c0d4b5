import { parentPort, workerData } from 'node:worker_threads';
import { openDuckdbStore } from './duckdb/duckdb-store.js';
import { openInfluxStore } from './influx/influx-store.js';
import type { TelemetryStore } from './store.js';
import type { StoreCall, StoreReply, StoreSettings } from './store-thread.js';

// The thread that owns the store. It answers calls in the order in which they come, except that reads do not wait
// for the writes before them.
const port = parentPort;
if (port === null) throw new Error('the store runs in a worker thread');

const open = (settings: StoreSettings): Promise<TelemetryStore> => {
  switch (settings.kind) {
    case 'duckdb':
      return openDuckdbStore(settings.path);
    case 'influx':
      return openInfluxStore(settings);
  }
};

const store = await open(workerData as StoreSettings);
let writing: Promise<unknown> = Promise.resolve();

function perform({ method, args }: StoreCall): Promise<unknown> {
  const run = (): Promise<unknown> => Reflect.apply(store[method], store, args) as Promise<unknown>;
  if (method !== 'write' && method !== 'importReports' && method !== 'close') return run();
  const mine = writing.then(run);
  writing = mine.catch(() => {});
  return mine;
}

const reply = (message: StoreReply): void => port.postMessage(message);
port.on('message', (call: StoreCall) => {
  perform(call).then(
    (value) => reply({ id: call.id, value, position: store.position }),
    (error: unknown) =>
      reply({
        id: call.id,
        error: error instanceof Error ? error.message : String(error),
        position: store.position,
      }),
  );
});
reply({ id: 0, value: undefined, position: store.position });
