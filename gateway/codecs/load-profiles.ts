import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Value } from 'typebox/value';
import { parse } from 'yaml';
import { convert, type Profile, pointSpec } from '../../core/index.js';
import { ProfileSchema } from './profile-schema.js';
import { filesOf } from './sandbox/load-codecs.js';

export interface LoadedProfiles {
  readonly profiles: ReadonlyMap<string, Profile>;
  /** Each with its file and path; a profile with a fault is left out, and shadows the bundled one all the same. */
  readonly faults: readonly string[];
}

/** Reads every `*.yaml` of the folders; a profile of a later folder shadows one of the same name. A missing folder is empty. */
export async function loadProfiles(...folders: readonly string[]): Promise<LoadedProfiles> {
  const profiles = new Map<string, Profile>();
  const faults: string[] = [];
  for (const folder of folders) {
    for (const file of await filesOf(folder, '.yaml')) {
      const name = file.slice(0, -'.yaml'.length);
      const parsed = parseProfile(await readFile(join(folder, file), 'utf8'));
      profiles.delete(name);
      if ('faults' in parsed) faults.push(...parsed.faults.map((fault) => `${join(folder, file)}: ${fault}`));
      else if (parsed.profile.name !== name)
        faults.push(`${join(folder, file)}: name: is not the file's name, ${name}`);
      else profiles.set(name, parsed.profile);
    }
  }
  return { profiles, faults };
}

/** Reads a profile; every fault is told at once, each with its path. */
export function parseProfile(
  text: string,
): { readonly profile: Profile } | { readonly faults: readonly string[] } {
  let source: unknown;
  try {
    source = parse(text);
  } catch (cause) {
    return { faults: [`not YAML: ${cause instanceof Error ? cause.message : String(cause)}`] };
  }
  if (!Value.Check(ProfileSchema, source)) return { faults: schemaFaults(source) };
  const faults = source.points.flatMap(({ point, unit, scale, offset }, index) => {
    const spec = pointSpec(point);
    const found: string[] = [];
    if (unit !== undefined && convert(1, unit, spec?.unit ?? '') === undefined)
      found.push(`points.${index}.unit: ${unit} is no unit of ${point}`);
    if (spec?.type !== 'number' && (unit ?? scale ?? offset) !== undefined)
      found.push(`points.${index}: unit, scale and offset are for numbers`);
    return found;
  });
  return faults.length === 0 ? { profile: source } : { faults };
}

function schemaFaults(source: unknown): string[] {
  const faults = [...Value.Errors(ProfileSchema, source)]
    // A key that nobody declared is reported twice by the validator; the second names it less well.
    .filter(({ keyword }) => keyword !== 'additionalProperties')
    .map(({ instancePath, keyword, message }) => {
      const path = instancePath.slice(1).replaceAll('/', '.');
      if (keyword === 'boolean') return `${path}: unknown key`;
      return path.endsWith('.point')
        ? `${path}: unknown point`
        : `${path === '' ? 'profile' : path}: ${message}`;
    });
  return [...new Set(faults)];
}
