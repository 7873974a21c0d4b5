import { Rewinding } from '../rewinding.js';
import type { TelemetryStore } from '../store.js';
import type { StoreSettings } from '../store-thread.js';
import { Book } from './book.js';
import { queryLatest, queryReadings, querySpans } from './queries.js';
import { Scanner } from './scan.js';
import { InfluxServer } from './server.js';
import { FrameWriter } from './writer.js';

export type InfluxStoreSettings = Omit<Extract<StoreSettings, { kind: 'influx' }>, 'kind'> & {
  /** How long a request may take before it counts as failed; default 30 s. */
  readonly timeoutMs?: number | undefined;
};

/** A batch is written well within a second by a healthy server; a long query may take some. */
const TIMEOUT_MS = 30_000;

/**
 * Opens the store in InfluxDB. A server that is down does not keep it from opening: what was written stands in the book,
 * and writes and reads reject until the server is back.
 */
export async function openInfluxStore({
  bookPath,
  timeoutMs = TIMEOUT_MS,
  ...address
}: InfluxStoreSettings): Promise<TelemetryStore> {
  const server = new InfluxServer({ ...address, timeoutMs });
  const book = new Book(bookPath);
  // The first write finds out again, and tells why it can't.
  await server.prepare().catch(() => {});
  const scanner = new Scanner(server, book);
  const books = await Rewinding.start(
    () => book.load(),
    (intake) => new FrameWriter(server, book, intake),
  );
  return {
    get position() {
      return books.position;
    },
    write: (frames) => books.run((one) => one.write(frames)),
    importReports: (reports) => books.run((one) => one.importReports(reports)),
    readings: (query) => queryReadings(server, query),
    spans: (query) => querySpans(server, query),
    latest: (since) => queryLatest(server, since),
    scan: (query) => scanner.scan(query),
    ledger: async (query) => book.ledger(query),
    close: async () => book.close(),
  };
}
