import { existsSync, readdirSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ClassicLevel } from 'classic-level';
import type { Logger } from '../logger.js';
import { LogError } from './log.js';
import { needsRepair, openFault } from './log-fault.js';

export type Level = ClassicLevel<string, Buffer>;

/** LevelDB folds its log every time it has grown this much; larger means fewer, longer foldings. */
const WRITE_BUFFER_BYTES = 16 * 1024 * 1024;
/** What a repair may need beside a second copy of LevelDB's own log. */
const REPAIR_BYTES = 64 * 1024 * 1024;

/** Opens the database in `dir`. One that can't be opened for damage is repaired, once. */
export async function openOrRepair(dir: string, repairFirst: boolean, logger: Logger): Promise<Level> {
  const location = join(dir, 'entries');
  const repairNow = repairFirst || hasLostItsRoot(location);
  try {
    if (repairNow) await repair(location, logger);
    return await openLevel(location);
  } catch (cause) {
    if (repairNow || !needsRepair(cause)) throw openFault(cause, dir);
  }
  return openOrRepair(dir, true, logger);
}

// LevelDB stops all writes when its folding meets a block it can't read, and would meet it again after each opening.
// Its repair keeps every readable block; what it leaves behind becomes a hole that readers meet, and the files it came
// from stay in the folder `lost`. It does not notice when it can't write, so it must not run short of space.
async function repair(location: string, logger: Logger): Promise<void> {
  const disk = statfsSync(location);
  const logs = readdirSync(location).filter((name) => name.endsWith('.log'));
  const needed = logs.reduce((sum, name) => sum + statSync(join(location, name)).size, REPAIR_BYTES);
  if (disk.bavail * disk.bsize < needed) {
    throw new LogError(
      'log.disk-full',
      `the log in ${location} needs a repair, and for that ${needed} bytes free`,
    );
  }
  logger.error('log.repairing', { location });
  await ClassicLevel.repair(location);
}

/** LevelDB takes a folder without this file for a new one, and deletes the tables in it. */
function hasLostItsRoot(location: string): boolean {
  if (!existsSync(location) || existsSync(join(location, 'CURRENT'))) return false;
  return readdirSync(location).some((name) => name.endsWith('.ldb') || name.endsWith('.log'));
}

async function openLevel(location: string): Promise<Level> {
  const level: Level = new ClassicLevel(location, {
    keyEncoding: 'utf8',
    valueEncoding: 'buffer',
    writeBufferSize: WRITE_BUFFER_BYTES,
  });
  await level.open();
  return level;
}
