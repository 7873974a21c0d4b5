import { basename, join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { openInfluxStore } from '../../ingest/stores/influx/influx-store.js';
import { type Influxd, influxd } from '../support/influxd.js';
import { describeStore } from './telemetry-store.js';

let server: Influxd;
beforeAll(async () => {
  server = await influxd();
});
afterAll(() => server?.close());

describeStore('the store in InfluxDB', (dir) =>
  openInfluxStore({
    url: server.url,
    token: '',
    org: '',
    bucket: basename(dir),
    bookPath: join(dir, 'book.sqlite'),
  }),
);
