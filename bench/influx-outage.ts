import { join } from 'node:path';
import { Influx } from './support/influx.js';
import { freePort, registerLoad, removeDir, scratchDir, startServer } from './support/server.js';
import { drained, runLoad } from './throughput.js';

interface Outage {
  /** Seconds without InfluxDB. */
  readonly seconds: number;
  readonly rate: number;
  readonly signal: NodeJS.Signals;
}

/** InfluxDB goes away under load and comes back: what was acknowledged must be there, and alerts must not wait. */
async function outage({ seconds, rate, signal }: Outage): Promise<object> {
  const dir = scratchDir();
  const influx = new Influx(join(dir, 'influx'), await freePort(), await freePort());
  await influx.start();
  registerLoad(dir, 50, 20);
  const server = await startServer(dir, {
    STREETKEEP_STORE: 'influx',
    INFLUX_URL: influx.url,
    INFLUX_BUCKET: 'streetkeep',
  });
  const load = runLoad(server.mqttPort, {
    devicesPerConnection: 20,
    rate,
    durationMs: (seconds + 20) * 1_000,
  });
  await sleep(10_000);
  await influx.stop(signal);
  const engineBefore = await server.metric('streetkeep_engine_position');
  await sleep(seconds * 1_000);
  const engineMoved = (await server.metric('streetkeep_engine_position')) - engineBefore;
  await influx.start();
  const result = await load;
  const started = performance.now();
  await drained(server);
  const drainS = (performance.now() - started) / 1_000;
  const stored = await influx.count('streetkeep');
  await server.kill('SIGTERM');
  await influx.stop('SIGTERM');
  removeDir(dir);
  return {
    seconds,
    rate,
    signal,
    acknowledged: result.acknowledged,
    stored,
    engineMovedDuringOutage: engineMoved,
    drainS,
  };
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

if (process.argv[1]?.endsWith(join('bench', 'influx-outage.js'))) {
  const defaults: Outage = { seconds: 300, rate: 5_000, signal: 'SIGTERM' };
  process.stdout.write(
    `${JSON.stringify(await outage({ ...defaults, ...JSON.parse(process.argv[2] ?? '{}') }), null, 1)}\n`,
  );
}
