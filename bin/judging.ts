import { join } from 'node:path';
import { type Entry, unixMs } from '../core/index.js';
import { type EngineHost, type EngineHostDeps, SnapshotFolder, startEngineHost } from '../ingest/index.js';
import { appendRegistry, type Ground } from './foundation.js';
import { ensureRules } from './rules.js';

/** Sets the rules to work on the log, after our downtime and, in a new city, the bundled rules have entered it. */
export async function startJudging(
  base: Ground,
  { onEffects, care }: Pick<EngineHostDeps, 'onEffects' | 'care'>,
): Promise<EngineHost> {
  await noteDowntime(base);
  await ensureRules(base);
  const engine = await startEngineHost({
    log: base.log,
    alerts: base.alerts,
    snapshots: new SnapshotFolder(join(base.config.dataDir, 'engine')),
    onEffects,
    onHole: (fromPosition, toPosition) => void noteHole(base, fromPosition, toPosition),
    care,
  });
  await feedNewEngine(base, engine);
  return engine;
}

/** Our own downtime is an input: nobody's silence counts while we could not hear. It comes before anything else. */
async function noteDowntime({ lastEntryAt, clock, journal, logger }: Ground): Promise<void> {
  if (lastEntryAt === undefined) return;
  const until = unixMs(Math.max(clock.now(), lastEntryAt));
  await journal.append((at) => [{ kind: 'gap', at, from: lastEntryAt, until }]);
  logger.info('system.was-down', { from: lastEntryAt, until });
}

async function noteHole(
  { journal, logger }: Ground,
  fromPosition: number,
  toPosition: number,
): Promise<void> {
  logger.error('log.hole', { fromPosition, toPosition });
  await journal.append((at) => [{ kind: 'corruption', at, fromPosition, toPosition }]);
}

/** An engine without a snapshot whose log no longer begins at the beginning is told again what is registered. */
async function feedNewEngine(base: Ground, engine: EngineHost): Promise<void> {
  if (engine.position > 0 || base.log.oldest === 1) return;
  await appendRegistry(base, [...base.registry.assets], [...base.registry.devices]);
  const live = await base.ruleSets.live();
  if (live === undefined) return;
  const { version, rules, source } = live;
  await base.journal.append((at) => [{ kind: 'rules', at, version, rules, source }]);
}

/** To be called once a second: notes the time when nothing came meanwhile, since the rules' deadlines hang on it. */
export function timeKeeper({ log, journal }: Ground): () => Promise<void> {
  let seen = log.head;
  return async () => {
    if (log.head === seen) await journal.append((at): Entry[] => [{ kind: 'clock', at }]);
    seen = log.head;
  };
}
