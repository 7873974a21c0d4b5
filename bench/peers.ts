import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Influx } from './support/influx.js';
import { freePort, removeDir, scratchDir } from './support/server.js';
import { runLoad } from './throughput.js';

interface PeerResult {
  readonly offeredPerS: number;
  readonly acknowledged: number;
  readonly stored: number;
  readonly lostPct: number;
  readonly storedPerS: number;
}

/** mosquitto in front of a consumer that writes to InfluxDB: how much of what the broker acknowledged is ever stored. */
async function measurePeer(name: 'bridge' | 'node-red', rate: number, seconds: number): Promise<PeerResult> {
  const dir = scratchDir();
  const [mqttPort, influxPort, rpcPort] = [await freePort(), await freePort(), await freePort()];
  const influx = new Influx(join(dir, 'influx'), influxPort, rpcPort);
  await influx.start();
  await influx.query('CREATE DATABASE peer');
  writeFileSync(join(dir, 'mosquitto.conf'), `listener ${mqttPort} 127.0.0.1\nallow_anonymous true\n`);
  const broker = spawn('mosquitto', ['-c', join(dir, 'mosquitto.conf')], { stdio: 'ignore' });
  await untilOpen(mqttPort);
  const consumer = await (name === 'bridge' ? startBridge : startNodeRed)(dir, mqttPort, influx);
  const started = performance.now();
  const load = await runLoad(mqttPort, { rate, durationMs: seconds * 1_000, window: 200 });
  let stored = -1;
  for (let now = 0; now !== stored; ) {
    stored = now;
    await sleep(3_000);
    now = await influx.count('peer');
  }
  const elapsed = (performance.now() - started) / 1_000;
  for (const one of [consumer, broker]) one.kill('SIGKILL');
  await influx.stop('SIGKILL');
  removeDir(dir);
  const lostPct = Math.round((1 - stored / load.acknowledged) * 1_000) / 10;
  return {
    offeredPerS: rate,
    acknowledged: load.acknowledged,
    stored,
    lostPct,
    storedPerS: Math.round(stored / elapsed),
  };
}

async function startBridge(_dir: string, mqttPort: number, influx: Influx): Promise<ChildProcess> {
  const shim = await startV2Shim(influx);
  const script = join('bench', 'peers', 'bridge.mjs');
  const child = spawn(process.execPath, [script, `mqtt://127.0.0.1:${mqttPort}`, shim], { stdio: 'ignore' });
  await sleep(2_000);
  return child;
}

async function startNodeRed(dir: string, mqttPort: number, influx: Influx): Promise<ChildProcess> {
  const red = join('bench', 'peers', 'node_modules', 'node-red', 'red.js');
  if (!existsSync(red)) throw new Error('Node-RED is missing: npm --prefix bench/peers install');
  const { flow } = await import(pathToFileURL(join('bench', 'peers', 'flow.mjs')).href);
  mkdirSync(join(dir, 'red'));
  writeFileSync(join(dir, 'red', 'flows.json'), JSON.stringify(flow(mqttPort, influx.url)));
  const port = String(await freePort());
  const child = spawn(process.execPath, [red, '-u', join(dir, 'red'), '-p', port, 'flows.json'], {
    stdio: 'ignore',
  });
  await sleep(10_000);
  return child;
}

/** The client library writes to the v2 path; Debian's InfluxDB has the v1 path only. */
async function startV2Shim(influx: Influx): Promise<string> {
  const { createServer, request } = await import('node:http');
  const server = createServer((from, answer) => {
    const to = request(
      `${influx.url}/write?db=peer&precision=ms`,
      { method: 'POST', headers: { 'content-encoding': from.headers['content-encoding'] ?? 'identity' } },
      (reply) => {
        answer.writeHead(reply.statusCode ?? 500);
        reply.pipe(answer);
      },
    );
    from.pipe(to);
  });
  const port = await freePort();
  server.listen(port, '127.0.0.1').unref();
  return `http://127.0.0.1:${port}`;
}

async function untilOpen(port: number): Promise<void> {
  for (;;) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true)).once('error', () => resolve(false));
      socket.unref();
    });
    if (open) return;
    await sleep(50);
  }
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

if (process.argv[1]?.endsWith(join('bench', 'peers.js'))) {
  const [name, rate = '20000', seconds = '10'] = process.argv.slice(2);
  const peer = name === 'node-red' ? 'node-red' : 'bridge';
  process.stdout.write(
    `${JSON.stringify({ peer, ...(await measurePeer(peer, Number(rate), Number(seconds))) }, null, 1)}\n`,
  );
  process.exit(0);
}
