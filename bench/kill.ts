import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import Database from 'better-sqlite3';
import { loadDevice } from './load/generator.js';
import { FIRST_SEQ, PublishTemplate } from './load/publish-template.js';
import { StubbornConnection } from './load/stubborn-connection.js';
import { cli, registerLoad, removeDir, type Server, scratchDir, startServer } from './support/server.js';
import { drained } from './throughput.js';

export interface KillPlan {
  readonly rounds: number;
  /** Reports a second while the server is up. */
  readonly rate: number;
  readonly connections: number;
  readonly devicesPerConnection: number;
  /** The server lives between these, ms, before it is killed. */
  readonly lifeMs: readonly [number, number];
}

export interface KillResult {
  readonly acknowledged: number;
  readonly stored: number;
  readonly storedTwice: number;
  readonly missing: number;
  readonly ledgerUnbalanced: number;
  readonly alerts: number;
  /** Alerts that the backtest of the stored history has and the live system lacks, or the other way round. */
  readonly alertsDiffering: number;
}

// Every device's fill runs from 10 to 69 % and falls back, so each turn opens one alert and closes it.
const RULES = `rules:
  - id: turn
    kind: overflow
    watch: { asset: bin }
    when: { point: fill_pct }
    levels: [{ severity: minor, raise: 60, clear: 20 }]
    raise_for: 0s
    clear_for: 0s
`;

/** Kills the server under load again and again, then compares what was acknowledged with what is stored. */
export async function killUnderLoad(plan: KillPlan): Promise<KillResult> {
  const dir = scratchDir();
  registerLoad(dir, plan.connections, plan.devicesPerConnection);
  const rules = join(dir, 'rules.yaml');
  writeFileSync(rules, RULES);
  cli(dir, ['import', 'rules', rules, '--publish']);
  let server = await startServer(dir);
  const templates = Array.from({ length: plan.connections }, (_, c) => {
    const devices = Array.from({ length: plan.devicesPerConnection }, (_, d) => loadDevice(c, d));
    return new PublishTemplate(devices, 1);
  });
  const connections = templates.map(
    (template, c) => new StubbornConnection(() => server.mqttPort, `load-${c}`, template, 2_000),
  );
  const [least, most] = plan.lifeMs;
  for (let round = 0; round < plan.rounds; round++) {
    await offer(connections, plan.rate, least + Math.random() * (most - least));
    await server.kill('SIGKILL');
    server = await startServer(dir);
  }
  await offer(connections, plan.rate, least);
  while (!connections.every((one) => one.isIdle)) await pause();
  await drained(server);
  const unbalanced = await countUnbalanced(server);
  const acknowledged = connections.reduce((sum, one) => sum + one.acknowledged, 0);
  for (const one of connections) one.close();
  await server.kill('SIGTERM');
  const stored = await inspectStore(dir, plan, templates);
  const alerts = compareAlerts(dir, rules);
  removeDir(dir);
  return { acknowledged, ...stored, ledgerUnbalanced: unbalanced, ...alerts };
}

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 2));

async function offer(connections: readonly StubbornConnection[], rate: number, forMs: number): Promise<void> {
  const started = performance.now();
  let sent = 0;
  for (let elapsed = 0; elapsed < forMs; elapsed = performance.now() - started) {
    const due = (rate * elapsed) / 1_000;
    const share = Math.ceil((due - sent) / connections.length);
    for (const one of connections) if (sent < due) sent += one.send(share, Date.now());
    await pause();
  }
}

async function countUnbalanced(server: Server): Promise<number> {
  const { items = [] } = await server.get('/api/v1/ledger?from=0');
  return items.filter(
    ({ received = 0, accepted = 0, quarantined = 0, refused = 0, stored = 0, duplicate = 0, pending = 0 }) =>
      received !== accepted + quarantined + refused || accepted !== stored + duplicate + pending,
  ).length;
}

async function inspectStore(
  dir: string,
  plan: KillPlan,
  templates: readonly PublishTemplate[],
): Promise<Pick<KillResult, 'stored' | 'storedTwice' | 'missing'>> {
  const instance = await DuckDBInstance.create(join(dir, 'telemetry.duckdb'));
  const connection = await instance.connect();
  const rows = await connection.runAndReadAll(
    `SELECT "deviceId", count(fill_pct), count(DISTINCT ts), count(DISTINCT seq), min(seq), max(seq) FROM bin GROUP BY 1`,
  );
  const found = new Map(rows.getRows().map(([device, ...counts]) => [String(device), counts.map(Number)]));
  let stored = 0;
  let storedTwice = 0;
  let missing = 0;
  for (let c = 0; c < plan.connections; c++) {
    for (let d = 0; d < plan.devicesPerConnection; d++) {
      const sent = templates[c]?.sent(d) ?? 0;
      const [count = 0, instants = 0, numbers = 0, first = FIRST_SEQ] = found.get(loadDevice(c, d)) ?? [];
      stored += count;
      storedTwice += count - Math.min(instants, numbers);
      missing += sent - numbers + (first === FIRST_SEQ ? 0 : 1);
    }
  }
  connection.closeSync();
  instance.closeSync();
  return { stored, storedTwice, missing };
}

function compareAlerts(dir: string, rules: string): Pick<KillResult, 'alerts' | 'alertsDiffering'> {
  const state = new Database(join(dir, 'state.sqlite'), { readonly: true });
  const live = new Map<string, string>();
  for (const row of state
    .prepare("SELECT id, opened_at, resolved_at FROM alerts WHERE rule_id = 'turn'")
    .all()) {
    const { id, opened_at, resolved_at } = row as {
      id: string;
      opened_at: number;
      resolved_at: number | null;
    };
    live.set(id, `${opened_at} ${resolved_at}`);
  }
  state.close();
  const range = ['--from', '2020-01-01', '--to', String(Date.now() + 60_000)];
  const result: { alerts: { id: string; openedAt: number; resolvedAt?: number }[] } = JSON.parse(
    cli(dir, ['backtest', '--rules', rules, ...range, '--json']),
  );
  let differing = Math.abs(live.size - result.alerts.length);
  for (const { id, openedAt, resolvedAt } of result.alerts) {
    if (live.get(id) !== `${openedAt} ${resolvedAt ?? null}`) differing += 1;
  }
  return { alerts: live.size, alertsDiffering: differing };
}

if (process.argv[1]?.endsWith(join('bench', 'kill.js'))) {
  const defaults: KillPlan = {
    rounds: 20,
    rate: 20_000,
    connections: 50,
    devicesPerConnection: 40,
    lifeMs: [2_000, 6_000],
  };
  const plan: KillPlan = { ...defaults, ...JSON.parse(process.argv[2] ?? '{}') };
  process.stdout.write(`${JSON.stringify(await killUnderLoad(plan), null, 1)}\n`);
}
