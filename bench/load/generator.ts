import { LoadConnection } from './connection.js';
import { LatencyHistogram } from './histogram.js';
import { PublishTemplate } from './publish-template.js';

export interface LoadPlan {
  readonly port: number;
  readonly connections: number;
  readonly devicesPerConnection: number;
  /** Reports a second over all connections; `Infinity` sends as fast as the windows allow. */
  readonly rate: number;
  readonly durationMs: number;
  readonly window: number;
  readonly boot: number;
  /** Stop after this many reports, if that comes first. */
  readonly count?: number;
}

export interface LoadResult {
  readonly offered: number;
  readonly sent: number;
  readonly acknowledged: number;
  readonly seconds: number;
  readonly latencyMs: { readonly p50: number; readonly p99: number; readonly max: number };
}

/** Names of what the generator pretends to be; the system under test must know them. */
/** The one integration credential that all connections share. */
export const LOAD_NAME = 'load';
export const loadDevice = (connection: number, device: number): string => `load-${connection}-${device}`;
export const LOAD_SECRET = 'load';

/** Open-loop load: reports fall due by the clock, not by the answers, so a slow system shows as latency. */
export async function generateLoad(plan: LoadPlan): Promise<LoadResult> {
  const histogram = new LatencyHistogram();
  const connections = Array.from({ length: plan.connections }, (_, c) => {
    const devices = Array.from({ length: plan.devicesPerConnection }, (_, d) => loadDevice(c, d));
    const template = new PublishTemplate(devices, plan.boot);
    const connection = new LoadConnection({
      port: plan.port,
      name: LOAD_NAME,
      clientId: `load-${c}`,
      secret: LOAD_SECRET,
      template,
      window: plan.window,
    });
    connection.onAck = (latency) => histogram.add(latency);
    return connection;
  });
  await Promise.all(connections.map((one) => one.ready));
  const started = performance.now();
  let offered = 0;
  let sent = 0;
  const most = plan.count ?? Infinity;
  for (let elapsed = 0; elapsed < plan.durationMs && sent < most; elapsed = performance.now() - started) {
    const due = plan.rate === Infinity ? Infinity : (plan.rate * elapsed) / 1_000;
    offered = due === Infinity ? sent : due;
    const share = due === Infinity ? plan.window : Math.ceil((due - sent) / connections.length);
    const now = performance.now();
    const ts = Date.now();
    for (const one of connections) {
      const room = Math.floor(Math.min(share, due - sent, most - sent));
      if (room > 0) sent += one.send(room, now, ts);
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  const deadline = performance.now() + 30_000;
  while (connections.some((one) => one.open > 0) && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const seconds = (performance.now() - started) / 1_000;
  const acknowledged = connections.reduce((sum, one) => sum + one.acknowledged, 0);
  for (const one of connections) one.close();
  return {
    offered: Math.floor(offered),
    sent,
    acknowledged,
    seconds,
    latencyMs: { p50: histogram.quantile(0.5), p99: histogram.quantile(0.99), max: histogram.quantile(1) },
  };
}
