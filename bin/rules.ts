import { readFile } from 'node:fs/promises';
import { type UnixMs, unixMs } from '../core/index.js';
import { loadRules } from '../ingest/index.js';
import { describeFault } from '../runtime/index.js';
import type { Ground } from './foundation.js';
import { InputFaults } from './input-faults.js';
import { DEFAULT_RULES } from './root.js';

/** Takes a rule file as a draft; `publish` makes it live. Resolves with its version. */
export async function importRules(
  base: Ground,
  source: string,
  file: string,
  publish: boolean,
): Promise<number> {
  const loaded = loadRules(source, file);
  if (!loaded.ok) throw new InputFaults(loaded.faults.map(describeFault));
  const version = await base.ruleSets.addDraft(source, loaded.rules, base.clock.now());
  if (publish) await publishRules(base, version);
  return version;
}

export async function publishRules(base: Ground, version: number, given?: UnixMs): Promise<void> {
  const draft = await base.ruleSets.get(version);
  if (draft === undefined) throw new InputFaults([`there is no rule set with version ${version}`]);
  await base.ruleSets.makeLive(version);
  const { rules, source } = draft;
  const at = given ?? base.journal.now();
  await base.log.append([{ kind: 'rules', at, version, rules, source }]);
}

/** A new city starts with the bundled rules. */
export async function ensureRules(base: Ground, at?: UnixMs): Promise<void> {
  if ((await base.ruleSets.live()) !== undefined) return;
  const version = await importRules(base, await readFile(DEFAULT_RULES, 'utf8'), 'rules/default.yaml', false);
  await publishRules(base, version, at === undefined ? undefined : unixMs(at));
}
