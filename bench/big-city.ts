import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createEngine, entryCodec, restoreEngine } from '../core/index.js';
import { openLocalLog, silentLogger, systemClock } from '../runtime/index.js';
import { registerLoad, removeDir, residentMb, scratchDir, startServer } from './support/server.js';
import { drained, runLoad } from './throughput.js';

/** 100,000 assets with a device each: how much memory, and how long until it is ready. */
async function loadCity(): Promise<object> {
  const dir = scratchDir();
  registerLoad(dir, 50, 2_000);
  const first = await startServer(dir);
  await runLoad(first.mqttPort, { devicesPerConnection: 2_000, durationMs: 8_000, rate: 15_000 });
  await drained(first);
  const loadedMb = residentMb(first.pid);
  await first.kill('SIGTERM');
  const again = await startServer(dir);
  const readyS = again.readyS;
  await new Promise((resolve) => setTimeout(resolve, 10_000));
  const restMb = residentMb(again.pid);
  await again.kill('SIGTERM');
  removeDir(dir);
  return { assets: 100_000, firstReadyS: first.readyS, afterLoadMb: loadedMb, readyS, residentMb: restMb };
}

/** Killed with a million entries behind the engine's last snapshot: how long until it is ready again. */
async function restartBehind(): Promise<object> {
  const dir = scratchDir();
  registerLoad(dir, 50, 200);
  const first = await startServer(dir);
  const load = await runLoad(first.mqttPort, { durationMs: 3_600_000, window: 400, count: 1_000_000 });
  await first.kill('SIGKILL');
  // Without its snapshots the engine starts from nothing and replays all of it.
  rmSync(join(dir, 'engine'), { recursive: true, force: true });
  const again = await startServer(dir);
  const { readyS } = again;
  const entries = await again.metric('streetkeep_engine_position');
  await again.kill('SIGTERM');
  const identical = await replaysAlike(dir);
  removeDir(dir);
  return { entries, acknowledged: load.acknowledged, readyS, identical };
}

/** One engine runs through the log; another is stopped and restored halfway. Their states must be the same bytes. */
async function replaysAlike(dir: string): Promise<boolean> {
  const log = await openLocalLog({
    dir: join(dir, 'log'),
    codec: entryCodec,
    clock: systemClock,
    logger: silentLogger,
  });
  const straight = createEngine();
  let stopped = createEngine();
  for await (const item of log.read(1)) {
    if (item.kind === 'hole') continue;
    for (const entry of item.entries) {
      straight.apply(entry);
      stopped.apply(entry);
    }
    if (item.first <= log.head / 2 && item.first + item.entries.length > log.head / 2) {
      stopped = restoreEngine(stopped.snapshot());
    }
  }
  await log.close();
  return Buffer.from(straight.snapshot()).equals(stopped.snapshot());
}

if (process.argv[1]?.endsWith(join('bench', 'big-city.js'))) {
  const what = process.argv[2] === 'restart' ? restartBehind : loadCity;
  process.stdout.write(`${JSON.stringify(await what(), null, 1)}\n`);
}
