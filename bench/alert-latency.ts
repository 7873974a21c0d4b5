import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectAsync } from 'mqtt';
import { LOAD_NAME, LOAD_SECRET, loadDevice } from './load/generator.js';
import { LatencyHistogram } from './load/histogram.js';
import { cli, registerLoad, removeDir, scratchDir, startServer } from './support/server.js';

const RULES = `rules:
  - { id: turn, kind: overflow, watch: { asset: bin }, when: { point: fill_pct }, levels: [{ severity: minor, raise: 80, clear: 75 }], raise_for: 0s, clear_for: 0s }
`;
const BACKGROUND = 20;

/** From a device's publish to the alert on a live screen, while `rate` reports a second come in. */
export async function measureAlertLatency(rate: number, seconds: number): Promise<object> {
  const dir = scratchDir();
  registerLoad(dir, BACKGROUND + 1, 50);
  writeFileSync(join(dir, 'rules.yaml'), RULES);
  cli(dir, ['import', 'rules', join(dir, 'rules.yaml'), '--publish']);
  const server = await startServer(dir);
  const histogram = new LatencyHistogram();
  const sentAt = new Map<string, number>();
  const stream = await server.stream('/api/v1/live?topics=alerts');
  const reading = readAlerts(stream, (asset) => {
    const sent = sentAt.get(asset);
    sentAt.delete(asset);
    if (sent !== undefined) histogram.add(performance.now() - sent);
  }).catch(() => {}); // the stream breaks off when the server stops
  const client = await connectAsync(`mqtt://127.0.0.1:${server.mqttPort}`, {
    username: LOAD_NAME,
    password: LOAD_SECRET,
  });
  const say = (device: string, fill: number): void => {
    client.publish(
      `sk/v1/${device}/up`,
      JSON.stringify({ ts: Date.now(), fill_pct: fill, battery_v: 3.6, temperature_c: 20 }),
      { qos: 1 },
    );
  };
  const started = performance.now();
  let sent = 0;
  let probes = 0;
  while (performance.now() - started < seconds * 1_000) {
    const due = (rate * (performance.now() - started)) / 1_000;
    for (; sent < due; sent++) say(loadDevice(sent % BACKGROUND, Math.floor(sent / BACKGROUND) % 50), 30);
    // Twenty times a second one more bin is full, or empty again.
    if (performance.now() - started > probes * 50) {
      const probe = loadDevice(BACKGROUND, probes % 50);
      const isFull = Math.floor(probes / 50) % 2 === 0;
      if (isFull) sentAt.set(probe, performance.now());
      say(probe, isFull ? 90 : 20);
      probes += 1;
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await new Promise((resolve) => setTimeout(resolve, 500));
  await client.endAsync(true);
  await server.kill('SIGTERM');
  await reading;
  removeDir(dir);
  return {
    reportsPerS: rate,
    alerts: histogram.count,
    unanswered: sentAt.size,
    p50Ms: histogram.quantile(0.5),
    p99Ms: histogram.quantile(0.99),
  };
}

async function readAlerts(
  stream: ReadableStream<Uint8Array>,
  onRaised: (asset: string) => void,
): Promise<void> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of stream) {
    rest += decoder.decode(chunk, { stream: true });
    const frames = rest.split('\n\n');
    rest = frames.pop() ?? '';
    for (const frame of frames) {
      const data = /^data: (.*)$/m.exec(frame)?.[1];
      if (!frame.includes('event: alerts') || data === undefined) continue;
      const { items }: { items: { assetId: string; state: string }[] } = JSON.parse(data);
      for (const { assetId, state } of items) if (state === 'firing') onRaised(assetId);
    }
  }
}

if (process.argv[1]?.endsWith(join('bench', 'alert-latency.js'))) {
  process.stdout.write(`${JSON.stringify(await measureAlertLatency(1_000, 30), null, 1)}\n`);
}
