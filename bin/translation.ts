import { join } from 'node:path';
import {
  CodecRunner,
  createTranslator,
  dialectsOf,
  loadCodecs,
  loadProfiles,
  type Translator,
} from '../gateway/index.js';
import type { Ground } from './foundation.js';
import { CODECS_DIR, PROFILES_DIR } from './root.js';

/** Third-party codecs, bundled and the city's own; whoever opens them closes them. */
export const openCodecs = async ({ config }: Ground): Promise<CodecRunner> =>
  new CodecRunner(await loadCodecs(CODECS_DIR, join(config.dataDir, 'codecs')));

/** Reads the profiles, bundled and the city's own, and what they need for the dialects. */
export async function openTranslator(
  { config, registry, clock, logger }: Ground,
  codecs: CodecRunner,
): Promise<Translator> {
  const { profiles, faults } = await loadProfiles(PROFILES_DIR, join(config.dataDir, 'profiles'));
  for (const fault of faults) logger.error('codecs.profile-refused', { fault });
  for (const { name: profile, codec } of profiles.values()) {
    if (codec !== undefined && !codecs.has(codec)) logger.error('codecs.codec-missing', { profile, codec });
  }
  const dialects = dialectsOf({ traccar: config.traccarTopic });
  return createTranslator({ dialects, profiles, codecs, registry, clock });
}
