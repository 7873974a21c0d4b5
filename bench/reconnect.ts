import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { generate } from 'mqtt-packet';
import { LOAD_NAME, LOAD_SECRET } from './load/generator.js';
import { registerLoad, removeDir, scratchDir, startServer } from './support/server.js';

const CLIENTS = 10_000;
const WITHIN_MS = 60_000;

/** A fleet that was away comes back within a minute: every client is let in, and no alert is raised for it. */
async function reconnect(): Promise<object> {
  const dir = scratchDir();
  registerLoad(dir, 50, 200);
  const server = await startServer(dir);
  const sockets: Socket[] = [];
  let connected = 0;
  let refused = 0;
  let slowestMs = 0;
  const started = performance.now();
  while (sockets.length < CLIENTS) {
    const due = ((performance.now() - started) / WITHIN_MS) * CLIENTS * 1.05;
    for (; sockets.length < Math.min(due, CLIENTS); ) {
      const begun = performance.now();
      const socket = connect({ port: server.mqttPort, host: '127.0.0.1' });
      sockets.push(socket);
      socket.on('error', () => {
        refused += 1;
      });
      socket.on('connect', () => socket.write(connectPacket(`fleet-${sockets.length}-${begun}`)));
      socket.once('data', (bytes) => {
        if (bytes[3] === 0) connected += 1;
        else refused += 1;
        slowestMs = Math.max(slowestMs, performance.now() - begun);
      });
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  while (connected + refused < CLIENTS) await new Promise((resolve) => setTimeout(resolve, 10));
  const seconds = (performance.now() - started) / 1_000;
  const { items = [] } = await server.get('/api/v1/alerts?state=firing');
  for (const socket of sockets) socket.destroy();
  await server.kill('SIGTERM');
  removeDir(dir);
  return { clients: CLIENTS, connected, refused, seconds, slowestMs, alerts: items.length };
}

const connectPacket = (clientId: string): Buffer =>
  generate({
    cmd: 'connect',
    clientId,
    username: LOAD_NAME,
    password: Buffer.from(LOAD_SECRET),
    keepalive: 300,
    clean: true,
    protocolId: 'MQTT',
    protocolVersion: 4,
  });

if (process.argv[1]?.endsWith(join('bench', 'reconnect.js'))) {
  process.stdout.write(`${JSON.stringify(await reconnect(), null, 1)}\n`);
}
