import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
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
    INFLUX_URL: `http://127.0.0.1:${influx.port}`,
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
  const stored = await influx.count();
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

class Influx {
  readonly port: number;
  readonly #config: string;
  #process: ChildProcess | undefined;

  constructor(dir: string, port: number, rpcPort: number) {
    this.port = port;
    this.#config = `${dir}.conf`;
    writeFileSync(
      this.#config,
      `reporting-disabled = true
bind-address = "127.0.0.1:${rpcPort}"
[meta]
  dir = "${dir}/meta"
[data]
  dir = "${dir}/data"
  wal-dir = "${dir}/wal"
  max-series-per-database = 0
  max-values-per-tag = 0
  query-log-enabled = false
[http]
  bind-address = "127.0.0.1:${port}"
  log-enabled = false
`,
    );
  }

  async start(): Promise<void> {
    this.#process = spawn('influxd', ['-config', this.#config], { stdio: 'ignore' });
    for (;;) {
      const up = await fetch(`http://127.0.0.1:${this.port}/ping`).then(
        (answer) => answer.ok,
        () => false,
      );
      if (up) return;
      await sleep(100);
    }
  }

  stop(signal: NodeJS.Signals): Promise<void> {
    return new Promise((resolve) => {
      this.#process?.once('exit', () => resolve());
      this.#process?.kill(signal);
    });
  }

  async count(): Promise<number> {
    const query = encodeURIComponent('SELECT count(fill_pct) FROM bin');
    const answer = await fetch(`http://127.0.0.1:${this.port}/query?db=streetkeep&q=${query}`);
    const body = (await answer.json()) as { results: [{ series?: [{ values: [[string, number]] }] }] };
    return body.results[0].series?.[0].values[0][1] ?? 0;
  }
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

if (process.argv[1]?.endsWith(join('bench', 'influx-outage.js'))) {
  const defaults: Outage = { seconds: 300, rate: 5_000, signal: 'SIGTERM' };
  process.stdout.write(
    `${JSON.stringify(await outage({ ...defaults, ...JSON.parse(process.argv[2] ?? '{}') }), null, 1)}\n`,
  );
}
