import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** InfluxDB 1.x (Debian's `influxd`) on a folder of its own. */
export class Influx {
  readonly port: number;
  readonly #config: string;
  #process: ChildProcess | undefined;

  constructor(dir: string, port: number, rpcPort: number) {
    mkdirSync(dirname(dir), { recursive: true });
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

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async query(text: string, db = ''): Promise<{ results: [{ series?: [{ values: [[string, number]] }] }] }> {
    const answer = await fetch(`${this.url}/query?db=${db}&q=${encodeURIComponent(text)}`, {
      method: 'POST',
    });
    return JSON.parse(await answer.text());
  }

  async count(db: string): Promise<number> {
    const { results } = await this.query('SELECT count(fill_pct) FROM bin', db);
    return results[0].series?.[0].values[0][1] ?? 0;
  }
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
